package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs executions of one program: one of its threads at a time, and at each scheduling point a
 * {@link Chooser} says which goes on.
 *
 * <p>A thread that comes to a scheduling point <em>announces</em> its next step and calls {@link
 * #point}. The scheduler finds the threads whose announced step is possible, asks the chooser,
 * notes the step in the {@link Trace}, and lets the {@link Switcher} pass control. A step therefore
 * reaches from one announcement to the next.
 *
 * <p>One scheduler is used by one thread, for many executions one after the other. Its state
 * belongs to whoever has the turn; no locks.
 */
public final class Scheduler {
  /** The most aborts that a thread may swallow before it is left parked for ever. */
  private static final int MAX_ABORTS = 10_000;

  private final Switcher switcher;
  private final ThreadLifecycle lifecycle;
  private final VirtualClock clock = new VirtualClock();
  private final Monitors monitors = new Monitors(this);
  private final PlatformChoices platform = new PlatformChoices(this);
  private final CaughtAssertions assertions = new CaughtAssertions();
  private final ProgramThreads threads = new ProgramThreads(this, clock);
  private final List<ControlledThread> all = new ArrayList<>();
  private final Candidates candidates = new Candidates();
  private final Marks marks = new Marks();
  private final Events events = new Events(marks);
  private final EnabledThreads enabled = new EnabledThreads(all, clock, candidates, events);
  private final Locations locations = new Locations();
  private final PortableNames names = new PortableNames(locations);
  private final Races races = new Races();
  private final JvmSettings settings = new JvmSettings(this);
  private final SharedPools pools = new SharedPools();
  private final BulkTables bulkTables = new BulkTables();
  private final Adders adders = new Adders();

  /** Whether the scheduler itself asks an object of the program for its state. */
  boolean isLooking;

  private final LockTracker locks = new LockTracker();

  /** What is kept of each execution to explain its end, or null. */
  private @Nullable Past past;

  private final Trace trace = new Trace();
  private final EndOfExecution end = new EndOfExecution(trace);
  private final Observations observations = new Observations(clock);

  private final Spinning spinning = new Spinning(this);

  /** Whether accesses of data go into the record, because the story of the execution is told. */
  private boolean noting;

  private long maxSteps = Long.MAX_VALUE;

  /** When executions are to be cut off; see {@link System#nanoTime}. */
  private volatile long stopAt = Long.MAX_VALUE;

  private volatile boolean toStop;

  /** The set of the threads that have a permit. */
  private int permits;

  private volatile boolean abandoned;

  private @Nullable Chooser chooser;
  private boolean aborting;
  private boolean endIsStep;

  /** The thread that was running before others that it had started ran to their first point. */
  private @Nullable ControlledThread interruptedByBegin;

  private int unbegun;

  private long steps;

  /** Written only by the thread that has the turn; the watchdog reads it. */
  private final AtomicLong progress = new AtomicLong();

  /** Where the numbering of threads without a name stood before the first execution. */
  private final int threadNumberBefore = JdkInternals.nextThreadNumber();

  private Scheduler(Switcher switcher) {
    this.switcher = switcher;
    this.lifecycle = new ThreadLifecycle(this, switcher, all);
  }

  /**
   * Returns a scheduler that passes control by continuations or by threads.
   *
   * @throws IllegalStateException if this JDK has no continuations that serve
   */
  public static Scheduler create(boolean continuations) {
    if (!continuations) {
      return new Scheduler(new ThreadSwitcher());
    }
    if (!continuationsAvailable()) {
      throw new IllegalStateException(
          "switching by continuations needs a JDK 24 or newer, this is "
              + Runtime.version().feature());
    }
    return new Scheduler(new ContinuationSwitcher());
  }

  /** Returns whether this JDK can switch by continuations. */
  public static boolean continuationsAvailable() {
    return Runtime.version().feature() >= 24;
  }

  /**
   * Runs the program once.
   *
   * @param main what runs in the main thread
   * @param chooser decides who goes on
   * @param endsAreSteps whether the end of a thread is a step of its own; it need not be where the
   *     program never asks whether a thread lives, and only joins it
   * @param toTheEnd whether the other threads run on after one has thrown something, as they do
   *     without a checker; the record ends where it was thrown all the same
   * @return how the execution ended
   */
  public Ending run(Program main, Chooser chooser, boolean endsAreSteps, boolean toTheEnd) {
    lifecycle.reset(toTheEnd);
    threads.reset();
    monitors.reset();
    platform.reset();
    assertions.reset();
    clock.reset();
    trace.begin(endsAreSteps);
    this.chooser = chooser;
    end.reset();
    aborting = false;
    endIsStep = endsAreSteps;
    unbegun = 0;
    interruptedByBegin = null;
    permits = 0;
    if (events.areForgotten()) {
      marks.clear();
    }
    locations.reset();
    races.begin();
    pools.reset();
    bulkTables.clear();
    adders.clear();
    locks.begin();
    explain(past != null);
    enabled.reset();
    spinning.reset();
    steps = 0;
    toStop = false;
    addProgress();
    JdkInternals.setNextThreadNumber(0);
    JdkInternals.resetNames();
    Thread mainThread = new Thread(null, null, "main");
    mainThread.setDaemon(false);
    mainThread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    ControlledThread first = addThread(null, mainThread, main);
    unbegun--;
    first.operation = Operation.ACCESS;
    giveTurn(first);
    try {
      switcher.run(first);
    } finally {
      giveTurn(null);
      settings.restore();
      addProgress();
    }
    return end.ending();
  }

  /** Returns the record of the last execution; it is overwritten by the next. */
  public Trace trace() {
    return trace;
  }

  private void addProgress() {
    progress.setOpaque(progress.getPlain() + 1);
  }

  /** Returns a number that grows while executions make progress; any thread may ask. */
  public long progress() {
    return progress.getOpaque();
  }

  /** Returns the stack of the thread that has the turn; any thread may ask. */
  public StuckThread stuckThread() {
    StuckThread running = runningThread();
    return running == null
        ? new StuckThread("?", Thread.State.RUNNABLE, new StackTraceElement[0])
        : running;
  }

  /** Returns the thread that has the turn as it is now, or null if none has; any thread may ask. */
  public @Nullable StuckThread runningThread() {
    ControlledThread thread = Hooks.current;
    // The turn may pass while this is asked.
    Thread carrier = thread == null ? null : switcher.carrierOf(thread);
    return thread == null || carrier == null
        ? null
        : new StuckThread(thread.name(), carrier.getState(), carrier.getStackTrace());
  }

  @Nullable Thread carrierOf(ControlledThread thread) {
    return switcher.carrierOf(thread);
  }

  /**
   * Gives up an execution that is stuck: hooks of its threads do nothing from now on, and if one
   * comes back some day, it finds that this scheduler has no say any more.
   */
  public void abandon() {
    abandoned = true;
    Hooks.current = null;
  }

  /** Lets a thread be the one whose hooks count. */
  void giveTurn(@Nullable ControlledThread thread) {
    if (!abandoned) {
      Hooks.current = thread;
      Hooks.attend(thread != null && thread.spins.isWatching());
    }
  }

  /** Says how many steps an execution may have; it is cut off then. */
  public void limitSteps(long most) {
    maxSteps = most;
  }

  /** Says whether executions from now on record accesses of data, too. */
  public void noteData(boolean note) {
    noting = note;
  }

  boolean isNoting() {
    return noting;
  }

  void noteData(ControlledThread self, int site) {
    if (!aborting) {
      trace.addStep(self.id, Operation.NOTE, site);
    }
  }

  /**
   * Says when executions that run, or begin later, are to be cut off.
   *
   * @param nanoTime the time, as {@link System#nanoTime} tells it
   */
  public void stopAt(long nanoTime) {
    stopAt = nanoTime;
  }

  /** Returns when executions are to be cut off. */
  public long stopAt() {
    return stopAt;
  }

  /** Cuts off the execution that runs, at its next scheduling point or loop; any thread may ask. */
  public void requestStop() {
    toStop = true;
    Hooks.attendNow();
  }

  boolean isToStop() {
    return toStop;
  }

  /** Ends the execution if that was asked for. */
  void stopIfAsked(ControlledThread self) {
    if (toStop && !aborting) {
      end(self, EndOfExecution.OUT_OF_TIME);
    }
  }

  /** Returns whether no other thread can see or have seen what the thread that runs does. */
  boolean isAlone() {
    return lifecycle.isMainAlone();
  }

  /** Lets a thread that was long without a scheduling point yield. */
  void endStretch(ControlledThread self) {
    self.stretch = 0;
    self.spins.ranLong();
    if (isAlone() || self.atomicDepth > 0 || self.linking > 0) {
      return;
    }
    self.announce(Operation.STRETCH, null);
    point(self);
  }

  /** Returns what makes threads wait that go round loops. */
  Spinning spinning() {
    return spinning;
  }

  /**
   * Lets executions from now on end at a certain data race.
   *
   * @param message the race's message, or null to end at none
   */
  public void endAtRace(@Nullable String message) {
    races.endAt(message);
  }

  /** Ends the threads that this scheduler keeps. Nothing may be running. */
  public void close() {
    switcher.close();
    // These keep classes and threads of the program.
    CallSites.clear();
    CallModel.clear();
    Synchronizers.clear();
    Hooks.libraryCaller = null;
    JdkInternals.setNextThreadNumber(Math.max(threadNumberBefore, JdkInternals.nextThreadNumber()));
  }

  Monitors monitors() {
    return monitors;
  }

  PlatformChoices platform() {
    return platform;
  }

  /** Says whether executions from now on have spurious wake-ups and failures. */
  public void exploreSpurious(boolean explore) {
    platform.offerSpurious(explore);
  }

  /** Returns whether executions have spurious wake-ups and failures. */
  public boolean platformIsSpurious() {
    return platform.offersSpurious();
  }

  /**
   * Returns the places of the program where assertions have failed in the last execution; they were
   * caught, if it completed.
   */
  public Set<String> failedAssertions() {
    return assertions.places();
  }

  void assertionFailed(ControlledThread self, AssertionError error) {
    // What it says of itself may be code of the program.
    giveTurn(null);
    try {
      assertions.made(error);
    } finally {
      giveTurn(self);
    }
  }

  /** A thread is about to wait in a way that may end for no reason. */
  void observeWait(ControlledThread self, String method) {
    if (platform.offersSpurious()) {
      observations.names(Observations.Kind.SPURIOUS).add("");
    } else if (Sites.isOutsideLoop(self.site)) {
      String place = Sites.get(self.site).shortPlace();
      observations.names(Observations.Kind.SPURIOUS).add(method + " (" + place + ")");
    }
  }

  ProgramThreads threads() {
    return threads;
  }

  VirtualClock clock() {
    return clock;
  }

  Locations locations() {
    return locations;
  }

  /** Returns what looks for data races. */
  public Races races() {
    return races;
  }

  Adders adders() {
    return adders;
  }

  BulkTables bulkTables() {
    return bulkTables;
  }

  JvmSettings settings() {
    return settings;
  }

  SharedPools pools() {
    return pools;
  }

  LockTracker locks() {
    return locks;
  }

  /** Looks for lock-order inversions in the last execution. */
  public void lookAtLockOrder() {
    locks.order().look(all);
  }

  /** Returns the lock-order inversions found so far that have led to no deadlock. */
  public List<LockInversion> lockInversions() {
    return locks.order().found();
  }

  /** Returns whether there were too many orders of locks to look at all of them. */
  public boolean lockOrderIsCut() {
    return locks.order().isCut();
  }

  /** Says whether executions from now on are to explain why threads are blocked at their end. */
  public void explain(boolean explain) {
    past = explain ? new Past() : null;
  }

  @Nullable Past past() {
    return past;
  }

  List<ControlledThread> allThreads() {
    return all;
  }

  String nameOf(int thread) {
    return all.get(thread).name();
  }

  /** Returns what the executions so far have shown of the program. */
  public Observations observations() {
    return observations;
  }

  /** Returns the record of the last execution's events, for searches by partial orders. */
  public Events events() {
    return events;
  }

  /** Returns the names by which other processes know the threads and locations of this one. */
  public PortableNames names() {
    return names;
  }

  /** Returns a state word with the set of the threads that have a permit. */
  long permits() {
    return (long) permits << Integer.SIZE;
  }

  /** Returns the sets of threads of which state words have the numbers. */
  Marks marks() {
    return marks;
  }

  void givePermit(ControlledThread thread) {
    thread.permit = true;
    permits = marks.with(permits, thread.number);
  }

  void takePermit(ControlledThread thread) {
    if (thread.permit) {
      thread.permit = false;
      permits = marks.without(permits, thread.number);
    }
  }

  boolean isAborting() {
    return aborting;
  }

  /** Returns whether the program may see when a thread begins and ends. */
  boolean livenessIsVisible() {
    return endIsStep;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  ThreadLifecycle lifecycle() {
    return lifecycle;
  }

  ControlledThread addThread(@Nullable ControlledThread parent, Thread thread, Program program) {
    unbegun++;
    return lifecycle.add(parent, thread, program);
  }

  /** Ends the execution with the last of the threads that keep it going. */
  void complete(ControlledThread last) {
    recordPending();
    end(Ending.COMPLETED);
    switcher.finish(last);
  }

  /** Gives the turn of a thread that has ended to another. */
  void passOn(ControlledThread ended) {
    ControlledThread next = next(ended);
    if (next == null) {
      switcher.finish(ended);
    } else {
      giveTurn(next);
      switcher.transfer(ended, next);
    }
  }

  /**
   * Lets the chooser decide who goes on; returns when the announced step of {@code self} may begin.
   */
  void point(ControlledThread self) {
    if (aborting) {
      throw abort(self);
    }
    self.stretch = 0;
    if (self.atomicDepth > 0) {
      pointInInitialiser(self);
      return;
    }
    ControlledThread next = next(self);
    if (next == null) {
      finish(self);
      return;
    }
    if (next != self) {
      giveTurn(next);
      switcher.transfer(self, next);
      if (aborting) {
        throw abort(self);
      }
    }
    self.operation = Operation.ACCESS;
  }

  /** A scheduling point in an initialiser that runs as a single step, so no other thread runs. */
  private void pointInInitialiser(ControlledThread self) {
    boolean isToPromote = false;
    if (!isAlone()) {
      isToPromote = StaticState.learn(self);
      if (self.unordered > 0) {
        observations.stepInInitialiser();
      }
    }
    if (!self.isPossible()) {
      end(
          self,
          isToPromote
              ? Ending.of(Ending.Kind.REDUNDANT, "a class initialiser has to be explored")
              : Ending.of(
                  Ending.Kind.UNSUPPORTED,
                  "a class initialiser waits for another thread; it has to be a single step"));
    }
    self.operation = Operation.ACCESS;
  }

  /** Notes something that is part of the current step, for the story. */
  void note(ControlledThread self, int site) {
    if (aborting) {
      throw abort(self);
    }
    trace.addStep(self.id, Operation.NOTE, site);
  }

  /** Returns the thread that takes the next step, or null if the execution is over. */
  private @Nullable ControlledThread next(ControlledThread running) {
    addProgress();
    if (running.attempts > 0) {
      spinning.endAttempt(running);
    }
    if (++steps > maxSteps || toStop) {
      end(toStop ? EndOfExecution.OUT_OF_TIME : EndOfExecution.tooManySteps(maxSteps));
      return null;
    }
    ControlledThread chosen;
    if (unbegun > 0) {
      // The new thread only runs up to its first scheduling point: no choice, and no preemption.
      chosen = lifecycle.firstUnbegun();
      unbegun--;
      if (interruptedByBegin == null) {
        interruptedByBegin = running;
      }
    } else {
      enabled.collect(interruptedByBegin == null ? running : interruptedByBegin);
      interruptedByBegin = null;
      if (candidates.count() == 0) {
        recordPending();
        List<ControlledThread> loops = enabled.spinning();
        end(
            loops.isEmpty()
                ? Blockage.describe(all, running, past)
                : EndOfExecution.livelock(loops));
        return null;
      }
      int index = candidates.count() == 1 ? only() : choose();
      if (index < 0) {
        return null;
      }
      chosen = candidates.get(index);
      begin(chosen);
    }
    trace.addStep(chosen.id, chosen.operation, chosen.site);
    if (chosen.operation == Operation.BEGIN) {
      chosen.operation = Operation.ACCESS;
    }
    return chosen;
  }

  private void begin(ControlledThread chosen) {
    if (endIsStep) {
      lifecycle.touchExit(chosen);
    }
    events.step(chosen);
    spinning.begin(chosen);
    if (chosen.delayedStore != 0) {
      observations.afterDelayedStore(chosen);
    }
  }

  /** Records the end of a thread, which is a step of the record where it is none of its own. */
  void recordEnd(ControlledThread thread, int slot) {
    steps++;
    if (!endIsStep) {
      trace.addStep(thread.id, Operation.END, 0);
      recordWrite(thread, slot, 0);
    }
  }

  /** Records a write that needs no point of its own; see {@link Events#follow}. */
  void recordWrite(ControlledThread thread, int slot, long state) {
    events.follow(thread, slot, Footprint.WRITE, state);
    spinning.writes().note(slot);
  }

  /** The same where a thread lets a monitor go. */
  void recordRelease(ControlledThread thread, int slot, long state) {
    events.follow(thread, slot, Footprint.WRITE, state);
    spinning.released(thread, slot);
  }

  /** Tells the record what the threads were about to do that have not ended. */
  private void recordPending() {
    for (ControlledThread thread : all) {
      if (!thread.ended && thread.operation != Operation.BEGIN) {
        if (endIsStep) {
          lifecycle.touchExit(thread);
        }
        events.pending(thread);
      }
    }
  }

  private int only() {
    Objects.requireNonNull(chooser).onlyOne(candidates);
    return 0;
  }

  private int choose() {
    int index = Objects.requireNonNull(chooser).choose(candidates);
    if (index == Chooser.MISMATCH) {
      end(Ending.of(Ending.Kind.MISMATCH, "the execution went another way"));
      return index;
    }
    if (index == Chooser.REDUNDANT) {
      end(Ending.of(Ending.Kind.REDUNDANT, "whatever could follow was explored already"));
      return index;
    }
    trace.addChoice(index, candidates.count());
    return index;
  }

  /** Ends the execution because of something that is not modelled. */
  void unsupported(ControlledThread self, String reason) {
    end(self, Ending.of(Ending.Kind.UNSUPPORTED, reason));
  }

  /** Ends the execution because a thread cannot be left: something on its stack forbids it. */
  ExecutionAborted pinned(ControlledThread self, IllegalStateException cause) {
    giveTurn(self);
    end.replace(EndOfExecution.pinned(self, cause));
    aborting = true;
    return abort(self);
  }

  /** Lets the others run on after a thread has thrown what fails the execution. */
  void noteThrown(Ending escaped) {
    end.noteThrown(escaped);
  }

  /** Returns whether a thread has thrown what fails the execution, while the others run on. */
  boolean hasFailed() {
    return end.hasThrown();
  }

  /** Ends the execution unless it has ended already, and unwinds the running thread. */
  void end(ControlledThread self, Ending how) {
    if (aborting) {
      throw abort(self);
    }
    end(how);
    finish(self);
  }

  private void end(Ending how) {
    end.note(how);
    aborting = true;
  }

  private void finish(ControlledThread self) {
    switcher.finish(self);
    throw abort(self);
  }

  /** Returns what unwinds a thread of an execution that is over. */
  ExecutionAborted abort(ControlledThread self) {
    if (++self.abortsThrown > MAX_ABORTS) {
      // The program swallows every error and tries again, for ever.
      while (true) {
        JdkInternals.park(false, 0);
      }
    }
    return ExecutionAborted.INSTANCE;
  }
}
