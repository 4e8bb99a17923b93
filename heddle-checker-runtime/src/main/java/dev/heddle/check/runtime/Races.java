package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds data races in the execution that runs: two accesses of one variable, at least one of them a
 * write, that nothing orders (Java Language Specification, 17.4.5).
 *
 * <p>Vector clocks with epochs: Flanagan and Freund, <em>FastTrack: efficient and precise dynamic
 * race detection</em> (PLDI 2009). A thread's clock says how much of each thread happens before
 * what it does next. A location that synchronizes, such as a monitor or a volatile field, keeps the
 * clock of those who have released it and hands it to those who acquire it. A location of data
 * keeps, in its {@link Shadow}, who wrote it last and who has read it since.
 *
 * <p>This order is weaker than that of the steps: that one thread has read what another wrote
 * orders the steps but not the accesses. It is therefore kept apart from {@link Events}. A race is
 * reported, and its variable promoted, however many others there were, and whatever failed before.
 */
public final class Races {
  /** Counts executions: what slots keep is of this one only if its stamp is. */
  private int execution;

  private int[] stamps = new int[256];

  /** What was released at each slot. */
  private VectorClock[] released = new VectorClock[256];

  private final Promotions promotions = new Promotions();

  /** The races of this execution, one for each variable and pair of places. */
  private final Map<String, DataRace> found = new LinkedHashMap<>();

  /** The message of the race at which the execution is to end, or null. */
  private @Nullable String awaited;

  /** Whether an execution has ended at that race, so that its location is known. */
  private boolean isLocated;

  private long awaitedNumber;
  private long awaitedFacet;

  /** Counts the accesses of that location. */
  private int accessCount;

  /** Which access of that location was the last of each thread and place. */
  private final Map<Access, Integer> lastAccesses = new HashMap<>();

  /** Which accesses are the two of that race, from an execution that has counted them, or -1. */
  private int wantedFirst = -1;

  private int wantedSecond = -1;

  /** Whether this execution has added to what is known of that race. */
  private boolean hasLearnt;

  private final List<DataRace.Access> accesses = new ArrayList<>();

  private record Access(String thread, int site, boolean writes) {}

  Races() {}

  void begin() {
    execution++;
    found.clear();
    accesses.clear();
    accessCount = 0;
    lastAccesses.clear();
    hasLearnt = false;
  }

  /** Returns the variables whose accesses are scheduling points. */
  public Promotions promotions() {
    return promotions;
  }

  /**
   * Lets executions from now on end at a certain race.
   *
   * @param message the race's message, or null to end at none
   */
  void endAt(@Nullable String message) {
    awaited = message;
    isLocated = false;
    wantedFirst = -1;
    wantedSecond = -1;
  }

  /**
   * Returns whether the execution that has just ended at the race is to be run again for details.
   * The first run finds the location, the second which accesses of that location race, and the
   * third keeps their stacks; to keep the stack of every access would take too long.
   */
  public boolean needsAnotherRun() {
    return hasLearnt;
  }

  /** Returns the data races of the last execution, in the order in which they showed. */
  public List<DataRace> found() {
    return List.copyOf(found.values());
  }

  /** Adds a thread; all that its parent has done so far happens before it. */
  void add(ControlledThread thread, @Nullable ControlledThread parent) {
    if (parent != null) {
      thread.clock = parent.clock.with(parent.id, parent.time);
      parent.time++;
    }
  }

  /** Everything that was released at a location happens before what a thread does next. */
  void acquire(ControlledThread thread, int slot) {
    if (slot < stamps.length && stamps[slot] == execution) {
      thread.clock = thread.clock.join(released[slot]);
    }
  }

  /** Everything that a thread has done happens before what others do after they acquire. */
  void release(ControlledThread thread, int slot) {
    noteRelease(thread, slot);
    VectorClock mine = thread.clock.with(thread.id, thread.time++);
    release(slot, mine);
    thread.clock = mine;
  }

  /**
   * The same for a step that tries to change something: others see it if it does.
   *
   * @see #commitRelease
   */
  void releaseIfChanged(ControlledThread thread, int slot) {
    noteRelease(thread, slot);
    thread.releasing = thread.clock.with(thread.id, thread.time++);
    thread.releasingSlot = slot;
  }

  /** Notes that the step of a thread releases at a location; see {@link #releaseAgain}. */
  static void noteRelease(ControlledThread thread, int slot) {
    int at = thread.released++;
    if (at == thread.releasedSlots.length) {
      thread.releasedSlots = Arrays.copyOf(thread.releasedSlots, at * 2);
    }
    thread.releasedSlots[at] = slot;
  }

  /**
   * What the step of a thread has released includes what the thread has done since: its effect
   * shows only now.
   */
  void releaseAgain(ControlledThread thread) {
    if (thread.releasing != null) {
      thread.releasing = thread.clock.with(thread.id, thread.time++);
      return;
    }
    VectorClock mine = thread.clock.with(thread.id, thread.time++);
    for (int i = 0; i < thread.released; i++) {
      release(thread.releasedSlots[i], mine);
    }
    thread.clock = mine;
  }

  /** The step has changed something. */
  void commitRelease(ControlledThread thread) {
    VectorClock clock = thread.releasing;
    if (clock != null) {
      thread.releasing = null;
      release(thread.releasingSlot, clock);
    }
  }

  /** The step has changed nothing. */
  void dropRelease(ControlledThread thread) {
    thread.releasing = null;
  }

  private void release(int slot, VectorClock clock) {
    if (slot >= stamps.length) {
      int length = slot * 2;
      stamps = Arrays.copyOf(stamps, length);
      released = Arrays.copyOf(released, length);
    }
    released[slot] = stamps[slot] != execution ? clock : released[slot].join(clock);
    stamps[slot] = execution;
  }

  // ---- data

  /** A thread reads or writes a field, or a static field if there is no object. */
  void accessField(
      ControlledThread thread,
      Tracked object,
      @Nullable Object value,
      int field,
      int site,
      boolean writes) {
    Shadow shadow = object.shadow();
    int cell = shadow.cellOf(field);
    access(thread, object, value, field, shadow.few(), cell, site, writes);
  }

  /** A thread reads or writes an element of an array. */
  void accessElement(
      ControlledThread thread, Tracked array, Object value, int index, int site, boolean writes) {
    Shadow.Block block = array.shadow().blockOf(index);
    access(
        thread,
        array,
        value,
        Locations.ELEMENT | index,
        block,
        Shadow.cellOfElement(index),
        site,
        writes);
  }

  /** A thread reads or writes the contents of an object of a library. */
  void accessContents(
      ControlledThread thread, Tracked object, Object value, int site, boolean writes) {
    Shadow shadow = object.shadow();
    int cell = shadow.cellOf(Locations.WHOLE);
    access(thread, object, value, Locations.WHOLE, shadow.few(), cell, site, writes);
  }

  private void access(
      ControlledThread thread,
      Tracked object,
      @Nullable Object value,
      long facet,
      Shadow.Block block,
      int cell,
      int site,
      boolean writes) {
    if (isLocated && object.number == awaitedNumber && facet == awaitedFacet) {
      observe(thread, site, writes);
    }
    long mine = (long) thread.id << Integer.SIZE | thread.time;
    long writer = block.writes[cell];
    if (writer != 0 && !knows(thread, writer) && isToReport(block, cell)) {
      report(thread, object, value, facet, writer, true, block.writeSites[cell], writes, site);
    }
    long reader = block.reads[cell];
    if (!writes) {
      if (reader == 0 || (reader != Shadow.SHARED && knows(thread, reader))) {
        block.reads[cell] = mine;
        block.readSites[cell] = site;
        return;
      }
      Shadow.Readers readers = block.readersOf(cell);
      if (reader != Shadow.SHARED) {
        readers.count = 0;
        readers.put(reader, block.readSites[cell]);
        block.reads[cell] = Shadow.SHARED;
      }
      readers.put(mine, site);
      return;
    }
    if (reader == Shadow.SHARED) {
      Shadow.Readers readers = block.readersOf(cell);
      for (int i = 0; i < readers.count; i++) {
        if (!knows(thread, readers.epochs[i]) && isToReport(block, cell)) {
          report(
              thread, object, value, facet, readers.epochs[i], false, readers.sites[i], true, site);
        }
      }
    } else if (reader != 0 && !knows(thread, reader) && isToReport(block, cell)) {
      report(thread, object, value, facet, reader, false, block.readSites[cell], true, site);
    }
    block.reads[cell] = 0;
    block.writes[cell] = mine;
    block.writeSites[cell] = site;
  }

  /** Whether a race is the first of its variable, or may be the one at which to end. */
  private boolean isToReport(Shadow.Block block, int cell) {
    return block.race(cell) || awaited != null;
  }

  /** Whether what a thread did at a certain time happens before what this one does now. */
  private static boolean knows(ControlledThread thread, long epoch) {
    int other = (int) (epoch >>> Integer.SIZE);
    return other == thread.id || thread.clock.get(other) >= (int) epoch;
  }

  private void report(
      ControlledThread thread,
      Tracked object,
      @Nullable Object value,
      long facet,
      long other,
      boolean otherWrites,
      int otherSite,
      boolean writes,
      int site) {
    Scheduler scheduler = thread.scheduler;
    if (scheduler.isAborting()) {
      // Unwinding is not part of the execution.
      return;
    }
    String variable =
        facet >= Locations.ELEMENT
            ? Promotions.nameOf("elements", object, Objects.requireNonNull(value))
            : facet == Locations.WHOLE
                ? Promotions.nameOf("contents", object, Objects.requireNonNull(value))
                : Promotions.nameOfField((int) facet, object, value == null);
    promotions.race(variable);
    if (facet < Locations.ELEMENT && facet != Locations.WHOLE && isInJdk(otherSite, site)) {
      // The JDK's own field: no mistake of the program, and both orders are explored.
      scheduler
          .observations()
          .names(Observations.Kind.WEAK_ACCESS)
          .add(Promotions.shortNameOfField((int) facet));
      return;
    }
    if (scheduler.hasFailed()) {
      // The record ends there; what comes after it comes before it in another execution.
      return;
    }
    DataRace race =
        new DataRace(
            variable,
            scheduler.nameOf((int) (other >>> Integer.SIZE)),
            otherWrites,
            otherSite,
            thread.name(),
            writes,
            site,
            scheduler.trace().choices());
    if (awaited != null) {
      if (awaited.equals(race.message())) {
        know(race, object.number, facet);
        scheduler.end(thread, new Ending(Ending.Kind.RACE, race.message(), describe(race), null));
      }
    } else {
      // One for each variable: the others are the same mistake.
      found.putIfAbsent(race.variable(), race);
    }
  }

  private static boolean isInJdk(int oneSite, int otherSite) {
    return Sites.get(oneSite).className().startsWith("java.")
        && Sites.get(otherSite).className().startsWith("java.");
  }

  /** Both accesses with their stacks, as far as they were observed, and what orders accesses. */
  private List<String> describe(DataRace race) {
    List<String> lines = new ArrayList<>();
    DataRace.Access second = last(race.second(), race.secondSite(), race.secondWrites());
    DataRace.Access first = last(race.first(), race.firstSite(), race.firstWrites());
    if (first == null || second == null) {
      return lines;
    }
    describe(first, lines);
    describe(second, lines);
    String field = Sites.get(race.secondSite()).what().replaceFirst("^(read|write) ", "");
    boolean isField = Sites.field(race.secondSite()) != 0;
    lines.add(
        "they would be ordered if both threads held the same lock"
            + (isField ? ", if " + field + " were volatile" : "")
            + ", or if one were started or joined by the other in between");
    return lines;
  }

  private DataRace.@Nullable Access last(String thread, int site, boolean writes) {
    for (DataRace.Access access : accesses) {
      if (access.thread().equals(thread) && access.site() == site && access.writes() == writes) {
        return access;
      }
    }
    return null;
  }

  private static void describe(DataRace.Access access, List<String> lines) {
    lines.add(
        access.thread()
            + ": "
            + Sites.get(access.site()).what()
            + (access.held().isEmpty()
                ? ", holding no monitor"
                : ", holding " + String.join(", ", access.held())));
    for (StackTraceElement frame : access.stack()) {
      String name = frame.getClassName();
      if (name.equals(ThreadLifecycle.class.getName())
          && frame.getMethodName().equals("runToItsEnd")) {
        // Below it is what carries the thread.
        break;
      }
      if (!OwnFrames.areOf(name)
          && !name.startsWith("jdk.internal.reflect.")
          && !name.startsWith("java.lang.reflect.")
          && !name.startsWith("java.lang.Thread")) {
        lines.add("    at " + frame);
      }
    }
  }

  /** Notes what this execution shows of the race at which it ends. */
  private void know(DataRace race, long number, long facet) {
    hasLearnt = wantedSecond < 0;
    if (!isLocated) {
      isLocated = true;
      awaitedNumber = number;
      awaitedFacet = facet;
    } else if (wantedSecond < 0) {
      Access first = new Access(race.first(), race.firstSite(), race.firstWrites());
      wantedFirst = lastAccesses.getOrDefault(first, -1);
      wantedSecond = accessCount;
    }
  }

  private void observe(ControlledThread thread, int site, boolean writes) {
    accessCount++;
    if (wantedSecond < 0) {
      lastAccesses.put(new Access(thread.name(), site, writes), accessCount);
    } else if (accessCount == wantedFirst || accessCount == wantedSecond) {
      accesses.add(
          new DataRace.Access(
              thread.name(),
              site,
              writes,
              List.of(new Throwable().getStackTrace()),
              thread.scheduler.monitors().heldBy(thread)));
    }
  }
}
