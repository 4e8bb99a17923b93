package dev.heddle.check.statics;

/** Inherits what nobody could name otherwise; is not initialised when that is used. */
public class Shown extends Hidden {
  static {
    StaticPrograms.log("Shown");
  }
}
