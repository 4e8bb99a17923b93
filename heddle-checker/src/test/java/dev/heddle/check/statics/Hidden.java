package dev.heddle.check.statics;

/** Its members can be used by way of {@link Shown} only. */
class Hidden {
  public static int count = 1;

  static {
    StaticPrograms.log("Hidden");
  }

  public static int next() {
    return count++;
  }
}
