package dev.heddle.check.runtime;

/**
 * How a step touches a location. Two steps are dependent when they touch one location, unless both
 * only read it or both only update it.
 */
public final class Footprint {
  /** The step reads the location. */
  public static final byte READ = 1;

  /** The step writes the location, or may write it. */
  public static final byte WRITE = 2;

  /** The step changes the location in a way that commutes, and sees nothing of it. */
  public static final byte UPDATE = 4;

  private Footprint() {}

  /** Returns whether two steps that touch one location in these ways are dependent. */
  public static boolean conflict(int one, int other) {
    return one != other || one == WRITE;
  }
}
