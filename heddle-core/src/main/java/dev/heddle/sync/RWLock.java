package dev.heddle.sync;

import java.time.Duration;

/**
 * A lock that many threads can hold to read, or one to write. It pays where reading takes long and
 * writing is rare; for short sections an {@link RLock} is faster.
 *
 * <pre>{@code
 * private final RWLock lock = new RWLock("rates");
 *
 * Rate rate(String currency) {
 *   return lock.readLock().call(() -> rates.get(currency));
 * }
 *
 * void load(Map<String, Rate> more) {
 *   try (var hold = lock.writeLock().hold()) {
 *     rates.putAll(more);
 *   }
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>Writers first.</b> While a thread waits to write, no thread begins to read; so much
 *       writing can keep readers out. A {@link #fair()} lock serves all in the order of their
 *       arrival.
 *   <li><b>Re-entrant.</b> A thread that reads can begin to read once more, also while others wait
 *       to write; one that writes can do both. It has to release as often.
 *   <li><b>Down.</b> Who writes can begin to read, stop writing, and go on reading: nobody writes
 *       in between.
 *   <li><b>Up.</b> Who reads cannot begin to write: it would wait for itself, and two such threads
 *       for each other. So that fails at once, whatever the others do. {@link #tryUpgrade()} is
 *       there for the only reader.
 * </ul>
 *
 * <p>Holds belong to threads, platform or virtual. There is no limit to the number of readers that
 * memory would not set.
 *
 * <p><b>Memory:</b> actions before the release of a write hold <em>happen-before</em> those after
 * any later acquire; actions before the release of a read hold <em>happen-before</em> those after a
 * later acquire to write.
 *
 * <p>Python's {@code threading} has nothing like it. {@code
 * java.util.concurrent.locks.ReentrantReadWriteLock} lets a reader that asks to write wait for
 * ever, and has no more than 65,535 holds of each kind.
 */
public final class RWLock {
  private final RWSync sync;
  private final ReadLock readLock;
  private final WriteLock writeLock;

  /** Makes a lock that nobody holds. */
  public RWLock() {
    this(new RWSync(null, false));
  }

  /**
   * Makes a lock that nobody holds.
   *
   * @param name what messages call it
   */
  public RWLock(String name) {
    this(new RWSync(Checks.nonNull(name, "name"), false));
  }

  private RWLock(RWSync sync) {
    this.sync = sync;
    this.readLock = new ReadLock(sync);
    this.writeLock = new WriteLock(sync);
  }

  /**
   * Makes a fair lock that nobody holds: those who wait, to read or to write, get it in the order
   * of their arrival, readers that follow each other together; and nobody passes them, but those
   * who hold it already.
   *
   * @return the lock
   */
  public static RWLock fair() {
    return new RWLock(new RWSync(null, true));
  }

  /**
   * The same as {@link #fair()}, with a name.
   *
   * @param name what messages call it
   * @return the lock
   */
  public static RWLock fair(String name) {
    return new RWLock(new RWSync(Checks.nonNull(name, "name"), true));
  }

  /** Returns what is held to read; always the same object. */
  public ReadLock readLock() {
    return readLock;
  }

  /** Returns what is held to write; always the same object. */
  public WriteLock writeLock() {
    return writeLock;
  }

  /**
   * Lets the calling thread write as well, if it is the only one that reads. It does not wait, and
   * passes those who wait to write, because they wait for this thread. If it succeeds the thread
   * has a hold of the write lock more, to be released before or after its read holds.
   *
   * @return whether it can write now; if not, other threads read, and the thread still reads. To
   *     write, it has to give back its read holds, acquire the write lock, and look again at what
   *     it has read
   * @throws IllegalMonitorStateException if the calling thread holds neither lock
   */
  public boolean tryUpgrade() {
    return sync.tryUpgrade();
  }

  /** Returns whether those who wait get the lock in the order of their arrival. */
  public boolean isFair() {
    return sync.isFair();
  }

  /**
   * Returns a text with the name and the state, such as {@code RWLock "rates" [read by 2 threads]}.
   */
  @Override
  public String toString() {
    return sync.toString();
  }

  /** A {@link RWLock}, to read. */
  public static final class ReadLock extends Acquirable {
    private final RWSync sync;

    ReadLock(RWSync sync) {
      super(sync, RWSync.READ);
      this.sync = sync;
    }

    /**
     * Begins to read, and waits for as long as another thread writes, or waits to write. A thread
     * that reads or writes already does not wait. An interrupt does not end the wait.
     */
    @Override
    public void acquire() {
      sync.readers().acquireShared(1);
    }

    /**
     * Begins to read as {@link #acquire()} does, unless the thread is interrupted.
     *
     * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
     *     no hold more then. One that reads or writes already is no exception
     */
    @Override
    public void acquireInterruptibly() throws InterruptedException {
      sync.readers().acquireSharedInterruptibly(1);
    }

    /**
     * Begins to read if no other thread writes, or waits to write.
     *
     * @return whether it was so
     */
    @Override
    public boolean tryAcquire() {
      return sync.tryRead();
    }

    /**
     * Begins to read if that can be done before the time is over.
     *
     * @param timeout how long to wait; zero or less does not wait, more than 292 years means no
     *     limit
     * @return whether it could
     * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
     *     no hold more then. One that reads or writes already is no exception
     */
    @Override
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
      long nanos = Checks.nanos(timeout);
      if (nanos == Checks.FOREVER) {
        acquireInterruptibly();
        return true;
      }
      return sync.readers().tryAcquireSharedNanos(1, nanos);
    }

    /**
     * Gives back one hold.
     *
     * @throws IllegalMonitorStateException if the calling thread does not read; nothing changes
     *     then
     */
    @Override
    public void release() {
      sync.release(RWSync.READ);
    }

    /** Returns how many holds the calling thread has to read. */
    public int holdCount() {
      return sync.readHolds();
    }

    /** Returns how many threads read. The answer may be out of date when it arrives. */
    public int readerCount() {
      return sync.readerCount();
    }

    /** Returns how many threads are known to read; for tests. */
    int threadsWithHolds() {
      return sync.entries();
    }

    /** Returns a text that says what it is the read lock of. */
    @Override
    public String toString() {
      return "Read lock of " + sync;
    }
  }

  /** A {@link RWLock}, to write. */
  public static final class WriteLock extends Acquirable {
    private final RWSync sync;

    WriteLock(RWSync sync) {
      super(sync);
      this.sync = sync;
    }

    /**
     * Begins to write, and waits for as long as other threads read or write. A thread that writes
     * already does not wait. An interrupt does not end the wait.
     *
     * @throws IllegalMonitorStateException if the calling thread reads, and does not write: it
     *     would wait for itself; nothing changes then
     */
    @Override
    public void acquire() {
      sync.acquire(1);
    }

    /**
     * Begins to write as {@link #acquire()} does, unless the thread is interrupted.
     *
     * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
     *     no hold more then. One that writes already is no exception
     * @throws IllegalMonitorStateException if the calling thread reads, and does not write; nothing
     *     changes then
     */
    @Override
    public void acquireInterruptibly() throws InterruptedException {
      boolean acquired = false;
      try {
        sync.acquireInterruptibly(1);
        acquired = true;
      } finally {
        if (!acquired) {
          sync.writerGaveUp();
        }
      }
    }

    /**
     * Begins to write if no other thread reads or writes; with a fair lock, only if nobody waits
     * either.
     *
     * @return whether it was so
     * @throws IllegalMonitorStateException if the calling thread reads, and does not write: there
     *     is {@link RWLock#tryUpgrade()} for that; nothing changes then
     */
    @Override
    public boolean tryAcquire() {
      return sync.tryAcquire(1);
    }

    /**
     * Begins to write if that can be done before the time is over.
     *
     * @param timeout how long to wait; zero or less does not wait, more than 292 years means no
     *     limit
     * @return whether it could
     * @throws InterruptedException if the thread was interrupted, before or while it waited; it has
     *     no hold more then. One that writes already is no exception
     * @throws IllegalMonitorStateException if the calling thread reads, and does not write; nothing
     *     changes then
     */
    @Override
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
      long nanos = Checks.nanos(timeout);
      if (nanos == Checks.FOREVER) {
        acquireInterruptibly();
        return true;
      }
      boolean acquired = false;
      try {
        acquired = sync.tryAcquireNanos(1, nanos);
        return acquired;
      } finally {
        if (!acquired) {
          sync.writerGaveUp();
        }
      }
    }

    /**
     * Gives back one hold.
     *
     * @throws IllegalMonitorStateException if the calling thread does not write; nothing changes
     *     then
     */
    @Override
    public void release() {
      sync.release(1);
    }

    /** Returns how many holds the calling thread has to write. */
    public int holdCount() {
      return sync.writeHolds();
    }

    /** Returns whether any thread writes. The answer may be out of date when it arrives. */
    public boolean isLocked() {
      return sync.isWritten();
    }

    /** Returns a text that says what it is the write lock of. */
    @Override
    public String toString() {
      return "Write lock of " + sync;
    }
  }
}
