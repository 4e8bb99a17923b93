package dev.heddle.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What all classes of this package do with their arguments and their names. */
final class Checks {
  /** A wait without end, as nanoseconds. */
  static final long FOREVER = Long.MAX_VALUE;

  private static final Duration LONGEST = Duration.ofNanos(FOREVER);

  private Checks() {}

  /**
   * Returns an argument that must not be null.
   *
   * @throws NullPointerException if it is, with a message that names it
   */
  static <T> T nonNull(@Nullable T argument, String name) {
    if (argument == null) {
      throw new NullPointerException(name + " is null");
    }
    return argument;
  }

  /** Returns a timeout in nanoseconds: 0 for no wait, {@link #FOREVER} for one without end. */
  static long nanos(Duration timeout) {
    nonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      return 0;
    }
    return timeout.compareTo(LONGEST) >= 0 ? FOREVER : timeout.toNanos();
  }

  /** Returns a time as people read it: {@code 50 ms}, or {@code 1 ns}. */
  static String text(long nanos) {
    return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + " ms" : nanos + " ns";
  }

  /** Counts things in a message: {@code 1 item}, or {@code 3 items}. */
  static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** Names a thread in a message: most virtual threads have no name, but all have a number. */
  static String name(Thread thread) {
    return name(thread.getName(), thread.getId());
  }

  /** Names a thread that had this name and this number. */
  static String name(String name, long id) {
    return "thread " + (name.isEmpty() ? "#" + id : name);
  }

  /** Names an object in a message: {@code Lock "accounts"}, or {@code this Lock}. */
  static String label(Class<?> type, @Nullable String name) {
    return name == null ? "this " + type.getSimpleName() : title(type, name);
  }

  /** Names an object in its {@code toString()}: {@code Lock "accounts"}, or {@code Lock}. */
  static String title(Class<?> type, @Nullable String name) {
    return name == null ? type.getSimpleName() : type.getSimpleName() + " \"" + name + "\"";
  }
}
