package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.PriorityQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.PriorityBlockingQueue;

/**
 * How much is in a queue, and whether there is room. Most queues lock themselves to tell; the
 * scheduler must not wait for such a lock, which a thread may hold (while the program's comparator
 * runs) or queue up for (if the lock is fair), so it reads the fields.
 */
final class QueueSizes {
  private static final VarHandle ARRAY_COUNT;
  private static final VarHandle ARRAY_ITEMS;
  private static final VarHandle DEQUE_COUNT;
  private static final VarHandle DEQUE_CAPACITY;
  private static final VarHandle PRIORITY_SIZE;
  private static final VarHandle DELAYED;

  static {
    try {
      ARRAY_COUNT = field(ArrayBlockingQueue.class, "count", int.class);
      ARRAY_ITEMS = field(ArrayBlockingQueue.class, "items", Object[].class);
      DEQUE_COUNT = field(LinkedBlockingDeque.class, "count", int.class);
      DEQUE_CAPACITY = field(LinkedBlockingDeque.class, "capacity", int.class);
      PRIORITY_SIZE = field(PriorityBlockingQueue.class, "size", int.class);
      DELAYED = field(DelayQueue.class, "q", PriorityQueue.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private QueueSizes() {}

  private static VarHandle field(Class<?> declarer, String name, Class<?> type)
      throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(declarer, MethodHandles.lookup())
        .findVarHandle(declarer, name, type);
  }

  /** Returns how many elements a queue has. */
  static int size(BlockingQueue<?> queue) {
    if (queue instanceof ArrayBlockingQueue<?>) {
      return (int) ARRAY_COUNT.get(queue);
    }
    if (queue instanceof LinkedBlockingDeque<?>) {
      return (int) DEQUE_COUNT.get(queue);
    }
    if (queue instanceof PriorityBlockingQueue<?>) {
      return (int) PRIORITY_SIZE.get(queue);
    }
    if (queue instanceof DelayQueue<?>) {
      return ((PriorityQueue<?>) DELAYED.get(queue)).size();
    }
    return queue.size();
  }

  /** Returns whether a queue has no element. */
  static boolean isEmpty(BlockingQueue<?> queue) {
    // Of those whose fields are not read, some go through all elements to tell how many there are.
    return readsField(queue) ? size(queue) == 0 : queue.isEmpty();
  }

  private static boolean readsField(BlockingQueue<?> queue) {
    return queue instanceof ArrayBlockingQueue<?>
        || queue instanceof LinkedBlockingDeque<?>
        || queue instanceof PriorityBlockingQueue<?>
        || queue instanceof DelayQueue<?>;
  }

  /** Returns whether a queue takes another element at once. */
  static boolean hasRoom(BlockingQueue<?> queue) {
    if (queue instanceof ArrayBlockingQueue<?>) {
      return size(queue) < ((Object[]) ARRAY_ITEMS.get(queue)).length;
    }
    if (queue instanceof LinkedBlockingDeque<?>) {
      return size(queue) < (int) DEQUE_CAPACITY.get(queue);
    }
    return queue.remainingCapacity() > 0;
  }
}
