package dev.heddle.check.runtime;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Random numbers that are the same in every execution: each thread of the program has a sequence of
 * its own, which depends on nothing but which thread has started it as which of its threads. What a
 * thread draws does therefore not depend on what other threads draw.
 */
final class Randomness {
  /** The fraction of the golden ratio, by which SplitMix64 (Steele, Lea, Flood) goes on. */
  private static final long STEP = 0x9e37_79b9_7f4a_7c15L;

  private Randomness() {}

  /** Seeds what {@link ThreadLocalRandom} keeps in the thread that the JVM sees. */
  static void seed(ControlledThread thread) {
    long seed = mix((thread.number + 1) * STEP);
    thread.randomState = seed;
    JdkInternals.seedThread(thread.identity, mix(seed), (int) mix(seed + 1) | 1);
  }

  /** Returns the next number of the calling thread; a random one if it is not under control. */
  static long next() {
    ControlledThread self = Hooks.self();
    if (self == null) {
      return ThreadLocalRandom.current().nextLong();
    }
    self.randomState += STEP;
    return mix(self.randomState);
  }

  /** Variant 13 of Stafford's mixing functions, as in SplitMix64. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ (mixed >>> 31);
  }
}
