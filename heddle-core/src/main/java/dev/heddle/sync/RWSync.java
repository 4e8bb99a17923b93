package dev.heddle.sync;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a {@link RWLock}: how many threads read, and whether one writes. Exclusive acquires
 * are those to write, shared ones those to read.
 */
final class RWSync extends AbstractQueuedSynchronizer {
  /*
   * Algorithmic notes.
   *
   * Bit 0 of the state is set while a thread writes, who is then the exclusive owner; the rest counts
   * the threads that read. A thread's own holds are in "readHolds", where only it changes its entry,
   * and there is an entry for each thread that reads: nothing stays behind. An entry is made after
   * the state counts its thread, and taken away before. The first of several, who is mostly the only
   * one, is spared the map, as in ReentrantReadWriteLock: "first" is written by the thread that has
   * brought the count of readers from zero to one, and cleared by it before it leaves. A thread finds
   * itself there only if it has written that; so the weakest of accesses will do.
   *
   * Writers first: with one queue that serves in its order, readers that queued up before a writer
   * would be served before it. So readers have a queue of their own, and may go on when nobody
   * writes and no writer is in the other queue. Two things make that true, and wake the first of the
   * readers, which wakes the next: a writer releases and sees no writer queue; or a writer that
   * queued gives up (its time is over, it was interrupted). A reader that is about to park is in its
   * queue before it looks for the last time, and both look at the queue only after the state, or the
   * other queue, has changed: so one of the two sees the other.
   *
   * Fair: all are in this object's queue.
   */

  /** What {@link #release} is called with to give back a hold to read; 1 is one to write. */
  static final int READ = -1;

  private static final long serialVersionUID = 1L;

  private static final int WRITER = 1;
  private static final int READER = 2;

  private final @Nullable String name;
  private final transient AbstractQueuedSynchronizer readers;
  private final transient ConcurrentHashMap<ThreadKey, Integer> readHolds =
      new ConcurrentHashMap<>();

  /** The thread that began to read when no other did, and reads still; it has no entry. */
  private final transient AtomicReference<@Nullable Thread> first = new AtomicReference<>();

  /** How many holds that thread has. Its own. */
  private int firstHolds;

  /** How often the owner has acquired to write. The owner's. */
  private int writeHolds;

  RWSync(@Nullable String name, boolean fair) {
    this.name = name;
    this.readers = fair ? this : new Readers();
  }

  boolean isFair() {
    return readers == this;
  }

  /** Returns where readers queue up. */
  AbstractQueuedSynchronizer readers() {
    return readers;
  }

  /** Begins to read if that can be done at once; returns whether it could. */
  boolean tryRead() {
    Thread caller = Thread.currentThread();
    int holds = readHolds(caller);
    if (holds > 0) {
      requireRoom(holds);
      setReadHolds(caller, holds + 1);
      return true;
    }
    while (true) {
      int before = getState();
      boolean written = (before & WRITER) != 0;
      if (written ? !isHeldExclusively() : mustQueue()) {
        return false;
      }
      if (compareAndSetState(before, before + READER)) {
        if (before < READER) {
          firstHolds = 1;
          first.lazySet(caller);
        } else {
          readHolds.put(new ThreadKey(caller), 1);
        }
        return true;
      }
    }
  }

  private int readHolds(Thread caller) {
    if (first.getPlain() == caller) {
      return firstHolds;
    }
    if (readHolds.isEmpty()) {
      return 0;
    }
    Integer holds = readHolds.get(new ThreadKey(caller));
    return holds == null ? 0 : holds;
  }

  private void setReadHolds(Thread caller, int holds) {
    if (first.getPlain() == caller) {
      firstHolds = holds;
    } else {
      readHolds.put(new ThreadKey(caller), holds);
    }
  }

  private boolean mustQueue() {
    return isFair() ? hasQueuedPredecessors() : hasQueuedThreads();
  }

  private void requireRoom(int holds) {
    if (holds == Integer.MAX_VALUE) {
      throw new IllegalMonitorStateException(
          "cannot acquire %s once more: %s holds it %d times already"
              .formatted(label(), Checks.name(Thread.currentThread()), holds));
    }
  }

  @Override
  protected int tryAcquireShared(int ignored) {
    return tryRead() ? 1 : -1;
  }

  @Override
  protected boolean tryAcquire(int one) {
    Thread caller = Thread.currentThread();
    if (isHeldExclusively()) {
      requireRoom(writeHolds);
      writeHolds++;
      return true;
    }
    int before = getState();
    if (before >= READER && readHolds(caller) > 0) {
      throw refusal(
          "write to",
          "it reads, and would wait for itself: release the read lock, or tryUpgrade()");
    }
    if (before != 0 || (isFair() && hasQueuedPredecessors()) || !compareAndSetState(0, WRITER)) {
      return false;
    }
    writes(caller);
    return true;
  }

  private void writes(Thread caller) {
    setExclusiveOwnerThread(caller);
    writeHolds = 1;
  }

  boolean tryUpgrade() {
    Thread caller = Thread.currentThread();
    if (isHeldExclusively()) {
      return tryAcquire(1);
    }
    if (readHolds(caller) == 0) {
      throw refusal("upgrade", "it does not read");
    }
    // Who waits to write does so because of this thread.
    if (!compareAndSetState(READER, READER | WRITER)) {
      return false;
    }
    writes(caller);
    return true;
  }

  @Override
  protected boolean tryRelease(int what) {
    return what == READ ? releaseRead() : releaseWrite();
  }

  /** Returns whether a thread that queues here may go on. */
  private boolean releaseRead() {
    Thread caller = Thread.currentThread();
    int holds = readHolds(caller);
    if (holds == 0) {
      throw refusal("release the read lock of", "it does not read");
    }
    if (holds > 1) {
      setReadHolds(caller, holds - 1);
      return false;
    }
    if (first.getPlain() == caller) {
      first.lazySet(null);
    } else {
      readHolds.remove(new ThreadKey(caller));
    }
    while (true) {
      int before = getState();
      if (compareAndSetState(before, before - READER)) {
        return before == READER;
      }
    }
  }

  /** Returns whether a thread that queues here may go on. */
  private boolean releaseWrite() {
    if (!isHeldExclusively()) {
      throw refusal("release the write lock of", "it does not write");
    }
    writeHolds--;
    if (writeHolds > 0) {
      return false;
    }
    setExclusiveOwnerThread(null);
    // Nobody else changes the state while this thread writes.
    setState(getState() - WRITER);
    wakeReaders();
    return true;
  }

  /** Called by a thread that may have queued to write, and does no longer. */
  void writerGaveUp() {
    wakeReaders();
  }

  private void wakeReaders() {
    if (!isFair() && readers.hasQueuedThreads() && !hasQueuedThreads()) {
      readers.releaseShared(1);
    }
  }

  @Override
  protected boolean isHeldExclusively() {
    return getExclusiveOwnerThread() == Thread.currentThread();
  }

  int readHolds() {
    return readHolds(Thread.currentThread());
  }

  int writeHolds() {
    return isHeldExclusively() ? writeHolds : 0;
  }

  int readerCount() {
    return getState() / READER;
  }

  boolean isWritten() {
    return (getState() & WRITER) != 0;
  }

  /** Returns how many threads are known here; for tests. */
  int entries() {
    return readHolds.size() + (first.get() == null ? 0 : 1);
  }

  private String label() {
    return Checks.label(RWLock.class, name);
  }

  private IllegalMonitorStateException refusal(String action, String why) {
    return new IllegalMonitorStateException(
        "%s cannot %s %s: %s".formatted(Checks.name(Thread.currentThread()), action, label(), why));
  }

  @Override
  public String toString() {
    int state = getState();
    Thread writer = getExclusiveOwnerThread();
    String held;
    if (state == 0) {
      held = "free";
    } else if (writer != null && (state & WRITER) != 0) {
      held = "written by " + Checks.name(writer);
    } else {
      held = "read by " + (state == READER ? "1 thread" : state / READER + " threads");
    }
    return Checks.title(RWLock.class, name) + " [" + held + "]";
  }

  /** Where readers queue up if writers come first. Its own state says nothing. */
  private final class Readers extends AbstractQueuedSynchronizer {
    private static final long serialVersionUID = 1L;

    @Override
    protected int tryAcquireShared(int ignored) {
      return tryRead() ? 1 : -1;
    }

    @Override
    protected boolean tryReleaseShared(int ignored) {
      return true;
    }

    @Override
    public String toString() {
      return RWSync.this.toString();
    }
  }
}
