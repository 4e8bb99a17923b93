package dev.heddle.check.runtime;

import org.jspecify.annotations.Nullable;

/** What the execution that runs knows of one object. */
final class Tracked {
  /** The number of the object: the same in every execution; see {@link Locations}. */
  long number;

  /** The place of the program that made the object or let the JDK make it; 0 if not known. */
  int madeAt;

  /** What threads did to its data; null until a second thread runs. */
  private @Nullable Shadow shadow;

  /** Prepares for an object, in place of another. */
  void reset(long number, int madeAt) {
    this.number = number;
    this.madeAt = madeAt;
    if (shadow != null) {
      shadow.clear();
    }
  }

  Shadow shadow() {
    Shadow known = shadow;
    if (known == null) {
      known = new Shadow();
      shadow = known;
    }
    return known;
  }
}
