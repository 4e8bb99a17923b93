package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class GuardedTest {
  @Parameter ThreadKind kind;

  private final Guarded<Integer> balance = new Guarded<>(5, "balance");
  private final Guarded<Deque<String>> items = new Guarded<>(new ArrayDeque<>(), "items");

  private ThreadFactory threads() {
    return kind.factory();
  }

  /** Keeps a cell's lock until it is told to leave. */
  private Event occupy(Guarded<?> cell) throws Exception {
    Event inside = new Event();
    Event leave = new Event();
    Worker.run(
        threads(),
        () ->
            cell.withLock(
                value -> {
                  inside.set();
                  leave.awaitUninterruptibly();
                }));
    inside.await();
    return leave;
  }

  @Test
  void read_value_returnsWhatTheBodyReturns() {
    assertThat(balance.<Integer, RuntimeException>read(n -> n + 1)).isEqualTo(6);
    assertThat(balance.<Integer, RuntimeException>read(n -> n)).isEqualTo(5);
  }

  @Test
  void update_body_replacesTheValue() {
    balance.update(n -> n + 1);

    assertThat(balance.<Integer, RuntimeException>read(n -> n)).isEqualTo(6);
    assertThat(balance.updateAndGet(n -> n * 2)).isEqualTo(12);
    assertThat(balance.tryUpdate(n -> n + 1)).isTrue();
    assertThat(balance.<Integer, RuntimeException>call(n -> n)).isEqualTo(13);
  }

  @Test
  void update_null_isAValue() {
    Guarded<String> cell = new Guarded<>(null);

    assertThat(cell.<Boolean, RuntimeException>read(value -> value == null)).isTrue();
    cell.update(value -> "a");
    cell.update(value -> null);
    assertThat(cell.<String, RuntimeException>read(value -> value)).isNull();
  }

  @Test
  void update_bodyThrows_keepsTheValueAndReleases() throws Exception {
    assertThatThrownBy(
            () ->
                balance.update(
                    n -> {
                      throw new IOException("no");
                    }))
        .isInstanceOf(IOException.class);

    assertThat(Worker.start(threads(), () -> balance.updateAndGet(n -> n + 1)).result())
        .isEqualTo(6);
    assertThat(balance.isPoisoned()).isFalse();
  }

  @Test
  void withLockAndCall_mutableValue_changeIt() {
    items.withLock(queue -> queue.add("a"));
    items.withLock(
        queue -> {
          queue.add("b");
          queue.add("c");
        });

    assertThat(items.<String, RuntimeException>call(Deque::remove)).isEqualTo("a");
    assertThat(items.<Integer, RuntimeException>read(Deque::size)).isEqualTo(2);
  }

  @Test
  void update_manyThreads_losesNothing() throws Exception {
    List<Worker<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      workers.add(
          Worker.run(
              threads(),
              () -> {
                for (int j = 0; j < 1_000; j++) {
                  balance.update(n -> n + 1);
                }
              }));
    }
    for (Worker<Void> worker : workers) {
      worker.result();
    }

    assertThat(balance.<Integer, RuntimeException>read(n -> n)).isEqualTo(8_005);
  }

  @Test
  void update_used_waitsAndKeepsTheInterrupt() throws Exception {
    Event leave = occupy(balance);
    Worker<Boolean> worker =
        Worker.start(
            threads(),
            () -> {
              balance.update(n -> n + 1);
              return Thread.interrupted();
            });

    worker.parked().interrupt().parked();
    leave.set();

    assertThat(worker.result()).isTrue();
    assertThat(balance.<Integer, RuntimeException>read(n -> n)).isEqualTo(6);
  }

  @Test
  void tryUpdate_used_doesNotWait() throws Exception {
    Event leave = occupy(balance);

    assertThat(balance.tryUpdate(n -> n + 1)).isFalse();
    assertThat(balance.tryUpdate(Duration.ZERO, n -> n + 1)).isFalse();
    assertThat(balance.tryUpdate(Duration.ofMillis(1), n -> n + 1)).isFalse();
    Worker<Boolean> interrupted =
        Worker.start(threads(), () -> balance.tryUpdate(Worker.PATIENCE, n -> n + 1));
    interrupted.parked().interrupt();
    assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
    Worker<Boolean> forEver =
        Worker.start(
            threads(), () -> balance.tryUpdate(Duration.ofSeconds(Long.MAX_VALUE), n -> n + 10));
    forEver.parked();

    leave.set();

    assertThat(forEver.result()).isTrue();
    assertThat(balance.<Integer, RuntimeException>read(n -> n)).isEqualTo(15);
  }

  @Test
  void anyUse_insideTheSameCell_throwsAndChangesNothing() throws Exception {
    List<Worker.Body> uses =
        List.of(
            () -> balance.read(n -> n),
            () -> balance.update(n -> n + 1),
            () -> balance.tryUpdate(n -> n + 1),
            () -> balance.tryUpdate(Duration.ofMillis(1), n -> n + 1),
            () -> balance.withLock(n -> {}),
            () -> balance.awaitUntil(n -> true),
            () -> balance.awaitUntil(n -> true, Duration.ZERO),
            () -> balance.updateWhen(n -> true, n -> n + 1),
            balance::clearPoison,
            () -> Guarded.all(new Guarded<>(1), balance).withLock((x, y) -> y.set(0)));
    for (Worker.Body use : uses) {
      Worker<Void> worker =
          Worker.startNamed(
              threads(),
              "nested",
              () -> {
                balance.update(
                    n -> {
                      use.run();
                      return -1;
                    });
                return null;
              });
      assertThat(worker.failure())
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessage("thread nested cannot use Guarded \"balance\" inside a section of it");
      assertThat(balance.<Integer, RuntimeException>read(n -> n)).isEqualTo(5);
    }
    assertThat(balance).hasToString("Guarded \"balance\" [free]");
  }

  @Test
  void snapshot_copier_returnsACopy() {
    Guarded<List<String>> list = new Guarded<>(new ArrayList<>(List.of("a")));

    List<String> copy = list.snapshot(ArrayList::new);
    copy.add("b");

    assertThat(list.<Integer, RuntimeException>read(List::size)).isEqualTo(1);
    assertThatThrownBy(() -> list.snapshot(value -> value))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the value of this Guarded, a java.util.ArrayList, would escape from its section:"
                + " return a copy");
  }

  @Test
  void result_theMutableValueItself_throws() {
    for (Object mutable :
        List.of(
            new int[1],
            new StringBuilder(),
            new ArrayDeque<>(),
            new HashMap<>(),
            new BitSet(),
            new HashMap<>(Map.of(1, 1)).values().iterator())) {
      Guarded<Object> cell = new Guarded<>(mutable);
      assertThatThrownBy(() -> cell.read(value -> value)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> cell.call(value -> value)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> cell.callWhen(value -> true, value -> value))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> cell.updateAndGet(value -> mutable))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> Guarded.all(cell, balance).call((x, y) -> x.get()))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void result_whatThreadsMayShare_isReturned() {
    for (Object harmless :
        List.of(
            "a",
            1,
            List.of(1),
            Map.of(),
            java.util.Collections.emptyList(),
            new CopyOnWriteArrayList<>(),
            Duration.ZERO)) {
      Guarded<Object> cell = new Guarded<>(harmless);
      assertThat(cell.<Object, RuntimeException>read(value -> value)).isSameAs(harmless);
      assertThat(cell.updateAndGet(value -> harmless)).isSameAs(harmless);
    }
  }

  @Test
  void awaitUntil_true_returnsAtOnce() throws Exception {
    balance.awaitUntil(n -> n == 5);
    assertThat(balance.awaitUntil(n -> n == 5, Duration.ZERO)).isTrue();
    assertThat(balance.awaitUntil(n -> n == 6, Duration.ZERO)).isFalse();
    assertThat(balance.awaitUntil(n -> n == 6, Duration.ofSeconds(-1))).isFalse();
    long before = System.nanoTime();
    assertThat(balance.awaitUntil(n -> n == 6, Duration.ofMillis(20))).isFalse();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
    assertThat(balance.waitingCount()).isZero();
  }

  @Test
  void awaitUntil_everyKindOfChange_wakes() throws Exception {
    List<Worker.Body> changes =
        List.of(
            () -> balance.update(n -> 6),
            () -> balance.updateAndGet(n -> 6),
            () -> balance.tryUpdate(n -> 6),
            () -> balance.tryUpdate(Duration.ZERO, n -> 6),
            () -> balance.updateWhen(n -> true, n -> 6),
            () -> balance.updateWhen(n -> true, Duration.ZERO, n -> 6),
            () -> Guarded.all(balance, items).withLock((n, queue) -> n.set(6)));
    for (Worker.Body change : changes) {
      balance.update(n -> 5);
      Worker<Void> untimed = Worker.run(threads(), () -> balance.awaitUntil(n -> n == 6));
      untimed.parked();
      Worker<Boolean> timed =
          Worker.start(threads(), () -> balance.awaitUntil(n -> n == 6, Worker.PATIENCE));
      timed.parked();

      change.run();

      untimed.result();
      assertThat(timed.result()).isTrue();
    }
  }

  @Test
  void awaitUntil_changeOfAMutableValue_wakes() throws Exception {
    Worker<String> first =
        Worker.start(threads(), () -> items.callWhen(q -> !q.isEmpty(), Deque::remove));
    first.parked();
    items.withLock(queue -> queue.add("a"));
    assertThat(first.result()).isEqualTo("a");

    Worker<String> second =
        Worker.start(threads(), () -> items.callWhen(q -> !q.isEmpty(), Deque::remove));
    second.parked();
    items.call(queue -> queue.add("b"));
    assertThat(second.result()).isEqualTo("b");
  }

  @Test
  void update_predicateStaysFalse_wakesNobody() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Worker<Void> worker =
        Worker.run(
            threads(),
            () ->
                balance.awaitUntil(
                    n -> {
                      asked.incrementAndGet();
                      return n == 10;
                    }));
    worker.parked();
    assertThat(asked).hasValue(1);

    balance.update(n -> n + 1);

    assertThat(asked).as("asked by the thread that changed the value").hasValue(2);
    worker.parked();
    assertThat(balance.waitingCount()).isEqualTo(1);
    balance.read(n -> n);
    assertThat(asked).as("a read changes nothing").hasValue(2);
    balance.update(n -> 10);
    worker.result();
    assertThat(balance.waitingCount()).isZero();
  }

  @Test
  void updateWhen_severalWait_goOnOneAfterTheOtherInTheirOrder() throws Exception {
    balance.update(n -> 0);
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<Worker<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int number = i;
      workers.add(
          Worker.run(
                  threads(),
                  () ->
                      balance.updateWhen(
                          n -> n > 0,
                          n -> {
                            order.add(number);
                            return n - 1;
                          }))
              .parked());
    }

    balance.update(n -> 1);
    workers.get(0).result();
    workers.get(1).parked();
    balance.update(n -> 2);
    workers.get(1).result();
    workers.get(2).result();

    assertThat(order).containsExactly(0, 1, 2);
    assertThat(balance.<Integer, RuntimeException>read(n -> n)).isZero();
  }

  @Test
  void updateWhen_timeOver_changesNothing() throws Exception {
    assertThat(balance.updateWhen(n -> n == 6, Duration.ofMillis(1), n -> 7)).isFalse();
    assertThat(balance.updateWhen(n -> n == 5, Duration.ofMillis(1), n -> 7)).isTrue();
    assertThat(balance.<Integer, RuntimeException>read(n -> n)).isEqualTo(7);

    Event leave = occupy(balance);
    assertThat(balance.updateWhen(n -> true, Duration.ofMillis(1), n -> 8)).isFalse();
    assertThat(balance.awaitUntil(n -> true, Duration.ZERO)).isFalse();
    leave.set();
  }

  @Test
  void awaitUntil_interrupted_throwsAndLeavesTheQueue() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> balance.awaitUntil(n -> true))
        .isInstanceOf(InterruptedException.class);
    Worker<Void> one = Worker.run(threads(), () -> balance.awaitUntil(n -> n == 6));
    Worker<Boolean> other =
        Worker.start(threads(), () -> balance.awaitUntil(n -> n == 6, Worker.PATIENCE));

    one.parked().interrupt();
    other.parked().interrupt();

    assertThat(one.failure()).isInstanceOf(InterruptedException.class);
    assertThat(other.failure()).isInstanceOf(InterruptedException.class);
    assertThat(balance.waitingCount()).isZero();
    balance.update(n -> 6);
    balance.awaitUntil(n -> n == 6);
  }

  @Test
  void predicate_throws_reachesItsOwnThreadOnly() throws Exception {
    Worker<Void> worker =
        Worker.run(
            threads(),
            () ->
                balance.awaitUntil(
                    n -> {
                      if (n == 6) {
                        throw new IllegalArgumentException("six");
                      }
                      return false;
                    }));
    worker.parked();
    Worker<Void> next = Worker.run(threads(), () -> balance.awaitUntil(n -> n == 6));
    next.parked();

    balance.update(n -> 6);

    assertThat(worker.failure()).isInstanceOf(IllegalArgumentException.class).hasMessage("six");
    next.result();
    assertThat(balance.isPoisoned()).isFalse();
  }

  @Test
  void poisoning_bodyThrows_othersAreTold() throws Exception {
    Guarded<Deque<String>> cell = Guarded.poisoning(new ArrayDeque<>(), "orders");
    Worker<Void> first = Worker.run(threads(), () -> cell.awaitUntil(q -> q.size() > 5));
    Worker<Void> second = Worker.run(threads(), () -> cell.awaitUntil(q -> q.size() > 5));
    first.parked();
    second.parked();

    Worker<Void> culprit =
        Worker.startNamed(
            threads(),
            "culprit",
            () -> {
              cell.withLock(
                  queue -> {
                    queue.add("half");
                    throw new IOException("disk");
                  });
              return null;
            });

    assertThat(culprit.failure()).isInstanceOf(IOException.class);
    for (Throwable told : List.of(first.failure(), second.failure())) {
      assertThat(told)
          .isInstanceOf(PoisonedException.class)
          .hasMessage(
              "Guarded \"orders\" is poisoned: thread culprit failed in a section of it, see the"
                  + " cause")
          .hasCauseInstanceOf(IOException.class);
    }
    assertThat(cell.isPoisoned()).isTrue();
    assertThat(cell).hasToString("Guarded \"orders\" [free, poisoned]");
    assertThatThrownBy(() -> cell.read(Deque::size)).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> cell.update(q -> q)).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> cell.tryUpdate(q -> q)).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> cell.awaitUntil(q -> true)).isInstanceOf(PoisonedException.class);
    assertThatThrownBy(() -> Guarded.all(balance, cell).withLock((n, q) -> n.set(0)))
        .isInstanceOf(PoisonedException.class);
    assertThat(balance.<Integer, RuntimeException>read(n -> n)).isEqualTo(5);
  }

  @Test
  void poisoned_recovered_isUsableAgain() {
    Guarded<Integer> cell = Guarded.poisoning(1);
    assertThat(cell.clearPoison()).isFalse();
    assertThat(cell.recover(n -> 7)).isFalse();
    poison(cell);

    assertThat(cell.clearPoison()).isTrue();
    assertThat(cell.<Integer, RuntimeException>read(n -> n)).isEqualTo(1);
    poison(cell);
    assertThatThrownBy(
            () ->
                cell.recover(
                    n -> {
                      throw new IOException();
                    }))
        .isInstanceOf(IOException.class);
    assertThat(cell.isPoisoned()).isTrue();
    assertThat(cell.recover(n -> n + 1)).isTrue();
    assertThat(cell.<Integer, RuntimeException>read(n -> n)).isEqualTo(2);
  }

  private static void poison(Guarded<Integer> cell) {
    assertThatThrownBy(
            () ->
                cell.update(
                    n -> {
                      throw new IllegalStateException();
                    }))
        .isExactlyInstanceOf(IllegalStateException.class);
  }

  @Test
  void poisoning_readOrPredicateThrows_poisonsNothing() {
    Guarded<Integer> cell = Guarded.poisoning(1);

    assertThatThrownBy(
            () ->
                cell.read(
                    n -> {
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                cell.awaitUntil(
                    n -> {
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(cell.isPoisoned()).isFalse();
    assertThat(cell.updateAndGet(n -> n + 1)).isEqualTo(2);
  }

  @Test
  void toString_tellsNameAndUser() throws Exception {
    assertThat(new Guarded<>(1)).hasToString("Guarded [free]");
    Event leave = new Event();
    Worker<Void> worker =
        Worker.startNamed(
            threads(),
            "teller",
            () -> {
              balance.withLock(n -> leave.awaitUninterruptibly());
              return null;
            });
    worker.parked();
    assertThat(balance).hasToString("Guarded \"balance\" [used by thread teller]");
    leave.set();
    worker.result();
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new Guarded<>(1, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Guarded.poisoning(1, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> balance.update(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> balance.awaitUntil(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> balance.tryUpdate(null, n -> n))
        .isInstanceOf(NullPointerException.class);
    assertThat(balance).hasToString("Guarded \"balance\" [free]");
  }
}
