package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.heddle.check.Verdict;
import dev.heddle.junit.Interleavings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;

@ExtendWith(MockitoExtension.class)
class SafeCounterTest {
  @Mock private Runnable listener;
  private SafeCounter counter;

  @BeforeEach
  void makeCounter() {
    counter = new SafeCounter(listener);
  }

  @Interleavings(expect = Verdict.VERIFIED)
  void increment_byTwoThreads_countsBoth() throws InterruptedException {
    Thread other = new Thread(counter::increment);
    other.start();
    counter.increment();
    other.join();
    assertEquals(2, counter.value());
    verify(listener, times(2)).run();
  }

  @Test
  void increment_byOneThread_counts() {
    counter.increment();
    assertEquals(1, counter.value());
    verify(listener).run();
  }
}
