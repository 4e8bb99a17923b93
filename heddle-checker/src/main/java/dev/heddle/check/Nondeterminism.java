package dev.heddle.check;

import dev.heddle.check.runtime.Ending;
import java.util.List;

/** How a program ends that did not do the same when it was given the same choices. */
final class Nondeterminism {
  private static final String HINT =
      "; the program depends on something that is not under control, such as files, objects made"
          + " before the check, or what the warnings name";

  private static final String HINT_WHEN_STATICS_ARE_KEPT =
      "; static state of the program carries over from one execution to the next (--keep-statics),"
          + " which is the usual cause";

  private Nondeterminism() {}

  /** Returns the end of a sentence that says where it may come from. */
  static String hint(boolean keepStatics) {
    return keepStatics ? HINT_WHEN_STATICS_ARE_KEPT : HINT;
  }

  /** The program ended in two ways. */
  static Ending of(Ending first, Ending second, boolean keepStatics) {
    String message =
        "the same choices ended in two ways: first "
            + describe(first)
            + ", then "
            + describe(second)
            + hint(keepStatics);
    return new Ending(Ending.Kind.MISMATCH, message, second.details(), null);
  }

  /** What another process has found was not found here. */
  static Ending of(Found found, boolean keepStatics) {
    String message =
        "a failure that another process has found did not come again: "
            + found.message()
            + hint(keepStatics);
    return new Ending(Ending.Kind.MISMATCH, message, List.of(), null);
  }

  private static String describe(Ending ending) {
    return ending.kind() == Ending.Kind.COMPLETED ? "without a failure" : ending.message();
  }
}
