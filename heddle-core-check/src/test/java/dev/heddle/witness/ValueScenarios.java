package dev.heddle.witness;

import dev.heddle.sync.Local;
import dev.heddle.witness.Scenario.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Every pair of public operations of what keeps values. */
final class ValueScenarios {
  private ValueScenarios() {}

  static List<Scenario<?>> all() {
    List<Scenario<?>> all = new ArrayList<>();
    all.addAll(Scenarios.pairs("Local", ValueScenarios::local, ofLocal(), List.of()));
    return all;
  }

  private static Local<Integer> local() {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    return new Local<>(made::incrementAndGet, closed::addAndGet);
  }

  private static List<Operation<Local<Integer>>> ofLocal() {
    return List.of(
        Operation.of("get", Local::get),
        Operation.of(
            "get, remove",
            local -> {
              int number = local.get();
              local.remove();
              return number;
            }),
        Operation.of(
            "get, closeAll",
            local -> {
              int number = local.get();
              local.closeAll();
              return number;
            }),
        Operation.of("closeAll", local -> Scenarios.done(local::closeAll)),
        Operation.of("get in a scope", ValueScenarios::getInAScope),
        Operation.of("count", Local::count),
        Operation.of("isPresent", Local::isPresent));
  }

  private static Object getInAScope(Local<Integer> local) {
    try (Local.Scope scope = Local.scope()) {
      return scope.toString().isEmpty() ? 0 : local.get();
    }
  }
}
