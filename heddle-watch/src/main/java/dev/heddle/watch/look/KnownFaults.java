package dev.heddle.watch.look;

import java.lang.Runtime.Version;

/** Faults of JDKs that look like faults of the program. */
final class KnownFaults {
  private KnownFaults() {}

  /**
   * Returns a sentence if this JDK is known to lose wake-ups, otherwise nothing.
   *
   * @param virtual whether a virtual thread waits
   */
  static String lostWakeUps(boolean virtual) {
    return lostWakeUps(virtual, Runtime.version());
  }

  /**
   * JDK-8369227, "Virtual thread stuck in PARKED state": came with 25, fixed in 25.0.3, 26.0.1 and
   * 27.
   */
  static String lostWakeUps(boolean virtual, Version version) {
    boolean affected =
        version.feature() == 25 && version.interim() == 0 && version.update() < 3
            || version.feature() == 26 && version.interim() == 0 && version.update() < 1;
    return virtual && affected
        ? (" JDK %s has the fault JDK-8369227, which loses wake-ups of virtual threads;"
                + " 25.0.3, 26.0.1 and 27 do not.")
            .formatted(version)
        : "";
  }
}
