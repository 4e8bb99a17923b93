package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class GuardedGroupTest {
  @Parameter ThreadKind kind;

  private final Guarded<Integer> first = new Guarded<>(10, "first");
  private final Guarded<Integer> second = new Guarded<>(20, "second");
  private final Guarded<String> third = new Guarded<>("c", "third");

  private ThreadFactory threads() {
    return kind.factory();
  }

  private static <T> T valueOf(Guarded<T> cell) {
    return cell.<T, RuntimeException>read(value -> value);
  }

  @Test
  void withLock_two_replacesBoth() {
    Guarded.all(second, first)
        .withLock(
            (from, to) -> {
              from.set(from.get() - 5);
              to.set(to.get() + 5);
              assertThat(from.get()).isEqualTo(15);
            });

    assertThat(valueOf(second)).isEqualTo(15);
    assertThat(valueOf(first)).isEqualTo(15);
    assertThat(
            Guarded.all(first, second).<Integer, RuntimeException>call((a, b) -> a.get() + b.get()))
        .isEqualTo(30);
  }

  @Test
  void withLock_three_givesEachItsValue() {
    GuardedGroup.Three<String, Integer, Integer> all = Guarded.all(third, second, first);

    all.withLock(
        (c, b, a) -> {
          c.set(c.get() + b.get() + a.get());
          a.set(0);
        });

    assertThat(valueOf(third)).isEqualTo("c2010");
    assertThat(valueOf(first)).isZero();
    assertThat(all.<String, RuntimeException>call((c, b, a) -> c.get())).isEqualTo("c2010");
  }

  @Test
  void withLock_list_keepsTheOrderOfTheList() {
    GuardedGroup.Many<Integer> all = Guarded.all(List.of(second, first));

    all.withLock(values -> values.get(0).set(1));

    assertThat(valueOf(second)).isEqualTo(1);
    assertThat(all.<Integer, RuntimeException>call(values -> values.get(1).get())).isEqualTo(10);
    assertThat(Guarded.all(List.<Guarded<Integer>>of()).<Integer, RuntimeException>call(List::size))
        .isZero();
    assertThat(all)
        .hasToString("GuardedGroup [Guarded \"first\" [free], Guarded \"second\" [free]]");
  }

  @Test
  void withLock_bodyThrows_replacesNothingAndReleases() throws Exception {
    Guarded<Integer> poisonable = Guarded.poisoning(1);

    assertThatThrownBy(
            () ->
                Guarded.all(first, poisonable)
                    .withLock(
                        (a, b) -> {
                          a.set(0);
                          b.set(0);
                          throw new IOException();
                        }))
        .isInstanceOf(IOException.class);

    assertThat(valueOf(first)).isEqualTo(10);
    assertThat(poisonable.isPoisoned()).isTrue();
    poisonable.clearPoison();
    assertThat(valueOf(poisonable)).isEqualTo(1);
  }

  @Test
  void withLock_oppositeOrders_doNotDeadlock() throws Exception {
    Worker<Void> one =
        Worker.run(
            threads(),
            () -> {
              for (int i = 0; i < 2_000; i++) {
                Guarded.all(first, second).withLock((a, b) -> move(a, b));
              }
            });
    Worker<Void> other =
        Worker.run(
            threads(),
            () -> {
              for (int i = 0; i < 2_000; i++) {
                Guarded.all(second, first).withLock((b, a) -> move(b, a));
              }
            });

    one.result();
    other.result();

    assertThat(valueOf(first)).isEqualTo(10);
    assertThat(valueOf(second)).isEqualTo(20);
  }

  private static void move(GuardedValue<Integer> from, GuardedValue<Integer> to) {
    from.set(from.get() - 1);
    to.set(to.get() + 1);
  }

  @Test
  void withLock_whileItLasts_locksAll() throws Exception {
    Guarded.all(first, second)
        .withLock(
            (a, b) -> {
              assertThat(Worker.start(threads(), () -> first.tryUpdate(n -> 0)).result()).isFalse();
              assertThat(Worker.start(threads(), () -> second.tryUpdate(n -> 0)).result())
                  .isFalse();
            });
    assertThat(first.tryUpdate(n -> n)).isTrue();
    assertThat(second.tryUpdate(n -> n)).isTrue();
  }

  @Test
  void value_usedAfterTheBodyOrByAnotherThread_throws() throws Exception {
    List<GuardedValue<Integer>> kept = new ArrayList<>();
    Guarded.all(first, second)
        .withLock(
            (a, b) -> {
              kept.add(a);
              Worker<Integer> other = Worker.startNamed(threads(), "other", a::get);
              assertThat(other.failure())
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageStartingWith(
                      "thread other cannot use a value of Guarded \"first\" outside");
            });

    assertThatThrownBy(() -> kept.get(0).get()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kept.get(0).set(1)).isInstanceOf(IllegalStateException.class);
    first.update(
        n -> {
          assertThatThrownBy(() -> kept.get(0).set(1)).isInstanceOf(IllegalStateException.class);
          return n;
        });
    assertThat(valueOf(first)).isEqualTo(10);
    assertThat(kept.get(0)).hasToString("Value of Guarded \"first\" [free]");
  }

  @Test
  void all_sameCellTwiceOrNull_throws() {
    assertThatThrownBy(() -> Guarded.all(first, first))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot use Guarded \"first\" twice at once");
    assertThatThrownBy(() -> Guarded.all(first, third, first))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Guarded.all(List.of(first, second, first)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Guarded.all(first, null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Guarded.all(first, second).withLock(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Guarded.all(first, second).call(null))
        .isInstanceOf(NullPointerException.class);
  }
}
