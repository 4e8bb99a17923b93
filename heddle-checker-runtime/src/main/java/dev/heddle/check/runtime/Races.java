package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds data races in the execution that runs: two accesses of one location, at least one of them a
 * write, that nothing orders (Java Language Specification, 17.4.5).
 *
 * <p>Vector clocks with epochs: Flanagan and Freund, <em>FastTrack: efficient and precise dynamic
 * race detection</em> (PLDI 2009). A thread's clock says how much of each thread happens before
 * what it does next. What synchronizes, such as a monitor or a volatile field, keeps the clock of
 * those who have released it and hands it to those who acquire it. A location of data keeps who
 * wrote it last and who has read it since.
 *
 * <p>This order is weaker than that of the steps: that one thread has read what another wrote
 * orders the steps but not the accesses. It is therefore kept apart from {@link Events}.
 */
public final class Races {
  private static final int MAX_FOUND = 32;

  private boolean detect;
  private boolean enabled;

  /** The clocks of the threads by their {@link ControlledThread#id}. */
  private int[][] clocks = new int[8][8];

  private int threads;

  /** Counts executions: what slots keep is of this one only if its stamp is. */
  private int execution;

  private int[] stamps = new int[256];

  /** What synchronizes there: a clock, reused. */
  private int[] @Nullable [] released = new int[256][];

  private boolean[] isReleased = new boolean[256];

  /** The last write: thread plus one, its clock, its place. */
  private int[] writers = new int[256];

  private int[] writeClocks = new int[256];
  private int[] writeSites = new int[256];

  /** The reads since: clock and place for each thread, reused. */
  private int[] @Nullable [] readClocks = new int[256][];

  private int[] @Nullable [] readSites = new int[256][];
  private boolean[] isRead = new boolean[256];

  private final List<DataRace> found = new ArrayList<>();

  /** The location whose accesses are to be described, or -1. */
  private int observed = -1;

  /** The message of the race at which the execution is to end, or null. */
  private @Nullable String awaited;

  /** The location of the race at which an execution has ended, or -1. */
  private int awaitedSlot = -1;

  private final List<DataRace.Access> accesses = new ArrayList<>();

  Races() {}

  /** Says whether executions from now on are searched for data races. */
  public void detect(boolean detect) {
    this.detect = detect;
  }

  void begin() {
    enabled = detect;
    execution++;
    found.clear();
    accesses.clear();
    threads = 0;
  }

  /**
   * Lets executions from now on end at a certain race, and keep the stacks of both accesses.
   *
   * @param message the race's message, or null to end at none
   * @param slot the race's location, or -1 if that is not known; without it there are no stacks
   */
  public void endAt(@Nullable String message, int slot) {
    awaited = message;
    observed = slot;
    awaitedSlot = -1;
  }

  /** Returns the location of the race at which the last execution has ended, or -1. */
  public int slotOfEnd() {
    return awaitedSlot;
  }

  /** Returns what the last execution had of data races, in the order in which they showed. */
  public List<DataRace> found() {
    return List.copyOf(found);
  }

  /** Adds a thread; all that its parent has done so far happens before it. */
  void add(ControlledThread thread, @Nullable ControlledThread parent) {
    if (!enabled) {
      return;
    }
    threads = thread.id + 1;
    if (threads > clocks.length) {
      clocks = Arrays.copyOf(clocks, threads * 2);
    }
    int[] clock = clocks[thread.id];
    if (clock == null || clock.length < threads) {
      clock = new int[threads * 2];
      clocks[thread.id] = clock;
    }
    Arrays.fill(clock, 0);
    if (parent != null) {
      join(thread.id, clocks[parent.id]);
      clocks[parent.id][parent.id]++;
    }
    clocks[thread.id][thread.id] = 1;
  }

  private void join(int thread, int[] other) {
    int[] clock = clocks[thread];
    if (clock.length < threads) {
      clock = Arrays.copyOf(clock, threads * 2);
      clocks[thread] = clock;
    }
    int length = Math.min(other.length, threads);
    for (int i = 0; i < length; i++) {
      if (other[i] > clock[i]) {
        clock[i] = other[i];
      }
    }
  }

  /** Everything that was released at a location happens before what a thread does next. */
  void acquire(ControlledThread thread, int slot) {
    if (enabled && slot < stamps.length && stamps[slot] == execution && isReleased[slot]) {
      join(thread.id, released[slot]);
    }
  }

  /** Everything that a thread has done happens before what others do after they acquire. */
  void release(ControlledThread thread, int slot) {
    if (!enabled) {
      return;
    }
    touch(slot);
    int[] mine = clocks[thread.id];
    int[] there = released[slot];
    if (there == null || there.length < threads) {
      there = there == null ? new int[threads * 2] : Arrays.copyOf(there, threads * 2);
      released[slot] = there;
    }
    int length = Math.min(mine.length, threads);
    if (isReleased[slot]) {
      for (int i = 0; i < length; i++) {
        there[i] = Math.max(there[i], mine[i]);
      }
    } else {
      System.arraycopy(mine, 0, there, 0, length);
      Arrays.fill(there, length, there.length, 0);
      isReleased[slot] = true;
    }
    mine[thread.id]++;
  }

  private void touch(int slot) {
    if (slot >= stamps.length) {
      int length = slot * 2;
      stamps = Arrays.copyOf(stamps, length);
      released = Arrays.copyOf(released, length);
      isReleased = Arrays.copyOf(isReleased, length);
      writers = Arrays.copyOf(writers, length);
      writeClocks = Arrays.copyOf(writeClocks, length);
      writeSites = Arrays.copyOf(writeSites, length);
      readClocks = Arrays.copyOf(readClocks, length);
      readSites = Arrays.copyOf(readSites, length);
      isRead = Arrays.copyOf(isRead, length);
    }
    if (stamps[slot] != execution) {
      stamps[slot] = execution;
      isReleased[slot] = false;
      writers[slot] = 0;
      isRead[slot] = false;
    }
  }

  /** A thread reads data. */
  void read(ControlledThread thread, int slot, int site) {
    if (!enabled) {
      return;
    }
    touch(slot);
    describe(thread, slot, site, false);
    int writer = writers[slot] - 1;
    if (writer >= 0 && writer != thread.id && !knows(thread, writer, writeClocks[slot])) {
      report(thread, slot, writer, true, writeSites[slot], false, site);
    }
    int[] reads = readClocks[slot];
    if (reads == null || reads.length <= thread.id) {
      int length = Math.max(threads, thread.id + 1) * 2;
      reads = reads == null ? new int[length] : Arrays.copyOf(reads, length);
      readClocks[slot] = reads;
      int[] sites = readSites[slot];
      readSites[slot] = sites == null ? new int[length] : Arrays.copyOf(sites, length);
    }
    if (!isRead[slot]) {
      Arrays.fill(reads, 0);
      isRead[slot] = true;
    }
    reads[thread.id] = clocks[thread.id][thread.id];
    readSites[slot][thread.id] = site;
  }

  /** A thread writes data. */
  void write(ControlledThread thread, int slot, int site) {
    if (!enabled) {
      return;
    }
    touch(slot);
    describe(thread, slot, site, true);
    int writer = writers[slot] - 1;
    if (writer >= 0 && writer != thread.id && !knows(thread, writer, writeClocks[slot])) {
      report(thread, slot, writer, true, writeSites[slot], true, site);
    }
    if (isRead[slot]) {
      int[] reads = readClocks[slot];
      for (int reader = 0; reader < reads.length && reader < threads; reader++) {
        if (reads[reader] > 0 && reader != thread.id && !knows(thread, reader, reads[reader])) {
          report(thread, slot, reader, false, readSites[slot][reader], true, site);
        }
      }
      isRead[slot] = false;
    }
    writers[slot] = thread.id + 1;
    writeClocks[slot] = clocks[thread.id][thread.id];
    writeSites[slot] = site;
  }

  /** Whether what another thread did at a certain time happens before what this one does now. */
  private boolean knows(ControlledThread thread, int other, int time) {
    int[] clock = clocks[thread.id];
    return other < clock.length && clock[other] >= time;
  }

  private void report(
      ControlledThread thread,
      int slot,
      int other,
      boolean otherWrites,
      int otherSite,
      boolean writes,
      int site) {
    if (thread.scheduler.hasFailed()) {
      // The record ends there; what comes after it comes before it in another execution.
      return;
    }
    DataRace race =
        new DataRace(
            slot,
            thread.scheduler.nameOf(other),
            otherWrites,
            otherSite,
            thread.name(),
            writes,
            site,
            thread.scheduler.trace().choices());
    if (awaited != null) {
      if (awaited.equals(race.message())) {
        awaitedSlot = slot;
        thread.scheduler.end(
            thread, new Ending(Ending.Kind.RACE, race.message(), describe(race), null));
      }
    } else if (found.size() < MAX_FOUND) {
      found.add(race);
    }
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
    for (int i = accesses.size() - 1; i >= 0; i--) {
      DataRace.Access access = accesses.get(i);
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
      if (!name.startsWith("dev.heddle.check.runtime.")
          && !name.equals("dev.heddle.check.TargetRunner")
          && !name.startsWith("java.lang.Thread")
          && !name.startsWith("java.lang.invoke.")) {
        lines.add("    at " + frame);
      }
    }
  }

  private void describe(ControlledThread thread, int slot, int site, boolean writes) {
    if (slot == observed) {
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
