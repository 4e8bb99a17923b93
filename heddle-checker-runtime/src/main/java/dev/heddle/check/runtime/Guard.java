package dev.heddle.check.runtime;

/**
 * When a step is possible, as a function of the state of one {@link Subject} and of the thread's
 * interrupt status. A thread whose guard does not hold is disabled: an acquire that would have to
 * wait is no step until it can succeed.
 */
enum Guard {
  /** Always. */
  NONE {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      return true;
    }
  },
  /** The lock is free, or the thread owns it already. */
  FREE {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      int owner = Subject.value(state);
      return owner == 0 || owner == thread + 1 || interrupted;
    }
  },
  /** The thread was woken, in whatever way, and the monitor that it has to enter is free. */
  WOKEN_AND_FREE {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      return Subject.value(state) == 0 && (marked || interrupted);
    }
  },
  /** The thread was woken, and the lock for which it queues is free. */
  WOKEN_FOR_FREE {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      return interrupted || (Subject.value(state) == 0 && marked);
    }
  },
  /** The thread was woken. */
  WOKEN {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      return marked || interrupted;
    }
  },
  /** Nobody else holds the lock exclusively. */
  SHARED {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      int owner = Subject.value(state);
      return owner == 0 || (owner & Subject.SHARED_BIT) != 0 || owner == thread + 1 || interrupted;
    }
  },
  /** Another thread has written what this one has read in a loop; only the events can tell. */
  WRITTEN {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      if (!interrupted) {
        throw new AssertionError("not a matter of one subject");
      }
      return true;
    }
  },
  /** Something is in the queue. */
  NOT_EMPTY {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      return (Subject.value(state) & Synchronizers.NOT_EMPTY) != 0 || interrupted;
    }
  },
  /** There is room in the queue. */
  NOT_FULL {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      return (Subject.value(state) & Synchronizers.NOT_FULL) != 0 || interrupted;
    }
  },
  /** The count has come down to zero. */
  ZERO {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      return Subject.value(state) == 0 || interrupted;
    }
  },
  /** At least as many as the argument says are there. */
  AT_LEAST {
    @Override
    boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted) {
      return Subject.value(state) >= Math.min(argument, Subject.MAX_VALUE) || interrupted;
    }
  };

  /**
   * Returns whether a step is possible.
   *
   * @param state the state of the subject
   * @param thread the number of the thread that is to take the step
   * @param argument what the step needs, for {@link #AT_LEAST}
   * @param marked whether the subject's set of threads has the thread in it
   * @param interrupted whether the thread is interrupted and the step heeds that
   */
  abstract boolean holds(long state, int thread, int argument, boolean marked, boolean interrupted);
}
