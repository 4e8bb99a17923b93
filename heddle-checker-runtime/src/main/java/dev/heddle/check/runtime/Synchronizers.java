package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/** What guards need to know of a library's synchronizer: one number, read from the real object. */
final class Synchronizers {
  /** In the value of a queue: something is in it. */
  static final int NOT_EMPTY = 1;

  /** In the value of a queue: there is room in it. */
  static final int NOT_FULL = 2;

  /** The exclusive holds of a read-write lock, in an int and in a long; the rest is shared. */
  private static final long NARROW_EXCLUSIVE = 0xFFFF;

  private static final long WIDE_EXCLUSIVE = 0xFFFF_FFFFL;
  private static final int UNKNOWN_OWNER = Subject.SHARED_BIT - 1;

  private static final VarHandle STAMPED_LOCK_STATE;

  static {
    try {
      STAMPED_LOCK_STATE =
          MethodHandles.privateLookupIn(StampedLock.class, MethodHandles.lookup())
              .findVarHandle(StampedLock.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How the state of a synchronizer is to be read. */
  private enum Kind {
    MUTEX,
    READ_WRITE,
    COUNT,
    OTHER
  }

  private static final ClassValue<Kind> KINDS =
      new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
          String name = type.getName();
          if (name.startsWith("java.util.concurrent.locks.ReentrantLock$")
              || name.equals("dev.heddle.sync.SectionSync")
              || name.startsWith("dev.heddle.sync.Lock$")
              || name.startsWith("dev.heddle.sync.RLock$")) {
            return Kind.MUTEX;
          }
          if (name.startsWith("java.util.concurrent.locks.ReentrantReadWriteLock$")) {
            return Kind.READ_WRITE;
          }
          if (name.startsWith("java.util.concurrent.Semaphore$")
              || name.startsWith("java.util.concurrent.CountDownLatch$")
              || name.startsWith("dev.heddle.sync.Semaphore$")) {
            return Kind.COUNT;
          }
          return Kind.OTHER;
        }
      };

  /** The class that was asked about last: most programs use few kinds of locks. */
  private static @Nullable Known lastKnown;

  private record Known(Class<?> type, Kind kind) {}

  private Synchronizers() {}

  /** Forgets the class that was asked about last. */
  static void clear() {
    lastKnown = null;
  }

  private static Kind kindOf(Object synchronizer) {
    Class<?> type = synchronizer.getClass();
    Known last = lastKnown;
    if (last != null && last.type == type) {
      return last.kind;
    }
    Kind kind = KINDS.get(type);
    lastKnown = new Known(type, kind);
    return kind;
  }

  /**
   * Returns the owner's number plus one for a lock, with {@link Subject#SHARED_BIT} if it is
   * shared; how many permits, or counts, there are; 1 if an event lets through, a future is done or
   * a pool has something to do for a worker; for a queue whether it is {@link #NOT_EMPTY} and
   * {@link #NOT_FULL}.
   */
  static long value(Object target, Scheduler scheduler) {
    if (target instanceof AbstractOwnableSynchronizer synchronizer) {
      return value(synchronizer, scheduler);
    }
    if (target instanceof BlockingQueue<?> queue) {
      return (QueueSizes.isEmpty(queue) ? 0 : NOT_EMPTY)
          | (QueueSizes.hasRoom(queue) ? NOT_FULL : 0);
    }
    if (target instanceof ThreadPoolExecutor pool) {
      return Pools.hasWork(pool) ? 1 : 0;
    }
    if (target instanceof FutureTask<?> future) {
      return Pools.isDone(future) ? 1 : 0;
    }
    return CallModel.of(target.getClass()).isOpen(target) ? 1 : 0;
  }

  /**
   * Returns something that is another whenever an object is in another state: for objects at which
   * threads try in loops. Null for an object of which that is not known.
   */
  static @Nullable Object snapshot(Object target, Scheduler scheduler) {
    if (target instanceof AtomicBoolean
        || target instanceof AtomicInteger
        || target instanceof AtomicLong) {
      return target.toString();
    }
    if (target instanceof AtomicReference<?> reference) {
      return reference.get() == null ? AtomicReference.class : reference.get();
    }
    if (target instanceof Cells.Cell cell) {
      return cell.value();
    }
    if (target instanceof AbstractOwnableSynchronizer synchronizer) {
      return JdkInternals.stateOf(synchronizer);
    }
    if (target instanceof BlockingQueue<?> queue) {
      return QueueSizes.size(queue);
    }
    if (target instanceof Thread thread) {
      // A look at its interrupt status.
      ControlledThread controlled = scheduler.threads().find(thread);
      return controlled == null ? null : controlled.interrupted;
    }
    if (target instanceof StampedLock lock) {
      return (long) STAMPED_LOCK_STATE.getVolatile(lock);
    }
    if (target instanceof ConcurrentLinkedQueue<?> || target instanceof ConcurrentLinkedDeque<?>) {
      // What is taken from one that is not empty changes it.
      return ((Collection<?>) target).isEmpty() ? Collection.class : new Object();
    }
    return null;
  }

  /** Returns whether an object is the synchronizer of a lock that has one owner at a time. */
  static boolean isMutex(Object object) {
    return object instanceof AbstractOwnableSynchronizer && kindOf(object) == Kind.MUTEX;
  }

  /** Returns whether a lock, of which this is the synchronizer, is held by a thread. */
  static boolean isHeldBy(ControlledThread thread, Object synchronizer) {
    return Subject.value(value(synchronizer, thread.scheduler)) == thread.number + 1;
  }

  /** Returns whether a synchronizer is that of a lock, of one owner or of several readers. */
  static boolean isLock(AbstractOwnableSynchronizer synchronizer) {
    Kind kind = kindOf(synchronizer);
    return kind == Kind.MUTEX || kind == Kind.READ_WRITE;
  }

  /** Returns whether a synchronizer is that of a lock of one writer or several readers. */
  static boolean isReadWrite(AbstractOwnableSynchronizer synchronizer) {
    return kindOf(synchronizer) == Kind.READ_WRITE;
  }

  /** Returns how many holds of a read-write lock are shared. */
  static long sharedHolds(AbstractOwnableSynchronizer synchronizer) {
    boolean wide = synchronizer instanceof AbstractQueuedLongSynchronizer;
    return JdkInternals.stateOf(synchronizer) >>> (wide ? Integer.SIZE : Short.SIZE);
  }

  private static int value(AbstractOwnableSynchronizer synchronizer, Scheduler scheduler) {
    long state = JdkInternals.stateOf(synchronizer);
    return switch (kindOf(synchronizer)) {
      case MUTEX -> state == 0 ? 0 : ownerOf(synchronizer, scheduler);
      case READ_WRITE -> {
        if (state == 0) {
          yield 0;
        }
        boolean wide = synchronizer instanceof AbstractQueuedLongSynchronizer;
        boolean exclusive = (state & (wide ? WIDE_EXCLUSIVE : NARROW_EXCLUSIVE)) != 0;
        yield exclusive ? ownerOf(synchronizer, scheduler) : Subject.SHARED_BIT;
      }
      case COUNT -> (int) Math.max(0, Math.min(state, Subject.MAX_VALUE));
      case OTHER -> 0;
    };
  }

  private static int ownerOf(AbstractOwnableSynchronizer lock, Scheduler scheduler) {
    Thread owner = JdkInternals.exclusiveOwner(lock);
    ControlledThread thread = owner == null ? null : scheduler.threads().find(owner);
    return thread == null ? UNKNOWN_OWNER : thread.number + 1;
  }
}
