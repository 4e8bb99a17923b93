package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The models of what keeps values, written down from what their documentation promises. */
final class ValueModels {
  private ValueModels() {}

  /** A number for each thread, counted up as they are made. */
  static final class Numbers extends Model {
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger sumOfClosed = new AtomicInteger();
    private final Local<Integer> real =
        new Local<>(made::incrementAndGet, sumOfClosed::addAndGet, "numbers");
    private int modelMade;
    private int modelSum;
    private final Map<Integer, Integer> numbers = new TreeMap<>();

    @Override
    List<String> operations() {
      return List.of(
          "get", "get", "get", "get in a scope", "remove", "closeAll", "count", "closed");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of();
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "get" -> {
          return real.get();
        }
        case "get in a scope" -> {
          try (Local.Scope scope = Local.scope()) {
            return scope == null ? null : real.get();
          }
        }
        case "remove" -> real.remove();
        case "closeAll" -> real.closeAll();
        case "count" -> {
          return real.count();
        }
        case "closed" -> {
          return sumOfClosed.get();
        }
        default -> throw new IllegalArgumentException(operation);
      }
      return DONE;
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "get" -> end(thread, numbers.computeIfAbsent(thread, t -> ++modelMade));
        case "get in a scope" -> {
          Integer before = numbers.get(thread);
          modelSum += before == null ? ++modelMade : 0;
          end(thread, before == null ? modelMade : before);
        }
        case "remove" -> {
          Integer number = numbers.remove(thread);
          modelSum += number == null ? 0 : number;
          end(thread, DONE);
        }
        case "closeAll" -> {
          modelSum += numbers.values().stream().mapToInt(n -> n).sum();
          numbers.clear();
          end(thread, DONE);
        }
        case "count" -> end(thread, numbers.size());
        default -> end(thread, modelSum);
      }
    }

    @Override
    void interruptWaiting(int thread) {
      throw new AssertionError("nobody waits for a local");
    }
  }

  /** A number, and those who wait until it is positive, or three. */
  static final class Number extends Model {
    private static final Duration LONG = Duration.ofHours(1);

    private final Guarded<Integer> real = new Guarded<>(0, "number");
    private int number;
    private final List<Waiting> waiting = new ArrayList<>();

    @Override
    List<String> operations() {
      return List.of(
          "increment",
          "increment",
          "increment",
          "decrement",
          "read",
          "take",
          "take",
          "take(0)",
          "take(1 h)",
          "call take",
          "await 3",
          "await 3 (1 h)",
          "await 3 (0)",
          "waitingCount");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("increment");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "increment" -> real.update(n -> n + 1);
        case "decrement" -> {
          return real.updateAndGet(n -> n - 1);
        }
        case "read" -> {
          return real.read(n -> n);
        }
        case "take" -> real.updateWhen(n -> n > 0, n -> n - 1);
        case "take(0)" -> {
          return real.updateWhen(n -> n > 0, Duration.ZERO, n -> n - 1);
        }
        case "take(1 h)" -> {
          return real.updateWhen(n -> n > 0, LONG, n -> n - 1);
        }
        case "call take" -> {
          return real.callWhen(n -> n > 0, n -> n * 10);
        }
        case "await 3" -> real.awaitUntil(n -> n == 3);
        case "await 3 (1 h)" -> {
          return real.awaitUntil(n -> n == 3, LONG);
        }
        case "await 3 (0)" -> {
          return real.awaitUntil(n -> n == 3, Duration.ZERO);
        }
        case "waitingCount" -> {
          return real.waitingCount();
        }
        default -> throw new IllegalArgumentException(operation);
      }
      return DONE;
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "increment" -> {
          number++;
          end(thread, DONE);
        }
        case "decrement" -> end(thread, --number);
        case "read" -> end(thread, number);
        case "waitingCount" -> end(thread, waiting.size());
        default -> {
          Waiting wait = new Waiting(thread, operation);
          if (isSatisfied(wait)) {
            goOn(wait);
          } else if (operation.endsWith("(0)")) {
            end(thread, false);
          } else {
            waiting.add(wait);
          }
        }
      }
      letGo();
    }

    /** Whoever has waited longest of those that can go on does, and may change the number. */
    private void letGo() {
      waiting.stream()
          .filter(this::isSatisfied)
          .findFirst()
          .ifPresent(
              first -> {
                waiting.remove(first);
                goOn(first);
                letGo();
              });
    }

    private boolean isSatisfied(Waiting wait) {
      return wait.operation().startsWith("await") ? number == 3 : number > 0;
    }

    private void goOn(Waiting wait) {
      String operation = wait.operation();
      if (operation.equals("call take")) {
        end(wait.thread(), number * 10);
        return;
      }
      if (operation.startsWith("take")) {
        number--;
      }
      end(wait.thread(), operation.endsWith(")") ? true : DONE);
    }

    @Override
    void interruptWaiting(int thread) {
      interruptIn(waiting, thread);
    }
  }

  /** A number that is counted down from two, and those who wait for zero. */
  static final class Countdown extends Model {
    private static final int COUNT = 2;

    private final Latch real = new Latch(COUNT);
    private int count = COUNT;
    private final List<Waiting> waiting = new ArrayList<>();

    @Override
    List<String> operations() {
      return List.of(
          "countDown",
          "countDown",
          "count down and reset",
          "reset",
          "await",
          "awaitUninterruptibly",
          "await(0)",
          "await(1 h)",
          "count");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("countDown");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "countDown" -> real.countDown();
        case "count down and reset" -> {
          for (int i = 0; i < COUNT; i++) {
            real.countDown();
          }
          real.reset();
        }
        case "reset" -> real.reset();
        case "await" -> real.await();
        case "awaitUninterruptibly" -> real.awaitUninterruptibly();
        case "await(0)" -> {
          return real.await(Duration.ZERO);
        }
        case "await(1 h)" -> {
          return real.await(Duration.ofHours(1));
        }
        case "count" -> {
          return real.count();
        }
        default -> throw new IllegalArgumentException(operation);
      }
      return DONE;
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "countDown" -> {
          end(thread, DONE);
          countTo(Math.max(0, count - 1));
        }
        case "count down and reset" -> {
          end(thread, DONE);
          countTo(0);
          count = COUNT;
        }
        case "reset" -> {
          end(thread, DONE);
          count = COUNT;
        }
        case "count" -> end(thread, count);
        case "await(0)" -> end(thread, count == 0);
        default -> {
          waiting.add(new Waiting(thread, operation));
          countTo(count);
        }
      }
    }

    private void countTo(int number) {
      count = number;
      if (count == 0) {
        waiting.forEach(
            each -> end(each.thread(), each.operation().equals("await(1 h)") ? true : DONE));
        waiting.clear();
      }
    }

    @Override
    void interruptWaiting(int thread) {
      interruptIn(waiting, thread);
    }
  }
}
