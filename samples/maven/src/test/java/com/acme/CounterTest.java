package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.check.Verdict;
import dev.heddle.junit.Interleavings;

class CounterTest {
  private final Counter counter = new Counter();

  /** Take expect away to see the failure. */
  @Interleavings(expect = Verdict.FAILED)
  void increment_byTwoThreads_losesOne() throws InterruptedException {
    Thread other = new Thread(counter::increment);
    other.start();
    counter.increment();
    other.join();
    assertEquals(2, counter.value());
  }
}
