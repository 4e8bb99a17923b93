package dev.heddle.check;

import java.util.Locale;

/** How the checker passes control from one thread of the program to another. */
public enum Switching {
  /** {@link #CONTINUATION} where the JDK has it (24 and newer), otherwise {@link #THREAD}. */
  AUTO,
  /** The JDK's own continuations, all on one carrier thread: ten to a hundred times faster. */
  CONTINUATION,
  /** Pooled platform threads that hand control to each other: works on every JDK from 17 on. */
  THREAD;

  /** Returns the word that reports and the command line use, in lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
