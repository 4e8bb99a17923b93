package dev.heddle.watch.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.watch.Watch;
import dev.heddle.watch.agent.SelfAttach;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The view of the JDK of the tests; each family's internals are probed when it is made. */
class JdkViewTest {
  @BeforeAll
  static void open() {
    Watch.install();
  }

  private static JdkView view() {
    return JdkView.of(new Opening(SelfAttach.instrumentation()));
  }

  @Test
  void of_thisJdk_isItsFamily() {
    int feature = Runtime.version().feature();

    assertThat(view().family()).isEqualTo(feature < 21 ? "17" : feature < 25 ? "21" : "25");
    assertThat(view().limits()).isEmpty();
  }

  @Test
  void of_internalsUnreadable_saysSoAndSeesExclusiveLocks() throws Exception {
    PublicView view = new PublicView("why");
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    Thread waiter = new Thread(lock::lock, "waiter");
    waiter.setDaemon(true);
    waiter.start();
    while (!lock.hasQueuedThread(waiter) || waiter.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    List<Thread> threads = view.census(0).threads();

    assertThat(threads).contains(waiter, Thread.currentThread());
    assertThat(view.phase(waiter)).isEqualTo(Phase.PARKED);
    Facts facts = view.facts(LockSupport.getBlocker(waiter), threads);
    assertThat(facts.holders()).extracting(Facts.Holder::thread).contains(Thread.currentThread());
    assertThat(view.limits()).containsExactly("why");
    lock.unlock();
    waiter.join();
  }

  @Test
  void phaseOf_bitsOfTheToolInterface_areTold() {
    assertThat(Jdk17View.phaseOf(0)).isEqualTo(Phase.ENDED);
    assertThat(Jdk17View.phaseOf(0x5)).isEqualTo(Phase.RUNNING);
    assertThat(Jdk17View.phaseOf(0x401)).isEqualTo(Phase.ENTERING);
    assertThat(Jdk17View.phaseOf(0x191)).isEqualTo(Phase.WAITING);
    assertThat(Jdk17View.phaseOf(0x291)).isEqualTo(Phase.PARKED);
    assertThat(Jdk17View.phaseOf(0x2a1)).isEqualTo(Phase.TIMED_PARKED);
    assertThat(Jdk17View.phaseOf(0xe1)).isEqualTo(Phase.TIMED);
  }

  /** A thread whose methods must not be called. */
  private static final class Touchy extends Thread {
    volatile boolean touched;

    Touchy(Runnable task) {
      super(task, "touchy");
    }

    @Override
    @SuppressWarnings("deprecation")
    public long getId() {
      // On JDK 17 the JDK's own ThreadInfo calls it.
      touched |= Runtime.version().feature() > 17;
      return super.getId();
    }

    @Override
    public State getState() {
      touched = true;
      return super.getState();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      touched = true;
      return super.getStackTrace();
    }

    @Override
    public String toString() {
      touched = true;
      return super.toString();
    }

    @Override
    public int hashCode() {
      touched = true;
      return super.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      touched = true;
      return super.equals(other);
    }
  }

  /** A lock that knows whether anything of it is called. */
  private static final class TouchyLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;
    volatile boolean touched;

    @Override
    public String toString() {
      touched = true;
      return super.toString();
    }

    @Override
    protected Thread getOwner() {
      touched = true;
      return super.getOwner();
    }
  }

  @Test
  void snapshot_overriddenMethodsOfTheService_areNotCalled() throws Exception {
    TouchyLock lock = new TouchyLock();
    Object monitor =
        new Object() {
          @Override
          public int hashCode() {
            throw new IllegalStateException("called");
          }

          @Override
          public boolean equals(Object other) {
            throw new IllegalStateException("called");
          }

          @Override
          public String toString() {
            throw new IllegalStateException("called");
          }
        };
    Touchy parked = new Touchy(lock::lock);
    Touchy blocked =
        new Touchy(
            () -> {
              synchronized (monitor) {
                parked.touched |= false;
              }
            });
    lock.lock();
    synchronized (monitor) {
      parked.start();
      blocked.start();
      JdkView view = view();
      while (view.phase(parked) != Phase.PARKED || view.phase(blocked) != Phase.ENTERING) {
        Thread.onSpinWait();
      }
      parked.touched = false;
      blocked.touched = false;
      lock.touched = false;

      String text = Watch.snapshot().toText();

      assertThat(text).contains("held by main: touchy").contains("monitor of ");
      assertThat(parked.touched).isFalse();
      assertThat(blocked.touched).isFalse();
      assertThat(lock.touched).isFalse();
    }
    lock.unlock();
    parked.join();
    blocked.join();
  }
}
