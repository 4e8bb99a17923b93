package dev.heddle.sync;

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
}
