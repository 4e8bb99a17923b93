package dev.heddle.check.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs every thread of the program on a pooled platform thread; all but one are parked. Works on
 * every JDK. At the end of an execution the threads that have not ended are unwound one after the
 * other by {@link ExecutionAborted}, and go back to the pool.
 *
 * <p>All state belongs to the thread that has the turn; the hand-over, a volatile flag, orders it.
 */
final class ThreadSwitcher implements Switcher {
  private static final long STACK_BYTES = 16L << 20;

  private final List<PooledThread> all = new ArrayList<>();
  private final Deque<PooledThread> idle = new ArrayDeque<>();
  private final Turn driver = new Turn();

  @Override
  public void prepare(ControlledThread thread) {
    PooledThread pooled = idle.pollFirst();
    if (pooled == null) {
      pooled = new PooledThread(all.size() + 1);
      all.add(pooled);
      pooled.start();
    }
    pooled.task = thread;
    thread.identity = pooled;
    thread.carrier = pooled;
  }

  @Override
  public void run(ControlledThread main) {
    driver.owner = Thread.currentThread();
    pooled(main).turn.give();
    driver.await();
    for (PooledThread thread : all) {
      ControlledThread unfinished = thread.task;
      if (unfinished != null) {
        // It throws ExecutionAborted where it stands, and gives the turn back when it is unwound.
        unfinished.scheduler.giveTurn(unfinished);
        thread.turn.give();
        driver.await();
      }
    }
  }

  @Override
  public void transfer(ControlledThread from, ControlledThread to) {
    Turn mine = pooled(from).turn;
    pooled(to).turn.give();
    if (!from.ended) {
      mine.await();
    }
  }

  @Override
  public void finish(ControlledThread from) {
    Turn mine = pooled(from).turn;
    driver.give();
    if (!from.ended) {
      mine.await();
    }
  }

  @Override
  public @Nullable Thread carrierOf(ControlledThread thread) {
    return thread.carrier instanceof PooledThread pooled ? pooled : null;
  }

  @Override
  public void close() {
    for (PooledThread thread : all) {
      thread.closed = true;
      thread.turn.give();
    }
    for (PooledThread thread : all) {
      if (thread.task == null) {
        joinUninterruptibly(thread);
      }
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static PooledThread pooled(ControlledThread thread) {
    return (PooledThread) Objects.requireNonNull(thread.carrier);
  }

  @Override
  public void release(ControlledThread thread) {
    PooledThread pooled = pooled(thread);
    pooled.task = null;
    idle.addFirst(pooled);
  }

  /** A flag that one thread waits for and another sets. */
  private static final class Turn {
    volatile @Nullable Thread owner;
    private volatile boolean given;

    void give() {
      given = true;
      JdkInternals.unpark(Objects.requireNonNull(owner));
    }

    /** Waits for the turn. Is never disturbed: the interrupts of the program are modelled. */
    void await() {
      while (!given) {
        JdkInternals.park(false, 0);
      }
      given = false;
    }
  }

  /** A platform thread that runs one thread of the program after the other. */
  final class PooledThread extends Thread {
    final Turn turn = new Turn();

    /** The thread of the program that this one runs, or null while it is idle. */
    @Nullable ControlledThread task;

    volatile boolean closed;

    PooledThread(int number) {
      super(null, null, "heddle-pooled-" + number, STACK_BYTES, false);
      setDaemon(true);
      turn.owner = this;
    }

    @Override
    public void run() {
      while (true) {
        turn.await();
        if (closed) {
          return;
        }
        ControlledThread current = Objects.requireNonNull(task);
        current.scheduler.lifecycle().run(current);
        if (current.scheduler.isAborting() && task == current) {
          release(current);
          driver.give();
        }
      }
    }
  }
}
