package dev.heddle.witness;

import dev.heddle.sync.Guarded;
import dev.heddle.sync.Latch;
import dev.heddle.sync.Local;
import dev.heddle.sync.Once;
import dev.heddle.sync.OneShotTimer;
import dev.heddle.witness.Scenario.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Every pair of public operations of what keeps values. */
final class ValueScenarios {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration AWHILE = Duration.ofSeconds(1);

  private ValueScenarios() {}

  static List<Scenario<?>> all() {
    List<Scenario<?>> all = new ArrayList<>();
    all.addAll(Scenarios.pairs("Local", ValueScenarios::local, ofLocal(), List.of()));
    all.addAll(Scenarios.pairs("Guarded", ValueScenarios::number, ofGuarded(), List.of()));
    all.addAll(
        Scenarios.pairs(
            "Guarded, somebody waits",
            ValueScenarios::number,
            ofGuarded().subList(0, 9),
            List.of(Operation.of("take two", c -> c.updateWhen(n -> n > 1, AWHILE, n -> n - 2)))));
    all.addAll(
        Scenarios.pairs("Guarded, poisonable", ValueScenarios::poisoned, ofPoisoned(), List.of()));
    all.addAll(Scenarios.pairs("Guarded, two", Accounts::new, Accounts.operations(), List.of()));
    all.addAll(Scenarios.pairs("Once", () -> new Once<>(maker()), ofOnce(), List.of()));
    all.addAll(
        Scenarios.pairs("Once, remembering", () -> Once.remembering(maker()), ofOnce(), List.of()));
    all.addAll(Scenarios.pairs("Latch", () -> new Latch(1), ofLatch(), ofLatch().subList(0, 1)));
    all.addAll(
        Scenarios.pairs(
            "OneShotTimer", () -> new Timer(Duration.ofMillis(5)), Timer.operations(), List.of()));
    all.addAll(
        Scenarios.pairs(
            "OneShotTimer, at once",
            () -> new Timer(Duration.ZERO),
            Timer.operations(),
            List.of()));
    return all;
  }

  /** Fails the first time. */
  private static Supplier<Integer> maker() {
    AtomicInteger calls = new AtomicInteger();
    return () -> {
      int call = calls.incrementAndGet();
      if (call == 1) {
        throw new IllegalArgumentException();
      }
      return call;
    };
  }

  private static List<Operation<Once<Integer>>> ofOnce() {
    return List.of(
        Operation.of("get", Once::get),
        Operation.of("getInterruptibly", Once::getInterruptibly),
        Operation.of("get twice", ValueScenarios::getTwice),
        Operation.of("isDone", Once::isDone));
  }

  private static Object getTwice(Once<Integer> once) {
    try {
      return once.get();
    } catch (IllegalArgumentException e) {
      return once.get();
    }
  }

  private static List<Operation<Latch>> ofLatch() {
    return List.of(
        Operation.of(
            "await",
            latch -> {
              latch.await();
              return "done";
            }),
        Operation.of("await(1 ms)", latch -> latch.await(SHORT)),
        Operation.of("awaitUninterruptibly", latch -> Scenarios.done(latch::awaitUninterruptibly)),
        Operation.of("countDown", latch -> Scenarios.done(latch::countDown)),
        Operation.of("reset", latch -> Scenarios.done(latch::reset)),
        Operation.of(
            "countDown, reset",
            latch -> {
              latch.countDown();
              latch.reset();
              return "done";
            }),
        Operation.of("count", Latch::count));
  }

  /** A timer that counts. */
  private static final class Timer {
    private final AtomicInteger runs = new AtomicInteger();
    private final OneShotTimer timer;

    Timer(Duration interval) {
      timer = new OneShotTimer(interval, runs::incrementAndGet);
    }

    static List<Operation<Timer>> operations() {
      return List.of(
          Operation.of("start", timer -> Scenarios.done(timer.timer::start)),
          Operation.of("cancel", timer -> timer.timer.cancel()),
          Operation.of("await(1 ms)", timer -> timer.timer.await(SHORT)),
          Operation.of(
              "start, cancel",
              timer -> {
                timer.timer.start();
                return timer.timer.cancel();
              }));
    }

    @Override
    public String toString() {
      return timer + ", " + runs + " runs";
    }
  }

  private static Guarded<Integer> number() {
    return new Guarded<>(0);
  }

  private static List<Operation<Guarded<Integer>>> ofGuarded() {
    return List.of(
        Operation.of("read", cell -> cell.read(n -> n)),
        Operation.of("update", cell -> Scenarios.done(() -> cell.update(n -> n + 1))),
        Operation.of("updateAndGet", cell -> cell.updateAndGet(n -> n + 1)),
        Operation.of("tryUpdate", cell -> cell.tryUpdate(n -> n + 1)),
        Operation.of("tryUpdate(1 ms)", cell -> cell.tryUpdate(SHORT, n -> n + 1)),
        Operation.of("call", cell -> cell.call(n -> n + 5)),
        Operation.of(
            "awaitUntil",
            cell -> {
              cell.awaitUntil(n -> n > 0);
              return "done";
            }),
        Operation.of("awaitUntil(1 ms)", cell -> cell.awaitUntil(n -> n > 0, SHORT)),
        Operation.of(
            "take",
            cell -> {
              cell.updateWhen(n -> n > 0, n -> n - 1);
              return "done";
            }),
        Operation.of("take(1 ms)", cell -> cell.updateWhen(n -> n > 0, SHORT, n -> n - 1)),
        Operation.of("callWhen", cell -> cell.callWhen(n -> n > 0, n -> n + 5)),
        Operation.of("update twice", ValueScenarios::updateTwice),
        Operation.of("waitingCount", Guarded::waitingCount),
        Operation.of("nested", cell -> cell.call(n -> cell.tryUpdate(m -> m + 1))));
  }

  private static Object updateTwice(Guarded<Integer> cell) {
    cell.update(n -> n + 1);
    cell.update(n -> n + 1);
    return "done";
  }

  private static Guarded<Integer> poisoned() {
    Guarded<Integer> cell = Guarded.poisoning(0);
    try {
      cell.update(ValueScenarios::fail);
    } catch (IllegalStateException e) {
      return cell;
    }
    throw new AssertionError("the body has failed");
  }

  private static Integer fail(Integer number) {
    throw new IllegalStateException(String.valueOf(number));
  }

  private static List<Operation<Guarded<Integer>>> ofPoisoned() {
    return List.of(
        Operation.of("update", cell -> Scenarios.done(() -> cell.update(n -> n + 1))),
        Operation.of("fail", cell -> Scenarios.done(() -> cell.update(ValueScenarios::fail))),
        Operation.of(
            "awaitUntil",
            cell -> {
              cell.awaitUntil(n -> n > 0);
              return "done";
            }),
        Operation.of("clearPoison", Guarded::clearPoison),
        Operation.of("recover", cell -> cell.recover(n -> 7)),
        Operation.of("isPoisoned", Guarded::isPoisoned));
  }

  /** Two cells. */
  private static final class Accounts {
    private final Guarded<Integer> first = new Guarded<>(0);
    private final Guarded<Integer> second = new Guarded<>(0);

    static List<Operation<Accounts>> operations() {
      return List.of(
          Operation.of("there", accounts -> move(accounts.first, accounts.second)),
          Operation.of("back", accounts -> move(accounts.second, accounts.first)),
          Operation.of(
              "sum",
              accounts ->
                  Guarded.all(accounts.second, accounts.first)
                      .call((a, b) -> a.get() + " " + b.get())),
          Operation.of("update", accounts -> accounts.first.updateAndGet(n -> n + 5)),
          Operation.of(
              "awaitUntil",
              accounts -> {
                accounts.second.awaitUntil(n -> n > 0);
                return "done";
              }));
    }

    private static Object move(Guarded<Integer> from, Guarded<Integer> to) {
      return Guarded.all(from, to)
          .call(
              (source, target) -> {
                source.set(source.get() - 1);
                target.set(target.get() + 1);
                return source.get() + " " + target.get();
              });
    }

    @Override
    public String toString() {
      return first + ", " + second;
    }
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
