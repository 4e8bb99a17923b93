package dev.heddle.check.explore;

import dev.heddle.check.runtime.Footprint;
import dev.heddle.check.runtime.PortableNames;
import java.util.List;

/**
 * A step of a thread, in terms that hold in every process that checks the same program.
 *
 * @param thread the name of the thread; see {@link PortableNames}
 * @param touches what the step touches
 */
public record PortableStep(String thread, List<Touch> touches) {

  /**
   * A location that a step touches.
   *
   * @param location its name; see {@link PortableNames}
   * @param how see {@link Footprint}
   */
  public record Touch(String location, byte how) {}

  /** Copies the list. */
  public PortableStep {
    touches = List.copyOf(touches);
  }

  /** Returns whether this step and another can be swapped. */
  boolean isIndependentOf(PortableStep other) {
    if (thread.equals(other.thread)) {
      return false;
    }
    for (Touch one : touches) {
      for (Touch two : other.touches) {
        if (Footprint.conflict(one.how, two.how) && one.location.equals(two.location)) {
          return false;
        }
      }
    }
    return true;
  }
}
