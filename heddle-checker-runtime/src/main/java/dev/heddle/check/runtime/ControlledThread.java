package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thread of the program under check, as the scheduler sees it. Only the thread that has the
 * turn reads or writes these fields, so none needs a lock; the hand-over of the turn orders them.
 */
final class ControlledThread {
  static final long NEVER = Long.MAX_VALUE;

  /** The number in order of start; the main thread is 0. */
  final int id;

  /** The number by which it is known in every execution; see {@link Locations#threadNumber}. */
  final int number;

  final Scheduler scheduler;

  /** The thread that has started it, null for the main thread. */
  @Nullable ControlledThread parent;

  /** The program's own thread object. */
  final Thread thread;

  /** What runs in it. */
  final Program program;

  /** What the JVM answers to {@code Thread.currentThread()} while this thread has the turn. */
  Thread identity;

  /** What the switcher needs to resume it. */
  @Nullable Object carrier;

  /** The pending step: what this thread does next when it gets the turn. */
  Operation operation = Operation.BEGIN;

  /** What the pending step is about: the monitor to enter, the thread to join, or null. */
  @Nullable Object operand;

  /** When the pending step is possible. */
  Guard guard = Guard.NONE;

  int guardArgument;

  /** Whether an interrupt lets the pending step go on whatever the guard says. */
  boolean interruptible;

  /** What the pending step touches, as far as it is known beforehand; the guard's subject first. */
  int touches;

  int[] touchedSlots = new int[4];
  byte[] touchedHow = new byte[4];
  Subject[] subjects = new Subject[4];
  @Nullable Object[] targets = new @Nullable Object[4];

  private @Nullable Object ownerAskedFor;
  private @Nullable Object lastOwner;

  /** The library's object inside whose method the thread is, or may be; see {@link Calls}. */
  @Nullable Object callee = Calls.UNMODELLED;

  /** Objects that the next call is given. */
  final List<Object> callArguments = new ArrayList<>(0);

  /** Which of them the call changes, where it reads the others; null if it treats all alike. */
  @Nullable Object changedArgument;

  /** What the current step may change or only try to change, and what that was before. */
  @Nullable Object[] tried = new @Nullable Object[2];

  @Nullable Object[] triedStates = new @Nullable Object[2];
  int[] triedSlots = new int[2];
  int attempts;

  /** Whether the current step has changed something for certain, besides what it tries. */
  boolean hasWritten;

  /** More than 0 while the JVM loads classes or links code: none of that is the program's. */
  int linking;

  /** How many calls of libraries it is in whose calls are single steps; see {@link #linking}. */
  int libraries;

  /** Where the program is about to call such a library, or 0. */
  int librarySite;

  /**
   * Whether the program itself may be about to start a thread: it has announced a method's site.
   */
  boolean startsThread;

  /** Whether the program itself is about to park or to unpark. */
  boolean parksItself;

  /** A number that the next call is given, for models that need it. */
  int callArgument = 1;

  /** The key that the next call is about, for maps whose keys are told apart. */
  @Nullable Object callKey;

  /** The index that the next call of a list is given. */
  int callIndex = ArrayViews.NO_INDEX;

  /** How many steps it had announced before the part of a call that it is in; see {@link Parts}. */
  int announcedForPart;

  /** What the step that it is in has released so far. */
  int[] releasedSlots = new int[4];

  int released;

  /**
   * Whether the call that it is in runs code of the program before its effect shows, such as under
   * a lock of its own.
   */
  boolean runsProgramInside;

  /** How many steps it has announced, and had before the last callback began. */
  int announced;

  int announcedBeforeCallback;

  /** How much of other threads happens before what it does next; its own time is apart. */
  VectorClock clock = VectorClock.ZERO;

  int time = 1;

  /** What the current step releases, and where, if it changes what it tries to change. */
  @Nullable VectorClock releasing;

  int releasingSlot;

  /** How many accesses of data there were since its last scheduling point. */
  int stretch;

  /** How many objects it has created, found, and threads it has started. */
  long created;

  long found;

  int started;

  /** The number of its newest event and how many it has; see {@link Events}. */
  int lastEvent;

  int events;

  /** Where in the program the pending step is. */
  int site;

  boolean ended;

  /** Whether it has ended and the main thread has joined it. */
  boolean joinedByMain;

  boolean permit;
  boolean interrupted;

  /** Whether its wait for a condition is to end although no other thread has signalled. */
  boolean isWokenSpuriously;

  boolean timedOut;

  /** How many events there were when the time of the pending wait was up. */
  int timedOutAfter;

  /** The clock time at which the pending wait ends, or {@link #NEVER}. */
  long deadline = NEVER;

  /** More than 0 inside code that is one step however much happens in it: class initialisers. */
  int atomicDepth;

  /** More than 0 inside initialisers that do not happen-before later uses of their class. */
  int unordered;

  /** The class whose initialiser this thread is running, innermost first, or null. */
  StaticState.@Nullable Entry initialising;

  /** The classes that this thread has used in this execution, by number. */
  private final BitSet used = new BitSet();

  int clockReads;
  int abortsThrown;

  /** Where this thread stands in its sequence of random numbers. */
  long randomState;

  final SpinLoops spins = new SpinLoops();

  /** Where it has stored less strictly than a volatile write, with no fence since; or 0. */
  int delayedStore;

  int delayedSlot;

  /** Whether the pending step takes a lock, or gives one back. */
  LockUse lockUse = LockUse.NONE;

  ControlledThread(int id, int number, Scheduler scheduler, Thread thread, Program program) {
    this.id = id;
    this.number = number;
    this.scheduler = scheduler;
    this.thread = thread;
    this.identity = thread;
    this.program = program;
  }

  /** Records that this thread has used a class, so later uses need no check. */
  void use(int number) {
    used.set(number);
  }

  boolean hasUsed(int number) {
    return used.get(number);
  }

  /** Begins to announce a step that is always possible and touches nothing. */
  void announce(Operation operation, @Nullable Object operand) {
    announced++;
    released = 0;
    runsProgramInside = false;
    this.operation = operation;
    this.operand = operand;
    guard = Guard.NONE;
    interruptible = false;
    timedOut = false;
    lockUse = LockUse.NONE;
    touches = 0;
  }

  /** Adds a location to what the pending step touches. */
  void touch(int slot, byte how, Subject subject, @Nullable Object target) {
    int at = touches++;
    if (at == touchedSlots.length) {
      touchedSlots = Arrays.copyOf(touchedSlots, at * 2);
      touchedHow = Arrays.copyOf(touchedHow, at * 2);
      subjects = Arrays.copyOf(subjects, at * 2);
      targets = Arrays.copyOf(targets, at * 2);
    }
    touchedSlots[at] = slot;
    touchedHow[at] = how;
    subjects[at] = subject;
    targets[at] = target;
  }

  /** Lets the pending step wait until the subject that it touches first is in a certain state. */
  void waitFor(Guard awaited, int argument) {
    guard = awaited;
    guardArgument = argument;
  }

  /** Returns {@link Owners#of} an object; remembered for the object asked about last. */
  Object ownerOf(Object object) {
    if (object == ownerAskedFor) {
      return Objects.requireNonNull(lastOwner);
    }
    Object owner = Owners.of(object);
    if (owner != object) {
      // One that stands for itself may still be under construction.
      ownerAskedFor = object;
      lastOwner = owner;
    }
    return owner;
  }

  /** Returns whether the pending step can be taken now. */
  boolean isPossible() {
    return isPossible(hasGuardedState() ? guardedState() : 0);
  }

  /**
   * Returns whether the pending step can be taken now.
   *
   * @param state the {@link #guardedState}, if it has one
   */
  boolean isPossible(long state) {
    if (guard == Guard.NONE) {
      return true;
    }
    boolean released = timedOut || (interruptible && interrupted);
    if (guard == Guard.WRITTEN) {
      return released || spins.isDisturbed(scheduler.spinning().writes());
    }
    return guard.holds(
        state, number, guardArgument, scheduler.marks().isMarked(state, number), released);
  }

  /** Returns whether the guard of the pending step depends on the state of an object. */
  boolean hasGuardedState() {
    return guard != Guard.NONE && guard != Guard.WRITTEN && targets[0] != null;
  }

  /** Returns the state of the object on which the guard of the pending step depends. */
  long guardedState() {
    return subjects[0].state(Objects.requireNonNull(targets[0]), scheduler);
  }

  void waitUntil(long deadline) {
    this.deadline = deadline;
  }

  String name() {
    String name = thread.getName();
    // Virtual threads have none unless they are given one.
    return name.isEmpty() ? "#" + id : name;
  }
}
