package dev.heddle.check.runtime;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the workers of {@code dev.heddle.sync.ThreadPool}, for those who ask why all
 * wait. The library is the program's, so its fields are found by name when they are needed.
 */
final class HeddlePools {
  private static final String WORKER = "dev.heddle.sync.WorkerPool$Worker";

  private HeddlePools() {}

  /** Returns the pool to which the task of a future was given, or null. */
  static @Nullable Object poolOf(Object future) {
    return read(future, "pool");
  }

  /** Returns the pool whose worker a thread is, or null. */
  static @Nullable Object poolOf(Thread thread) {
    Object worker = workerOf(thread);
    return worker == null ? null : read(worker, "this$0");
  }

  /** Returns the future of the task that a thread does as a worker, or null. */
  static @Nullable Object futureAt(Thread thread) {
    Object worker = workerOf(thread);
    Object task = worker == null ? null : read(worker, "present");
    return task == null ? null : read(task, "future");
  }

  private static @Nullable Object workerOf(Thread thread) {
    Object target = PoolWorkers.targetOf(thread);
    return target != null && target.getClass().getName().equals(WORKER) ? target : null;
  }

  private static @Nullable Object read(Object object, String name) {
    try {
      Field field = object.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(object);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      // Another version of the library, or one that is closed: nothing is known, then.
      return null;
    }
  }
}
