package dev.heddle.check.runtime;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The loops in which one thread waits for others. A thread <em>spins</em> when it is back at the
 * head of a loop with the same local variables, and has changed nothing in between: the next round
 * would be the same again, unless something that the last one read is written. So the thread waits
 * at the head of the loop until then, and if nothing else can run, the program is in a livelock.
 *
 * <p>That is a matter of the thread's own steps and of the writes that these have seen, and of
 * nothing else, so all executions of one trace agree about it. A loop whose local variables change,
 * such as one that counts, does not spin: it ends, or it is a long execution.
 *
 * <p>The steps of a thread are of three kinds:
 *
 * <ul>
 *   <li><em>Reads</em>, and calls that tried something and changed nothing: {@link #read}.
 *   <li><em>Taking a lock and giving it back</em>: {@link #locked}. It changes nothing by the time
 *       the thread is back at the head if it holds there what it held before.
 *   <li><em>Progress</em>: everything else, {@link #progress}.
 * </ul>
 *
 * <p>Each activation of a method with loops keeps a {@link Frame}, so that a loop is compared with
 * itself only. Rounds of several iterations, as of a loop in a loop, are found by Brent's
 * algorithm: the state that is compared with is replaced after 1, 2, 4, 8, … iterations.
 */
final class SpinLoops {
  /** So many iterations are compared in a loop that reads nothing that others see. */
  private static final int MOST_WITHOUT_READS = 100;

  /** So many readings are kept; a loop with more does not spin, but runs on. */
  private static final int MOST_READINGS = 10_000;

  private static final int NEVER = 0;

  /** Whether the thread has read something since it made progress. */
  private boolean watching;

  /** Counts progress. */
  private long round = 1;

  /** Counts reads. */
  private int reads;

  private int clockRead = NEVER;

  /** What the clock said then. */
  private long timeRead;

  /** Which locks were taken and not given back: a sum, the same for the same locks. */
  private long locks;

  /**
   * The locations read since there was progress: when they were read last, and how many writes
   * there were at the first reading of the same value.
   */
  private int[] slots = new int[4];

  private int[] readAt = new int[4];
  private long[] stamps = new long[4];
  private int count;

  /** Of the loop at whose head the thread is, or was last. */
  private @Nullable Loop current;

  /** From which read on the thread waits for a change. */
  private int waitsFrom;

  private int withoutReads;

  /** The loops of one activation of a method. */
  static final class Frame {
    private @Nullable Loop first;

    Loop loopAt(int site) {
      for (Loop loop = first; loop != null; loop = loop.next) {
        if (loop.site == site) {
          return loop;
        }
      }
      first = new Loop(site, first);
      return first;
    }
  }

  /** One loop of one activation: the state at its head now, and one from before. */
  private static final class Loop {
    final int site;
    final @Nullable Loop next;
    private long[] bits = new long[4];
    private @Nullable Object[] objects = new @Nullable Object[4];
    private int bitCount;
    private int objectCount;
    private long[] bitsBefore = new long[4];
    private @Nullable Object[] objectsBefore = new @Nullable Object[4];
    private int bitCountBefore;
    private int objectCountBefore;
    private long round;
    private long locks;
    private int reads;
    private int iterations;
    private int nextAnchor;

    Loop(int site, @Nullable Loop next) {
      this.site = site;
      this.next = next;
    }

    void begin() {
      bitCount = 0;
      objectCount = 0;
    }

    void add(long value) {
      if (bitCount == bits.length) {
        bits = Arrays.copyOf(bits, bitCount * 2);
      }
      bits[bitCount++] = value;
    }

    void add(@Nullable Object value) {
      if (objectCount == objects.length) {
        objects = Arrays.copyOf(objects, objectCount * 2);
      }
      objects[objectCount++] = value;
    }

    boolean isSame() {
      if (bitCount != bitCountBefore || objectCount != objectCountBefore) {
        return false;
      }
      for (int i = 0; i < bitCount; i++) {
        if (bits[i] != bitsBefore[i]) {
          return false;
        }
      }
      for (int i = 0; i < objectCount; i++) {
        if (objects[i] != objectsBefore[i]) {
          return false;
        }
      }
      return true;
    }

    void anchor() {
      long[] otherBits = bitsBefore;
      bitsBefore = bits;
      bits = otherBits;
      bitCountBefore = bitCount;
      @Nullable Object[] otherObjects = objectsBefore;
      objectsBefore = objects;
      objects = otherObjects;
      objectCountBefore = objectCount;
    }
  }

  /** Forgets everything: the thread has changed something, or may have. */
  void progress() {
    if (watching) {
      watching = false;
      round++;
      count = 0;
      Hooks.attend(false);
    }
  }

  /** Returns whether loops of the thread are to be compared. */
  boolean isWatching() {
    return watching;
  }

  private void watch() {
    if (!watching) {
      watching = true;
      Hooks.attend(true);
    }
  }

  /** The thread runs without coming to a scheduling point: perhaps it is in a loop. */
  void ranLong() {
    watch();
    withoutReads = 0;
  }

  /** The thread has said by yielding or sleeping that it waits. */
  void waited() {
    watch();
    reads++;
    withoutReads = 0;
  }

  /** The thread has read something of which it is not known when it changes. */
  void waitsForAnything(long now) {
    readClock(now);
  }

  /** The thread has read the clock, which may be another when it is read again. */
  void readClock(long now) {
    watch();
    clockRead = ++reads;
    timeRead = now;
    withoutReads = 0;
  }

  /**
   * The thread has read a location, or tried something in vain.
   *
   * @param writes counts the writes of locations
   */
  void read(int slot, Writes writes) {
    watch();
    withoutReads = 0;
    int at = count - 1;
    while (at >= 0 && slots[at] != slot) {
      at--;
    }
    if (at >= 0 && writes.upTo(slot) <= stamps[at]) {
      // Nothing was written in between: what changes either reading changes both.
      readAt[at] = ++reads;
      return;
    }
    if (count == MOST_READINGS) {
      progress();
      return;
    }
    if (count == slots.length) {
      slots = Arrays.copyOf(slots, count * 2);
      readAt = Arrays.copyOf(readAt, count * 2);
      stamps = Arrays.copyOf(stamps, count * 2);
    }
    slots[count] = slot;
    readAt[count] = ++reads;
    stamps[count++] = writes.count();
  }

  /** The thread has taken a lock, or given one back. */
  void locked(int slot, boolean taken) {
    long mixed = LongIndex.mix(slot + 1L);
    locks += taken ? mixed : -mixed;
  }

  // ---- at the head of a loop

  /** Begins to describe the state at the head of a loop. */
  @Nullable Object begin(@Nullable Object frame, int site) {
    if (!watching) {
      current = null;
      return frame;
    }
    Frame known = frame instanceof Frame of ? of : new Frame();
    current = known.loopAt(site);
    current.begin();
    return known;
  }

  void local(long value) {
    if (current != null) {
      current.add(value);
    }
  }

  void local(@Nullable Object value) {
    if (current != null) {
      current.add(value);
    }
  }

  /**
   * The state at the head of a loop is complete; returns whether the thread spins.
   *
   * @param now what the clock says
   */
  boolean spins(long now) {
    Loop loop = current;
    if (loop == null) {
      return false;
    }
    if (loop.round != round) {
      loop.round = round;
      loop.iterations = 0;
      loop.nextAnchor = 1;
    } else if (loop.locks == locks && loop.isSame()) {
      waitsFrom = loop.reads;
      if (clockRead > waitsFrom && now != timeRead) {
        // The next round reads another time.
        loop.reads = reads;
        return false;
      }
      // The round that comes is compared with the same state, and waits for what it reads itself.
      loop.reads = reads;
      return true;
    }
    if (++loop.iterations == loop.nextAnchor) {
      loop.nextAnchor *= 2;
      loop.reads = reads;
      loop.locks = locks;
      loop.anchor();
    }
    if (++withoutReads > MOST_WITHOUT_READS) {
      // A loop over data alone, that does not come back to where it was.
      progress();
    }
    return false;
  }

  /** Returns the place of the loop in which the thread waits. */
  int site() {
    return Objects.requireNonNull(current).site;
  }

  /**
   * Returns whether the loop in which the thread waits reads something that may change without a
   * step of another thread, such as the clock.
   */
  boolean mayGoOn() {
    return clockRead > waitsFrom;
  }

  /** Adds everything that the loop reads to what the pending step reads. */
  void touchAll(ControlledThread thread) {
    for (int i = 0; i < count; i++) {
      if (readAt[i] > waitsFrom) {
        thread.touch(slots[i], Footprint.READ, Subject.OBJECT, null);
      }
    }
  }

  /** Returns whether something was written that the loop in which the thread waits has read. */
  boolean isDisturbed(Writes writes) {
    for (int i = 0; i < count; i++) {
      if (readAt[i] > waitsFrom && writes.upTo(slots[i]) > stamps[i]) {
        return true;
      }
    }
    return false;
  }

  /** When each location was written last: what threads that spin wait for. */
  static final class Writes {
    private long[] writtenAt = new long[256];

    /** In which execution each location was read or tried last. */
    private long[] readIn = new long[256];

    private long execution;
    private long count;

    void begin() {
      execution++;
    }

    /** Notes a write of a location. */
    void note(int slot) {
      ensure(slot);
      writtenAt[slot] = ++count;
    }

    /** Notes that a thread has read a location, or tried to change it. */
    void noteRead(int slot) {
      ensure(slot);
      readIn[slot] = execution;
    }

    /** Returns whether a thread may know in which state a location was before. */
    boolean wasRead(int slot) {
      return slot < readIn.length && readIn[slot] == execution;
    }

    private void ensure(int slot) {
      if (slot >= writtenAt.length) {
        writtenAt = Arrays.copyOf(writtenAt, slot * 2);
        readIn = Arrays.copyOf(readIn, slot * 2);
      }
    }

    /** Returns how many writes there were in the scheduler's life. */
    long count() {
      return count;
    }

    /** Returns how many writes there were up to the last of a location. */
    long upTo(int slot) {
      return slot < writtenAt.length ? writtenAt[slot] : 0;
    }
  }
}
