package dev.heddle.check;

/** A library with a data race of its own, for a jar. */
public final class LibraryOfOthers {
  private int calls;

  /** Counts calls, and may lose some. */
  public void call() {
    calls++;
  }
}
