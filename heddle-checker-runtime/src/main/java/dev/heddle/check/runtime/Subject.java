package dev.heddle.check.runtime;

/**
 * What a {@link Guard} looks at. The state of a subject is one word, so that a search can keep what
 * it was before each step, and ask what would be possible had some steps not been taken. The lower
 * half is a value, such as the number of the owner plus one or a count of permits; the upper half
 * is the number of a set of threads, those that were woken; see {@link Marks}.
 */
enum Subject {
  /** Something that no guard looks at; what is woken there are the threads with a permit. */
  OBJECT {
    @Override
    long state(Object target, Scheduler scheduler) {
      return scheduler.permits();
    }
  },
  /** A {@link Monitor}. */
  MONITOR {
    @Override
    long state(Object target, Scheduler scheduler) {
      return ((Monitor) target).state(scheduler.marks());
    }
  },
  /** The permit of a {@link ControlledThread}. */
  PERMIT {
    @Override
    long state(Object target, Scheduler scheduler) {
      return scheduler.permits();
    }
  },
  /** The interrupt status of a {@link Thread} of the program. */
  INTERRUPT {
    @Override
    long state(Object target, Scheduler scheduler) {
      ControlledThread thread = scheduler.threads().find(target);
      return thread != null && thread.interrupted ? 1 : 0;
    }
  },
  /** Whether a {@link Thread} of the program does not live: it was not started, or has ended. */
  END {
    @Override
    long state(Object target, Scheduler scheduler) {
      ControlledThread thread = scheduler.threads().find(target);
      return thread == null || thread.ended ? 1 : 0;
    }
  },
  /** A synchronizer of a library, for which a {@link Synchronizers} speaks. */
  SYNCHRONIZER {
    @Override
    long state(Object target, Scheduler scheduler) {
      return Synchronizers.value(target, scheduler) | scheduler.permits();
    }
  };

  static final int MAX_VALUE = Integer.MAX_VALUE;

  /** In the value of a lock: it is held by threads that share it. */
  static final int SHARED_BIT = 1 << 30;

  /**
   * Returns the state.
   *
   * @param target the object that is asked
   * @param scheduler whose execution it is
   */
  abstract long state(Object target, Scheduler scheduler);

  static int value(long state) {
    return (int) state & MAX_VALUE;
  }
}
