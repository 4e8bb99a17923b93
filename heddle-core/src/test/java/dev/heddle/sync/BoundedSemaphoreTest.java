package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class BoundedSemaphoreTest {
  @Parameter ThreadKind kind;

  private final BoundedSemaphore connections = new BoundedSemaphore(3, "connections");

  private ThreadFactory threads() {
    return kind.factory();
  }

  @Test
  void semaphore_new_hasAllPermits() {
    assertThat(connections.availablePermits()).isEqualTo(3);
    assertThat(connections.bound()).isEqualTo(3);
    assertThat(new BoundedSemaphore().bound()).isEqualTo(1);
    assertThat(new BoundedSemaphore("one").availablePermits()).isEqualTo(1);
  }

  @Test
  void semaphore_negative_throws() {
    assertThatThrownBy(() -> new BoundedSemaphore(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("this BoundedSemaphore cannot begin with -1 permits");
  }

  @Test
  void semaphore_ofZero_isLegalAndTakesNoRelease() {
    BoundedSemaphore none = new BoundedSemaphore(0);

    assertThat(none.tryAcquire()).isFalse();
    assertThatThrownBy(none::release).isInstanceOf(IllegalStateException.class);
    assertThat(none.availablePermits()).isZero();
  }

  @Test
  void release_afterAcquire_givesThePermitBack() {
    connections.acquire();
    connections.acquire();

    connections.release(2);

    assertThat(connections.availablePermits()).isEqualTo(3);
  }

  @Test
  void release_pastTheBound_throwsAndChangesNothing() {
    assertThatThrownBy(connections::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "cannot release a permit to BoundedSemaphore \"connections\": it has 3 of at most 3");
    connections.acquire();
    assertThatThrownBy(() -> connections.release(2))
        .as("all or nothing")
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> connections.release(Integer.MAX_VALUE))
        .isInstanceOf(IllegalStateException.class);

    assertThat(connections.availablePermits()).isEqualTo(2);
    connections.release();
    assertThat(connections.availablePermits()).isEqualTo(3);
  }

  @Test
  void release_lessThanOne_isAnArgumentErrorFirst() {
    assertThatThrownBy(() -> connections.release(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void release_waiter_goesOn() throws Exception {
    BoundedSemaphore one = new BoundedSemaphore();
    one.acquire();
    Worker<Void> worker = Worker.run(threads(), one::acquire);

    worker.parked();
    one.release();

    worker.result();
    assertThat(one.availablePermits()).isZero();
  }

  @Test
  void boundedSemaphore_isASemaphore() {
    Semaphore semaphore = connections;

    assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void toString_tellsNamePermitsAndBound() {
    connections.acquire();

    assertThat(connections).hasToString("BoundedSemaphore \"connections\" [2 of 3 permits]");
    assertThat(new BoundedSemaphore()).hasToString("BoundedSemaphore [1 of 1 permits]");
  }

  @Test
  void nullName_throws() {
    assertThatThrownBy(() -> new BoundedSemaphore(1, null))
        .isInstanceOf(NullPointerException.class);
  }
}
