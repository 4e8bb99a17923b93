package dev.heddle.check.runtime;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
  /** The most steps of one execution. */
  public static final int MAX_STEPS = 20_000;

  /** The most aborts that a thread may swallow before it is left parked for ever. */
  private static final int MAX_ABORTS = 10_000;

  /** Whether the program anywhere asks for the liveness or the state of a thread. */
  private static volatile boolean livenessObserved;

  private final Switcher switcher;
  private final VirtualClock clock = new VirtualClock();
  private final Monitors monitors = new Monitors(this);
  private final ProgramThreads threads = new ProgramThreads(this, clock);
  private final List<ControlledThread> all = new ArrayList<>();
  private final Candidates candidates = new Candidates();
  private final Events events = new Events();
  private final EnabledThreads enabled = new EnabledThreads(all, clock, candidates, events);
  private final Locations locations = new Locations();
  private final PortableNames names = new PortableNames(locations);
  private final Races races = new Races();
  private final SharedPools pools = new SharedPools();
  private final BulkTables bulkTables = new BulkTables();
  private final Adders adders = new Adders();

  /** Whether the scheduler itself asks an object of the program for its state. */
  boolean isLooking;

  private final LockTracker locks = new LockTracker();

  /** What is kept of each execution to explain its end, or null. */
  private @Nullable Past past;

  private final Trace trace = new Trace();

  private final Writes writes = new Writes();

  /** A mark for each thread that has a permit. */
  private long permits;

  private volatile boolean abandoned;

  private @Nullable Chooser chooser;
  private @Nullable Ending ending;

  /** What a thread has thrown while the others run on. */
  private @Nullable Ending thrown;

  private boolean livenessSeen;
  private boolean toTheEnd;
  private boolean detectRaces;
  private int awaitedSlot = -1;
  private final Set<String> unmodelled = new TreeSet<>();
  private final Set<String> weakAccesses = new TreeSet<>();
  private final Set<String> looksAtWaiters = new TreeSet<>();
  private boolean aborting;
  private boolean endIsStep;
  private boolean fairnessAssumed;

  /** The thread that was running before others that it had started ran to their first point. */
  private @Nullable ControlledThread interruptedByBegin;

  private int live;
  private int unbegun;

  private int steps;
  private volatile long progress;

  /** Where the numbering of threads without a name stood before the first execution. */
  private final int threadNumberBefore = JdkInternals.nextThreadNumber();

  private Scheduler(Switcher switcher) {
    this.switcher = switcher;
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
   * Says that code under check asks whether threads live, so that their end is a step of its own.
   */
  public static void observeLiveness() {
    livenessObserved = true;
  }

  /** The same, for this program alone: it showed when it ran. */
  void seeLiveness() {
    livenessSeen = true;
  }

  /** Returns whether the program asks, as far as is known by now, whether threads live. */
  public boolean livenessIsObserved() {
    return livenessObserved || livenessSeen;
  }

  /**
   * Runs the program once.
   *
   * @param main what runs in the main thread
   * @param chooser decides who goes on
   * @param endsAreSteps whether the end of a thread is a step of its own; it need not be where the
   *     program never asks whether a thread lives, and otherwise only joins it
   * @param toTheEnd whether the other threads run on after one has thrown something, as they do
   *     without a checker; the record ends where it was thrown all the same
   * @return how the execution ended
   */
  public Ending run(Program main, Chooser chooser, boolean endsAreSteps, boolean toTheEnd) {
    all.clear();
    threads.reset();
    monitors.reset();
    clock.reset();
    trace.begin(endsAreSteps);
    this.chooser = chooser;
    ending = null;
    thrown = null;
    this.toTheEnd = toTheEnd;
    aborting = false;
    endIsStep = endsAreSteps;
    live = 0;
    unbegun = 0;
    interruptedByBegin = null;
    permits = 0;
    locations.reset();
    races.begin(detectRaces);
    pools.reset();
    bulkTables.clear();
    adders.clear();
    locks.begin();
    explain(past != null);
    enabled.reset();
    steps = 0;
    progress++;
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
      progress++;
    }
    return Objects.requireNonNull(ending);
  }

  /** Returns the record of the last execution; it is overwritten by the next. */
  public Trace trace() {
    return trace;
  }

  /** Returns whether any execution so far had a timed wait. */
  public boolean timedWaitSeen() {
    return clock.waited();
  }

  /** Returns whether any execution so far had a waiting loop that was made to wait for others. */
  public boolean fairnessAssumed() {
    return fairnessAssumed;
  }

  /** Returns a number that grows while executions make progress; any thread may ask. */
  public long progress() {
    return progress;
  }

  /** Returns the stack of the thread that has the turn; any thread may ask. */
  public StuckThread stuckThread() {
    ControlledThread thread = Hooks.current;
    if (thread == null) {
      return new StuckThread("?", Thread.State.RUNNABLE, new StackTraceElement[0]);
    }
    Thread carrier = switcher.carrierOf(thread);
    return new StuckThread(thread.name(), carrier.getState(), carrier.getStackTrace());
  }

  /**
   * A thread that does not come to its next scheduling point.
   *
   * @param name its name in the program
   * @param state what the JVM says of it
   * @param stack where it is
   */
  public record StuckThread(String name, Thread.State state, StackTraceElement[] stack) {}

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
    }
  }

  /** Ends the threads that this scheduler keeps. Nothing may be running. */
  public void close() {
    switcher.close();
    JdkInternals.setNextThreadNumber(Math.max(threadNumberBefore, JdkInternals.nextThreadNumber()));
  }

  Monitors monitors() {
    return monitors;
  }

  ProgramThreads threads() {
    return threads;
  }

  VirtualClock clock() {
    return clock;
  }

  int steps() {
    return steps;
  }

  Locations locations() {
    return locations;
  }

  Races races() {
    return races;
  }

  Adders adders() {
    return adders;
  }

  BulkTables bulkTables() {
    return bulkTables;
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

  /** Returns whether a thread has thrown what fails the execution, while the others run on. */
  boolean hasFailed() {
    return thrown != null;
  }

  /** Says whether executions from now on are searched for data races. */
  public void detectRaces(boolean detect) {
    detectRaces = detect;
  }

  /** Returns what the last execution had of data races, in the order in which they showed. */
  public List<DataRace> dataRaces() {
    return List.copyOf(races.found());
  }

  /**
   * Lets executions from now on end at a certain race, and keep the stacks of both accesses.
   *
   * @param message the race's message, or null to end at none
   * @param slot the race's location, or -1 if that is not known; without it there are no stacks
   */
  public void endAt(@Nullable String message, int slot) {
    races.await(message, slot);
    awaitedSlot = -1;
  }

  /** Returns the location of the race at which the last execution has ended, or -1. */
  public int slotOfRace() {
    return awaitedSlot;
  }

  void endAtRace(ControlledThread self, DataRace race, List<String> details) {
    awaitedSlot = race.slot();
    end(self, new Ending(Ending.Kind.RACE, race.message(), details, null));
  }

  /** Returns the classes without an exact model that were called so far, by their names. */
  public Set<String> unmodelled() {
    return unmodelled;
  }

  /** Returns the methods called so far that give weaker orders than volatile accesses. */
  public Set<String> weakAccesses() {
    return weakAccesses;
  }

  /** Returns the methods called so far that tell of threads that wait to acquire. */
  public Set<String> looksAtWaiters() {
    return looksAtWaiters;
  }

  /** Returns the record of the last execution's events, for searches by partial orders. */
  public Events events() {
    return events;
  }

  /** Returns the names by which other processes know the threads and locations of this one. */
  public PortableNames names() {
    return names;
  }

  /** Returns a mark for each thread that has a permit; see {@link Subject#mark}. */
  long permits() {
    return permits;
  }

  void givePermit(ControlledThread thread) {
    thread.permit = true;
    permits |= Subject.mark(thread.number);
  }

  void takePermit(ControlledThread thread) {
    thread.permit = false;
    permits &= ~Subject.mark(thread.number);
  }

  /** Returns whether the program may see when a thread begins and ends. */
  boolean livenessIsVisible() {
    return endIsStep;
  }

  boolean isAborting() {
    return aborting;
  }

  ControlledThread addThread(@Nullable ControlledThread parent, Thread thread, Program program) {
    int number = parent == null ? 0 : locations.threadNumber(parent);
    ControlledThread added = new ControlledThread(all.size(), number, this, thread, program);
    added.parent = parent;
    races.add(added, parent);
    locks.add(added, parent);
    // What it does comes after what its parent has done so far.
    added.lastEvent = parent == null ? -1 : parent.lastEvent;
    locations.created(parent == null ? added : parent, thread);
    all.add(added);
    threads.add(added);
    trace.addThread(added.name());
    if (!thread.isDaemon()) {
      live++;
    }
    unbegun++;
    switcher.prepare(added);
    Randomness.seed(added);
    return added;
  }

  /**
   * Runs a thread of the program from its first instruction to its last. The switcher calls this.
   */
  void runThread(ControlledThread self) {
    if (aborting) {
      return;
    }
    try {
      runToItsEnd(self);
      if (endIsStep) {
        // The JVM takes the monitor of the thread object to end a thread.
        self.callee = null;
        monitors.announceEnter(self, Operation.END, monitors.of(self.thread));
        threads.touchEnd(self, self.thread, Footprint.WRITE);
        if (!self.thread.isDaemon()) {
          self.touch(exitSlot(self), Footprint.UPDATE, Subject.OBJECT, null);
        }
        point(self);
      }
    } catch (ExecutionAborted e) {
      return;
    }
    ended(self);
  }

  /** The location that tells whether the program still runs, which daemon threads depend on. */
  private int exitSlot(ControlledThread self) {
    return locations.slot(self, null, Locations.END);
  }

  private void runToItsEnd(ControlledThread self) {
    try {
      self.program.run();
    } catch (ExecutionAborted e) {
      throw e;
    } catch (Throwable e) {
      if (aborting) {
        throw abort(self);
      }
      if (!UncaughtExceptions.areHandled(self, e)) {
        String where = self.id == 0 ? "" : " in thread " + self.name();
        Ending escaped =
            new Ending(Ending.Kind.EXCEPTION, UncaughtExceptions.describe(e) + where, List.of(), e);
        if (!toTheEnd) {
          end(self, escaped);
        } else if (thrown == null) {
          thrown = escaped;
          trace.mark();
          freeze(System.out);
          freeze(System.err);
        }
      }
    }
  }

  private static void freeze(PrintStream stream) {
    if (stream instanceof CapturedOutput output) {
      output.freeze();
    }
  }

  private void ended(ControlledThread self) {
    if (abandoned) {
      self.ended = true;
      return;
    }
    steps++;
    int slot = locations.slot(self, self.thread, Locations.END);
    races.release(self, slot);
    if (!endIsStep) {
      trace.addStep(self.id, Operation.END, 0);
      recordWrite(self, slot, 0);
    }
    self.ended = true;
    self.callee = null;
    monitors.threadEnded(self);
    if (!self.thread.isDaemon()) {
      live--;
    }
    switcher.release(self);
    if (live == 0) {
      recordPending();
      end(Ending.COMPLETED);
      switcher.finish(self);
      return;
    }
    ControlledThread next = next(self);
    if (next == null) {
      switcher.finish(self);
    } else {
      giveTurn(next);
      switcher.transfer(self, next);
    }
  }

  /**
   * Lets the chooser decide who goes on; returns when the announced step of {@code self} may begin.
   */
  void point(ControlledThread self) {
    if (aborting) {
      throw abort(self);
    }
    if (self.atomicDepth > 0) {
      if (!self.isPossible()) {
        unsupported(
            self, "a class initialiser waits for another thread; it has to be a single step");
      }
      self.operation = Operation.ACCESS;
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

  /** Notes something that is part of the current step, for the story. */
  void note(ControlledThread self, int site) {
    if (aborting) {
      throw abort(self);
    }
    trace.addStep(self.id, Operation.NOTE, site);
  }

  /** Returns the thread that takes the next step, or null if the execution is over. */
  private @Nullable ControlledThread next(ControlledThread running) {
    progress++;
    if (running.tried != null && !Attempts.end(running, writes)) {
      events.changedNothing(running);
    }
    if (++steps > MAX_STEPS) {
      end(
          Ending.of(
              Ending.Kind.LIVELOCK,
              "no end after " + MAX_STEPS + " steps; the last was " + lastPlace(running)));
      return null;
    }
    ControlledThread chosen;
    if (unbegun > 0) {
      // The new thread only runs up to its first scheduling point: no choice, and no preemption.
      chosen = firstUnbegun();
      unbegun--;
      if (interruptedByBegin == null) {
        interruptedByBegin = running;
      }
    } else {
      enabled.collect(interruptedByBegin == null ? running : interruptedByBegin);
      interruptedByBegin = null;
      if (candidates.count() == 0) {
        recordPending();
        end(Blockage.describe(all, running, past));
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
    touchExit(chosen);
    events.step(chosen);
    boolean waited = chosen.operation == Operation.YIELD;
    boolean tries = waited || chosen.operation == Operation.LOOK;
    if (tries) {
      chosen.repetition.taken(waited, this);
    }
    Attempts.begin(chosen, tries, writes);
  }

  private void touchExit(ControlledThread thread) {
    if (endIsStep && thread.thread.isDaemon()) {
      thread.touch(exitSlot(thread), Footprint.READ, Subject.OBJECT, null);
    }
  }

  /** Records a write that needs no point of its own; see {@link Events#follow}. */
  void recordWrite(ControlledThread thread, int slot, long state) {
    events.follow(thread, slot, Footprint.WRITE, state);
    writes.note(slot);
  }

  /** Returns when each location was written last. */
  Writes writes() {
    return writes;
  }

  /** Tells the record what the threads were about to do that have not ended. */
  private void recordPending() {
    for (ControlledThread thread : all) {
      if (!thread.ended && thread.operation != Operation.BEGIN) {
        touchExit(thread);
        events.pending(thread);
      }
    }
  }

  private String lastPlace(ControlledThread running) {
    Site site = Sites.get(running.site);
    return site.what() + " by " + running.name() + " at " + site.place();
  }

  private ControlledThread firstUnbegun() {
    for (ControlledThread thread : all) {
      if (thread.operation == Operation.BEGIN) {
        return thread;
      }
    }
    throw new AssertionError("no thread to begin");
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

  /** Announces a look at a location; a thread that only repeats such steps has to wait. */
  void announceLook(
      ControlledThread self, int slot, byte how, Subject subject, @Nullable Object target) {
    if (self.repetition.look(self.site, slot)) {
      announceWaitForWrite(self);
    } else {
      self.announce(Operation.LOOK, null);
    }
    self.touch(slot, how, subject, target);
  }

  /** Announces a yield: nothing, for a thread that does not repeat itself. */
  void announceYield(ControlledThread self) {
    if (self.repetition.yield(self.site)) {
      announceWaitForWrite(self);
    } else {
      self.announce(Operation.LOOK, null);
    }
  }

  private void announceWaitForWrite(ControlledThread self) {
    fairnessAssumed = true;
    self.announce(Operation.YIELD, null);
    self.repetition.touchAll(self);
    self.waitFor(Guard.WRITTEN, 0);
  }

  void throwIfInterrupted(ControlledThread self) throws InterruptedException {
    if (clearInterrupt(self)) {
      throw new InterruptedException();
    }
  }

  /**
   * Clears a thread's interrupt status. What came before the interrupt happens before what the
   * thread does next, wherever it notices it, in the JDK too.
   *
   * @return whether it was interrupted
   */
  boolean clearInterrupt(ControlledThread self) {
    if (!self.interrupted) {
      return false;
    }
    self.interrupted = false;
    races.acquire(self, locations.slot(self, self.thread, Locations.INTERRUPT));
    return true;
  }

  /** Ends the execution because of something that is not modelled. */
  void unsupported(ControlledThread self, String reason) {
    end(self, Ending.of(Ending.Kind.UNSUPPORTED, reason));
  }

  /** Ends the execution because a thread cannot be left: something on its stack forbids it. */
  ExecutionAborted pinned(ControlledThread self, IllegalStateException cause) {
    giveTurn(self);
    ending =
        Ending.of(
            Ending.Kind.UNSUPPORTED,
            "thread "
                + self.name()
                + " has to wait below a native method or a class initialiser ("
                + cause.getMessage()
                + "); --switching thread may help");
    aborting = true;
    return abort(self);
  }

  private void end(ControlledThread self, Ending how) {
    end(how);
    finish(self);
  }

  private void end(Ending how) {
    if (ending == null) {
      ending = how;
      if (thrown != null && isOutcome(how)) {
        ending = thrown;
        trace.cutAtMark();
      }
    }
    aborting = true;
  }

  /** Whether an ending tells of the program rather than of the search. */
  private static boolean isOutcome(Ending how) {
    return switch (how.kind()) {
      case COMPLETED, EXCEPTION, DEADLOCK, LEAK, LIVELOCK, RACE -> true;
      case UNSUPPORTED, MISMATCH, REDUNDANT -> false;
    };
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
