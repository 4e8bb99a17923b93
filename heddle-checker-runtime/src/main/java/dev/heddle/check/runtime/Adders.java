package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What each thread has added to a {@link LongAdder}. The JDK's keeps a cell for each of several
 * threads that meet, and reads one after the other to tell the sum; so a sum may miss what was
 * added first, and have what was added later. Here threads never meet inside of it, so its cells
 * are kept beside it: one for each thread that has added something, read in the order in which the
 * threads were created.
 */
final class Adders {
  private static final class Cells {
    final LongAdder adder;

    /** By the number of the thread. */
    long[] values = new long[4];

    /** The threads that have added something, by their numbers. */
    @Nullable ControlledThread[] threads = new ControlledThread[4];

    Cells(LongAdder adder) {
      this.adder = adder;
    }
  }

  private final List<Cells> all = new ArrayList<>();

  void clear() {
    all.clear();
  }

  /** Forgets what was added to an adder, which is set to zero. */
  void reset(LongAdder adder) {
    all.removeIf(cells -> cells.adder == adder);
  }

  /** Notes that a thread adds something. */
  void add(ControlledThread self, LongAdder adder, long number) {
    Cells cells = of(adder);
    if (cells == null) {
      cells = new Cells(adder);
      all.add(cells);
    }
    if (self.id >= cells.values.length) {
      int length = Math.max(self.id + 1, cells.values.length * 2);
      cells.values = Arrays.copyOf(cells.values, length);
      cells.threads = Arrays.copyOf(cells.threads, length);
    }
    cells.values[self.id] += number;
    cells.threads[self.id] = self;
  }

  /**
   * Reads an adder, cell by cell, each but the first a step.
   *
   * @param now the sum as the step begins that announced the call
   */
  long sum(ControlledThread self, LongAdder adder, long now) {
    Cells cells = of(adder);
    if (cells == null) {
      return now;
    }
    long sum = now;
    for (long value : cells.values) {
      sum -= value;
    }
    for (int i = 0; i < cells.values.length; i++) {
      ControlledThread thread = cells.threads[i];
      if (thread != null && thread != self && !thread.ended) {
        Parts.next(self, adder);
      }
      sum += cells.values[i];
    }
    return sum;
  }

  private @Nullable Cells of(LongAdder adder) {
    for (Cells cells : all) {
      if (cells.adder == adder) {
        return cells;
      }
    }
    return null;
  }
}
