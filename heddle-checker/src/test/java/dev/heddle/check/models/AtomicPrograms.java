package dev.heddle.check.models;

import static dev.heddle.check.Switchings.inParallel;
import static dev.heddle.check.models.Bodies.ending;
import static dev.heddle.check.models.ModelProgram.verified;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What atomic variables and adders do. */
final class AtomicPrograms {
  private AtomicPrograms() {}

  static List<ModelProgram> all() {
    return List.of(
        verified(
            "AtomicInteger: a get and a set are not one",
            Set.of("1", "2"),
            () -> {
              AtomicInteger count = new AtomicInteger();
              Runnable increment = () -> count.set(count.get() + 1);
              inParallel(increment, increment);
              return count;
            }),
        verified(
            "AtomicInteger: a loop of compareAndSet loses nothing",
            Set.of("2"),
            () -> {
              AtomicInteger count = new AtomicInteger();
              Runnable increment =
                  () -> {
                    int seen = count.get();
                    while (!count.compareAndSet(seen, seen + 1)) {
                      seen = count.get();
                    }
                  };
              inParallel(increment, increment);
              return count;
            }),
        verified(
            "AtomicInteger: updateAndGet loses nothing",
            Set.of("12"),
            () -> {
              AtomicInteger count = new AtomicInteger(2);
              inParallel(
                  () -> count.updateAndGet(n -> n * 2),
                  () -> count.accumulateAndGet(3, (n, m) -> n * m));
              return count;
            }),
        verified(
            "AtomicReference: compareAndSet does not see what came and went",
            Set.of("true", "false"),
            () -> {
              AtomicReference<String> reference = new AtomicReference<>("a");
              boolean[] isSet = new boolean[1];
              inParallel(
                  () -> {
                    String seen = reference.get();
                    isSet[0] = reference.compareAndSet(seen, "c") && seen.equals("a");
                  },
                  () -> {
                    reference.compareAndSet("a", "b");
                    reference.compareAndSet("b", "a");
                  });
              return isSet[0];
            }),
        verified(
            "AtomicStampedReference: a stamp tells what came and went",
            Set.of("a 0 true", "a 0 false", "b 1 true", "b 1 false", "a 2 true"),
            () -> {
              AtomicStampedReference<String> reference = new AtomicStampedReference<>("a", 0);
              String[] seen = new String[1];
              inParallel(
                  () -> {
                    int[] stamp = new int[1];
                    String value = reference.get(stamp);
                    boolean isSet = reference.compareAndSet(value, "c", stamp[0], stamp[0] + 1);
                    seen[0] = value + " " + stamp[0] + " " + isSet;
                  },
                  () -> {
                    reference.compareAndSet("a", "b", 0, 1);
                    reference.compareAndSet("b", "a", 1, 2);
                  });
              return seen[0];
            }),
        verified(
            "AtomicIntegerArray: elements are apart; there are no others",
            Set.of("[1, 2] ArrayIndexOutOfBoundsException"),
            () -> {
              AtomicIntegerArray array = new AtomicIntegerArray(2);
              inParallel(() -> array.addAndGet(0, 1), () -> array.addAndGet(1, 2));
              return array + " " + ending(() -> array.get(2));
            }),
        verified(
            "AtomicIntegerFieldUpdater: the field is that of the program",
            Set.of("2 ClassCastException"),
            () -> {
              Counter counter = new Counter();
              AtomicIntegerFieldUpdater<Counter> updater =
                  AtomicIntegerFieldUpdater.newUpdater(Counter.class, "count");
              inParallel(
                  () -> updater.incrementAndGet(counter), () -> updater.addAndGet(counter, 1));
              return counter.count + " " + ending(() -> updaterOfAny(updater).get("no counter"));
            }),
        verified(
            "LongAdder and LongAccumulator: all is counted in the end",
            Set.of("3 7"),
            () -> {
              LongAdder adder = new LongAdder();
              LongAccumulator most = new LongAccumulator(Long::max, 0);
              inParallel(
                  () -> {
                    adder.increment();
                    most.accumulate(7);
                  },
                  () -> {
                    adder.add(2);
                    most.accumulate(5);
                  });
              return adder + " " + most;
            }));
  }

  private static final class Counter {
    volatile int count;
  }

  @SuppressWarnings("unchecked")
  private static AtomicIntegerFieldUpdater<Object> updaterOfAny(Object updater) {
    return (AtomicIntegerFieldUpdater<Object>) updater;
  }
}
