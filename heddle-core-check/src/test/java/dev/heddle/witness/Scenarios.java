package dev.heddle.witness;

import dev.heddle.sync.Acquirable;
import dev.heddle.sync.Barrier;
import dev.heddle.sync.BoundedSemaphore;
import dev.heddle.sync.Condition;
import dev.heddle.sync.Event;
import dev.heddle.sync.Hold;
import dev.heddle.sync.Lock;
import dev.heddle.sync.Mutex;
import dev.heddle.sync.RLock;
import dev.heddle.sync.Semaphore;
import dev.heddle.witness.Scenario.Call;
import dev.heddle.witness.Scenario.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Every pair of public operations of each primitive, with and without an interrupt. */
final class Scenarios {
  private static final Duration SHORT = Duration.ofMillis(1);

  private Scenarios() {}

  private static List<Scenario<?>> all() {
    List<Scenario<?>> all = new ArrayList<>(QueueScenarios.all());
    all.addAll(PoolScenarios.all());
    all.addAll(pairs("Lock, free", Lock::new, ofLock(), List.of()));
    all.addAll(pairs("Lock, held", () -> acquired(new Lock()), ofLock(), List.of()));
    all.addAll(pairs("RLock, free", RLock::new, ofRLock(), List.of()));
    all.addAll(pairs("RLock, held", () -> acquired(new RLock()), ofRLock(), List.of()));
    for (int permits = 0; permits <= 1; permits++) {
      int n = permits;
      all.addAll(pairs("Semaphore, " + n, () -> new Semaphore(n), ofSemaphore(), List.of()));
    }
    all.addAll(pairs("BoundedSemaphore, 1 of 1", BoundedSemaphore::new, ofSemaphore(), List.of()));
    all.addAll(
        pairs(
            "BoundedSemaphore, 0 of 1",
            () -> acquired(new BoundedSemaphore()),
            ofSemaphore(),
            List.of()));
    all.addAll(pairs("Event, not set", Event::new, ofEvent(), List.of()));
    all.addAll(pairs("Event, set", Scenarios::setEvent, ofEvent(), List.of()));
    all.addAll(
        pairs("Condition over a Lock", () -> new Condition(new Lock()), ofCondition(), waiter()));
    all.addAll(
        pairs(
            "Condition over an RLock", () -> new Condition(new RLock()), ofCondition(), waiter()));
    all.addAll(pairs("Barrier", () -> new Barrier(2, "b"), ofBarrier(), ofBarrier().subList(0, 1)));
    all.addAll(
        pairs(
            "Barrier with an action",
            () -> new Barrier(2, () -> {}, "b"),
            ofBarrier(),
            ofBarrier().subList(0, 1)));
    all.addAll(pairs("Callbacks", Callbacks::new, Callbacks.operations(), List.of()));
    all.addAll(LockScenarios.all());
    all.addAll(ValueScenarios.all());
    return all;
  }

  /**
   * Returns one of so many scenarios, evenly spread; or all those in whose names the regular
   * expression is found that the environment variable {@code HEDDLE_SCENARIOS} gives.
   */
  static List<Scenario<?>> every(int many) {
    List<Scenario<?>> all = all();
    String wanted = System.getenv("HEDDLE_SCENARIOS");
    if (wanted != null) {
      Pattern pattern = Pattern.compile(wanted);
      return all.stream().filter(scenario -> pattern.matcher(scenario.name()).find()).toList();
    }
    return IntStream.range(0, all.size())
        .filter(i -> i % many == 0)
        .<Scenario<?>>mapToObj(all::get)
        .toList();
  }

  /** Each operation with each, the others beside them; and the first interrupted. */
  static <P> List<Scenario<P>> pairs(
      String state,
      Supplier<P> primitive,
      List<Operation<P>> operations,
      List<Operation<P>> others) {
    List<Scenario<P>> pairs = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      for (int j = 0; j < operations.size(); j++) {
        List<Operation<P>> both = new ArrayList<>(List.of(operations.get(i), operations.get(j)));
        both.addAll(others);
        String name =
            "%s: %s | %s".formatted(state, operations.get(i).name(), operations.get(j).name());
        if (i <= j) {
          pairs.add(new Scenario<>(name, primitive, both, false));
        }
        pairs.add(new Scenario<>(name + ", first interrupted", primitive, both, true));
      }
    }
    return pairs;
  }

  static <A extends Acquirable> A acquired(A acquirable) {
    acquirable.acquire();
    return acquirable;
  }

  private static Event setEvent() {
    Event event = new Event();
    event.set();
    return event;
  }

  static <A extends Acquirable> List<Operation<A>> ofAcquirable() {
    return new ArrayList<>(
        List.of(
            Operation.of("acquire", a -> done(a::acquire)),
            Operation.of(
                "acquireInterruptibly",
                a -> {
                  a.acquireInterruptibly();
                  return "done";
                }),
            Operation.of("tryAcquire", Acquirable::tryAcquire),
            Operation.of("tryAcquire(1 ms)", a -> a.tryAcquire(SHORT)),
            Operation.of("release", a -> done(a::release)),
            Operation.of("hold and close", Scenarios::holdAndClose),
            Operation.of("try, hold and close", Scenarios::tryHoldAndClose),
            Operation.of("try for 1 ms, hold and close", Scenarios::tryHoldForAWhileAndClose),
            Operation.of("call", a -> a.call(() -> "called"))));
  }

  private static Object holdAndClose(Acquirable acquirable) {
    try (Hold hold = acquirable.hold()) {
      return hold.held();
    }
  }

  private static Object tryHoldAndClose(Acquirable acquirable) {
    try (Hold hold = acquirable.tryHold()) {
      return hold.held();
    }
  }

  private static Object tryHoldForAWhileAndClose(Acquirable acquirable)
      throws InterruptedException {
    try (Hold hold = acquirable.tryHold(SHORT)) {
      return hold.held();
    }
  }

  static Object done(Runnable action) {
    action.run();
    return "done";
  }

  static List<Operation<Lock>> ofLock() {
    List<Operation<Lock>> operations = ofAcquirable();
    operations.add(Operation.of("isLocked", Lock::isLocked));
    return operations;
  }

  static List<Operation<RLock>> ofRLock() {
    List<Operation<RLock>> operations = ofAcquirable();
    operations.add(Operation.of("isLocked", RLock::isLocked));
    operations.add(
        Operation.of(
            "acquire twice, release",
            lock -> {
              lock.acquire();
              lock.acquire();
              lock.release();
              return lock.holdCount();
            }));
    return operations;
  }

  private static <S extends Semaphore> List<Operation<S>> ofSemaphore() {
    List<Operation<S>> operations = ofAcquirable();
    operations.add(Operation.of("release(2)", s -> done(() -> s.release(2))));
    operations.add(Operation.of("availablePermits", Semaphore::availablePermits));
    return operations;
  }

  private static List<Operation<Event>> ofEvent() {
    return List.of(
        Operation.of(
            "await",
            event -> {
              event.await();
              return "done";
            }),
        Operation.of("await(1 ms)", event -> event.await(SHORT)),
        Operation.of("awaitUninterruptibly", event -> done(event::awaitUninterruptibly)),
        Operation.of("set", event -> done(event::set)),
        Operation.of("clear", event -> done(event::clear)),
        Operation.of(
            "set, set",
            event -> {
              event.set();
              event.set();
              return "done";
            }),
        Operation.of(
            "set, clear",
            event -> {
              event.set();
              event.clear();
              return "done";
            }),
        Operation.of("isSet", Event::isSet));
  }

  private static List<Operation<Condition>> waiter() {
    return List.of(holding("await", condition -> condition.await(Duration.ofSeconds(1))));
  }

  private static List<Operation<Condition>> ofCondition() {
    AtomicInteger never = new AtomicInteger();
    return List.of(
        holding(
            "await",
            condition -> {
              condition.await();
              return "signalled";
            }),
        holding("await(1 ms)", condition -> condition.await(SHORT)),
        holding("awaitUninterruptibly", condition -> done(condition::awaitUninterruptibly)),
        holding(
            "awaitUntil(1 ms)", condition -> condition.awaitUntil(() -> never.get() > 0, SHORT)),
        holding("signal", condition -> done(condition::signal)),
        holding("signal(2)", condition -> done(() -> condition.signal(2))),
        holding("signalAll", condition -> done(condition::signalAll)),
        Operation.of("waitingCount", Condition::waitingCount),
        Operation.of("signal without the lock", condition -> done(condition::signal)),
        Operation.of("release without holding", condition -> done(condition.lock()::release)));
  }

  private static Operation<Condition> holding(String name, Call<Condition> call) {
    return Operation.of(
        name,
        condition -> {
          Mutex lock = condition.lock();
          lock.acquire();
          try {
            return call.on(condition);
          } finally {
            lock.release();
          }
        });
  }

  private static List<Operation<Barrier>> ofBarrier() {
    return List.of(
        Operation.of("await", Barrier::await),
        Operation.of("await(1 ms)", barrier -> barrier.await(SHORT)),
        Operation.of("abort", barrier -> done(barrier::abort)),
        Operation.of("reset", barrier -> done(barrier::reset)),
        Operation.of("waitingCount", Barrier::waitingCount),
        Operation.of("isBroken", Barrier::isBroken),
        Operation.of("toString", Barrier::toString));
  }
}
