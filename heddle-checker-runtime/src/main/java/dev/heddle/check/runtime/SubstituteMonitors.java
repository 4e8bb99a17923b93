package dev.heddle.check.runtime;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Monitors for threads that are not under control but run instrumented code, such as the rest of a
 * test run: instrumentation took the real ones out of the bytecode. One lock for each object, found
 * by its identity, for as long as the object lives.
 */
final class SubstituteMonitors {
  private static final ConcurrentMap<Key, Substitute> BY_OBJECT = new ConcurrentHashMap<>();
  private static final ReferenceQueue<Object> UNREACHABLE = new ReferenceQueue<>();

  private SubstituteMonitors() {}

  private static final class Substitute extends ReentrantLock {
    private static final long serialVersionUID = 1L;
    private final transient Condition waiters = newCondition();
  }

  /** Compares the objects that it refers to by identity, and does not keep them alive. */
  private static final class Key extends WeakReference<Object> {
    private final int hash;

    Key(Object object, @Nullable ReferenceQueue<Object> queue) {
      super(object, queue);
      hash = System.identityHashCode(object);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Object mine = get();
      return mine != null && other instanceof Key key && key.refersTo(mine);
    }
  }

  static void enter(Object object) {
    of(object).lock();
  }

  static void exit(Object object) {
    owned(object).unlock();
  }

  static void await(Object object, long millis) throws InterruptedException {
    Substitute monitor = owned(object);
    if (millis == 0) {
      monitor.waiters.await();
    } else if (!monitor.waiters.await(millis, TimeUnit.MILLISECONDS)) {
      // Object.wait does not tell a timeout from a wake-up either.
      return;
    }
  }

  static void signal(Object object) {
    owned(object).waiters.signal();
  }

  static void signalAll(Object object) {
    owned(object).waiters.signalAll();
  }

  static boolean isHeld(Object object) {
    Substitute monitor = BY_OBJECT.get(new Key(object, null));
    return monitor != null && monitor.isHeldByCurrentThread();
  }

  private static Substitute owned(Object object) {
    Substitute monitor = BY_OBJECT.get(new Key(object, null));
    if (monitor == null || !monitor.isHeldByCurrentThread()) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    return monitor;
  }

  private static Substitute of(Object object) {
    for (Object gone; (gone = UNREACHABLE.poll()) != null; ) {
      BY_OBJECT.remove(gone);
    }
    Substitute known = BY_OBJECT.get(new Key(object, null));
    return known != null
        ? known
        : BY_OBJECT.computeIfAbsent(new Key(object, UNREACHABLE), key -> new Substitute());
  }
}
