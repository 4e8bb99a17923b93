package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class OnceTest {
  @Parameter ThreadKind kind;

  private final AtomicInteger calls = new AtomicInteger();
  private final Event go = new Event();

  /** Waits in its initializer, and fails the first time if it is told to. */
  private int make(boolean fail) {
    int call = calls.incrementAndGet();
    go.awaitUninterruptibly();
    if (fail && call == 1) {
      throw new IllegalArgumentException("first");
    }
    return call;
  }

  private ThreadFactory threads() {
    return kind.factory();
  }

  @Test
  void get_manyThreads_makesOnce() throws Exception {
    Once<Integer> once = new Once<>(() -> make(false), "number");
    assertThat(once.isDone()).isFalse();
    List<Worker<Integer>> workers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      workers.add(Worker.start(threads(), i % 2 == 0 ? once::get : once::getInterruptibly));
    }
    for (Worker<Integer> worker : workers) {
      worker.parked();
    }

    go.set();

    for (Worker<Integer> worker : workers) {
      assertThat(worker.result()).isEqualTo(1);
    }
    assertThat(calls).hasValue(1);
    assertThat(once.isDone()).isTrue();
    assertThat(once.get()).isEqualTo(1);
    assertThat(once.getInterruptibly()).isEqualTo(1);
  }

  @Test
  void get_initializerFails_aWaiterTriesAgain() throws Exception {
    Once<Integer> once = new Once<>(() -> make(true));
    Worker<Integer> first = Worker.start(threads(), once::get).parked();
    Worker<Integer> second = Worker.start(threads(), once::get).parked();

    go.set();

    assertThat(first.failure()).isInstanceOf(IllegalArgumentException.class).hasMessage("first");
    assertThat(second.result()).isEqualTo(2);
    assertThat(once.get()).isEqualTo(2);
  }

  @Test
  void get_failureRemembered_othersAreTold() throws Exception {
    Once<Integer> once = Once.remembering(() -> make(true), "number");
    Worker<Integer> first = Worker.startNamed(threads(), "maker", once::get).parked();
    Worker<Integer> second = Worker.start(threads(), once::get).parked();

    go.set();

    assertThat(first.failure()).isInstanceOf(IllegalArgumentException.class);
    assertThat(second.failure())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot get Once \"number\": its initializer has failed in thread maker")
        .hasCause(first.failure());
    assertThatThrownBy(once::getInterruptibly).isInstanceOf(IllegalStateException.class);
    assertThat(calls).hasValue(1);
    assertThat(once.isDone()).isFalse();
    assertThat(once).hasToString("Once \"number\" [failed]");
  }

  @Test
  void get_remembering_successIsAValue() {
    go.set();
    assertThat(Once.remembering(() -> make(false)).get()).isEqualTo(1);
  }

  @Test
  void get_initializerReturnsNull_throws() {
    Once<Object> once = new Once<>(() -> null, "nothing");

    assertThatThrownBy(once::get)
        .isInstanceOf(NullPointerException.class)
        .hasMessage("what the initializer of Once \"nothing\" made is null");
    assertThat(once.isDone()).isFalse();
  }

  @Test
  void get_inTheInitializer_throws() {
    List<Once<Object>> self = new ArrayList<>();
    self.add(new Once<>(() -> self.get(0).get(), "self"));
    self.add(
        new Once<>(
            () -> {
              try {
                return self.get(1).getInterruptibly();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }));

    assertThatThrownBy(self.get(0)::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot get Once \"self\" from its own initializer");
    assertThatThrownBy(self.get(1)::get).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void interrupt_whileAnotherMakes_endsOnlyTheInterruptible() throws Exception {
    Once<Integer> once = new Once<>(() -> make(false));
    Worker<Integer> maker = Worker.start(threads(), once::get).parked();
    Worker<Integer> interruptible = Worker.start(threads(), once::getInterruptibly).parked();
    Worker<Boolean> steadfast =
        Worker.start(threads(), () -> once.get() == 1 && Thread.interrupted()).parked();

    interruptible.interrupt();
    steadfast.interrupt().parked();

    assertThat(interruptible.failure()).isInstanceOf(InterruptedException.class);
    go.set();
    assertThat(maker.result()).isEqualTo(1);
    assertThat(steadfast.result()).isTrue();
    Worker<Integer> late =
        Worker.start(
            threads(),
            () -> {
              Thread.currentThread().interrupt();
              return once.getInterruptibly();
            });
    assertThat(late.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void toString_tellsNameAndState() throws Exception {
    Once<Integer> once = new Once<>(() -> make(false), "number");
    assertThat(once).hasToString("Once \"number\" [not made]");
    Worker<Integer> maker = Worker.startNamed(threads(), "maker", once::get).parked();
    assertThat(once).hasToString("Once \"number\" [being made by thread maker]");
    go.set();
    maker.result();
    assertThat(once).hasToString("Once \"number\" [made]");
    assertThat(new Once<>(Object::new)).hasToString("Once [not made]");
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> new Once<>(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> new Once<>(Object::new, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Once.remembering(Object::new, null))
        .isInstanceOf(NullPointerException.class);
  }
}
