package dev.heddle.check.runtime;

import java.util.Arrays;

/**
 * The steps of one execution as a search by partial orders sees them: who took each, what it
 * touched and in what state it found that, and what it had to wait for.
 *
 * <p>An event is a step, or a part of a step at its end that touches something by itself, such as
 * leaving a monitor. Such a part is an event that nobody chose: it follows at once on the one
 * before, which is right because no other thread's step could ever come between the two.
 *
 * <p>What two executions have in common is recorded once: {@link #begin} says how many events the
 * next execution shares with the last.
 */
public final class Events {
  private static final Guard[] GUARDS = Guard.values();

  private int count;
  private int shared;
  private boolean diverged;

  private int[] threads = new int[256];
  private int[] indexes = new int[256];
  private int[] previous = new int[256];
  private byte[] guards = new byte[256];
  private int[] guardArguments = new int[256];
  private boolean[] interruptible = new boolean[256];
  private int[] afterEvents = new int[256];
  private int[] firstTouch = new int[257];

  /** Which events turned out to have changed nothing, though they might have. */
  private boolean[] idle = new boolean[256];

  /** Which events went on because their time was up. */
  private boolean[] timed = new boolean[256];

  /** Which events followed at once on the one before. */
  private boolean[] following = new boolean[256];

  private int touches;
  private int[] slots = new int[1024];
  private byte[] hows = new byte[1024];
  private long[] states = new long[1024];
  private int[] owners = new int[1024];
  private int[] earlier = new int[1024];

  /** The newest touch of each slot, plus one. */
  private int[] newest = new int[256];

  /** Where the events that were only pending begin, or -1. */
  private int end = -1;

  private int maxThread;
  private boolean enabled;
  private boolean full;

  /** Whether nothing of what happens now matters for any other thread. */
  private boolean silent;

  /** The most events that are kept; what follows is not recorded. */
  static final int MAX_EVENTS = 100_000;

  private final Marks marks;

  Events(Marks marks) {
    this.marks = marks;
  }

  /** Returns whether nothing is kept of earlier executions. */
  boolean areForgotten() {
    return recorded == 0;
  }

  /**
   * Prepares for an execution that repeats the first {@code prefix} events of the last.
   *
   * @param prefix how many events are kept
   */
  public void begin(int prefix) {
    drop(prefix);
    shared = prefix;
    count = 0;
    end = -1;
    diverged = false;
    enabled = true;
    full = false;
    silent = false;
  }

  /**
   * Says whether steps are left out from now on: those of the main thread while it is alone happen
   * before or after all that others do, so that they can be in no other order.
   */
  void leaveOut(boolean leaveOut) {
    silent = leaveOut;
  }

  /**
   * Returns whether the last execution had more events than are kept, or whether the search gave it
   * up; the events are only the first ones then.
   */
  public boolean isFull() {
    return full;
  }

  /** Records nothing more of the execution that runs. */
  public void giveUp() {
    full = true;
    enabled = false;
  }

  /** Prepares for an execution of which nothing is to be recorded. */
  public void disable() {
    enabled = false;
  }

  private void drop(int from) {
    if (from >= recorded) {
      return;
    }
    for (int touch = touches - 1; touch >= firstTouch[from]; touch--) {
      newest[slots[touch]] = earlier[touch] + 1;
    }
    touches = firstTouch[from];
    recorded = from;
  }

  /** How many events are recorded; more than {@link #count} while a prefix is repeated. */
  private int recorded;

  /** Begins an event with what a thread has announced. */
  void step(ControlledThread thread) {
    if (!enabled || silent) {
      return;
    }
    if (count == MAX_EVENTS) {
      giveUp();
      return;
    }
    int event = add(thread);
    if (event < shared) {
      return;
    }
    guards[event] = (byte) thread.guard.ordinal();
    guardArguments[event] = thread.guardArgument;
    interruptible[event] = thread.interruptible;
    // Even if another has let it go since: it could have gone on before.
    afterEvents[event] = thread.timedOut ? thread.timedOutAfter : 0;
    timed[event] = thread.timedOut;
    for (int i = 0; i < thread.touches; i++) {
      Object target = thread.targets[i];
      long state = target == null ? 0 : thread.subjects[i].state(target, thread.scheduler);
      touch(thread.touchedSlots[i], thread.touchedHow[i], state);
    }
  }

  /** Begins an event that follows at once on the one before and that nobody chose. */
  void follow(ControlledThread thread, int slot, byte how, long state) {
    if (!enabled || silent) {
      return;
    }
    if (count == MAX_EVENTS) {
      giveUp();
      return;
    }
    int event = add(thread);
    if (event < shared) {
      return;
    }
    following[event] = true;
    guards[event] = (byte) Guard.NONE.ordinal();
    interruptible[event] = false;
    afterEvents[event] = 0;
    touch(slot, how, state);
  }

  /** Notes that a thread's last event has changed nothing: it only tried. */
  void changedNothing(ControlledThread thread) {
    if (enabled && !silent && thread.lastEvent >= shared) {
      idle[thread.lastEvent] = true;
    }
  }

  /** Adds a touch to the newest event, which is the thread's. */
  void alsoTouch(ControlledThread thread, int slot, byte how, long state) {
    if (enabled
        && !silent
        && count > shared
        && thread.lastEvent == count - 1
        && threads[count - 1] == thread.number) {
      touch(slot, how, state);
    }
  }

  private int add(ControlledThread thread) {
    int event = count++;
    if (event < shared) {
      diverged |= threads[event] != thread.number;
    } else {
      ensureEvents(event);
      threads[event] = thread.number;
      indexes[event] = thread.events + 1;
      previous[event] = thread.lastEvent;
      idle[event] = false;
      following[event] = false;
      timed[event] = false;
      firstTouch[event] = touches;
      firstTouch[event + 1] = touches;
      recorded = count;
      maxThread = Math.max(maxThread, thread.number);
    }
    thread.lastEvent = event;
    thread.events++;
    return event;
  }

  private void touch(int slot, byte how, long state) {
    if (slot >= newest.length) {
      newest = Arrays.copyOf(newest, slot * 2);
    }
    int event = recorded - 1;
    for (int touch = firstTouch[event]; touch < touches; touch++) {
      if (slots[touch] == slot) {
        if (hows[touch] != how) {
          hows[touch] = Footprint.WRITE;
        }
        return;
      }
    }
    if (touches == slots.length) {
      int length = touches * 2;
      slots = Arrays.copyOf(slots, length);
      hows = Arrays.copyOf(hows, length);
      states = Arrays.copyOf(states, length);
      owners = Arrays.copyOf(owners, length);
      earlier = Arrays.copyOf(earlier, length);
    }
    slots[touches] = slot;
    hows[touches] = how;
    states[touches] = state;
    owners[touches] = event;
    earlier[touches] = newest[slot] - 1;
    newest[slot] = ++touches;
    firstTouch[event + 1] = touches;
  }

  private void ensureEvents(int event) {
    if (event < threads.length) {
      return;
    }
    int length = event * 2;
    threads = Arrays.copyOf(threads, length);
    indexes = Arrays.copyOf(indexes, length);
    previous = Arrays.copyOf(previous, length);
    guards = Arrays.copyOf(guards, length);
    guardArguments = Arrays.copyOf(guardArguments, length);
    interruptible = Arrays.copyOf(interruptible, length);
    afterEvents = Arrays.copyOf(afterEvents, length);
    idle = Arrays.copyOf(idle, length);
    following = Arrays.copyOf(following, length);
    timed = Arrays.copyOf(timed, length);
    firstTouch = Arrays.copyOf(firstTouch, length + 1);
  }

  /**
   * Adds, for a thread that has not ended when the execution has, the event that it was about to
   * begin. Its races with what was there before may show how it could have gone on.
   */
  void pending(ControlledThread thread) {
    if (enabled && !silent && count >= shared) {
      if (end < 0) {
        end = count;
      }
      step(thread);
    }
  }

  /** Returns how many events the threads were about to begin, numbered after the others. */
  public int pending() {
    return end < 0 ? 0 : count - end;
  }

  /** Returns how many events there are so far. */
  public int count() {
    return end < 0 ? count : end;
  }

  /** Returns whether the execution has left the prefix that it was to repeat. */
  public boolean hasDiverged() {
    return diverged;
  }

  /** Returns the largest number of a thread so far. */
  public int maxThread() {
    return maxThread;
  }

  /** Returns the number of an event's thread. */
  public int thread(int event) {
    return threads[event];
  }

  /** Returns how many events its thread has up to this one. */
  public int index(int event) {
    return indexes[event];
  }

  /**
   * Returns the event before in program order, for a thread's first event the one during which it
   * was started; -1 if there is none.
   */
  public int previous(int event) {
    return previous[event];
  }

  /**
   * Returns how many of the first events all happen before this one, because nothing else could
   * happen any more when time moved on and let it go; 0 for an event that did not wait for time.
   */
  public int afterEvents(int event) {
    return afterEvents[event];
  }

  /** Returns whether an event had something to wait for. */
  public boolean isGuarded(int event) {
    return guards[event] != 0;
  }

  /** Returns whether an event waited for another thread to write what its thread had read. */
  public boolean awaitsWrite(int event) {
    return guards[event] == Guard.WRITTEN.ordinal() && !timed[event];
  }

  /** Returns whether an event followed at once on the one before: no choice lies between them. */
  public boolean isFollowing(int event) {
    return following[event];
  }

  /** Returns whether an event changed nothing, though it might have. */
  public boolean isIdle(int event) {
    return idle[event];
  }

  /** Returns whether an event's guard also looks at its thread's interrupt status. */
  public boolean isInterruptible(int event) {
    return interruptible[event];
  }

  /**
   * Returns whether an event would be possible in other states.
   *
   * @param event a guarded event
   * @param state the state of the first location that it touches
   * @param interrupt the state of the second, its interrupt status, if it heeds that
   */
  public boolean isPossible(int event, long state, long interrupt) {
    return GUARDS[guards[event]].holds(
        state,
        threads[event],
        guardArguments[event],
        marks.isMarked(state, threads[event]),
        timed[event] || (interruptible[event] && interrupt == 1));
  }

  /** Returns the first touch of an event; its touches are numbered from there without gaps. */
  public int firstTouch(int event) {
    return firstTouch[event];
  }

  /** Returns the touch after the last of an event. */
  public int endTouch(int event) {
    return firstTouch[event + 1];
  }

  /** Returns the location of a touch. */
  public int slot(int touch) {
    return slots[touch];
  }

  /** Returns how a location is touched; see {@link Footprint}. */
  public byte how(int touch) {
    return hows[touch];
  }

  /** Returns the state of the location before the event. */
  public long state(int touch) {
    return states[touch];
  }

  /**
   * Returns what the state of a location would be before a touch if some of the updates before had
   * not been: those of a counter that only goes down.
   *
   * @param touch a touch of the location
   * @param removed how many of the updates before it are taken away
   */
  public long stateWithoutUpdates(int touch, int removed) {
    int updates = 0;
    long initial = 0;
    for (int other = earlier[touch]; other >= 0; other = earlier[other]) {
      if (hows[other] == Footprint.UPDATE) {
        updates++;
        initial = states[other];
      }
    }
    return Math.max(0, Subject.value(initial) - (updates - removed));
  }

  /** Returns the event of a touch. */
  public int event(int touch) {
    return owners[touch];
  }

  /** Returns the touch of the same location before, or -1. */
  public int earlier(int touch) {
    return earlier[touch];
  }
}
