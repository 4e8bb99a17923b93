package dev.heddle.check.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.instrument.Agent;
import dev.heddle.check.runtime.Ending;
import dev.heddle.check.runtime.Program;
import dev.heddle.check.runtime.Scheduler;
import dev.heddle.check.runtime.Sites;
import dev.heddle.check.runtime.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The parts of a shortening, each alone. */
class ShorteningTest {
  private static final int SEEDS = 2_000;
  private static final int ENOUGH = 30;

  private static final class Cell {
    volatile int value;
    volatile int noise;
  }

  private Scheduler scheduler;

  @BeforeEach
  void prepare() {
    Agent.prepare();
    scheduler = Scheduler.create(false);
  }

  @AfterEach
  void close() {
    scheduler.close();
  }

  private static void lostUpdateInNoise() throws InterruptedException {
    Cell cell = new Cell();
    Runnable body =
        () -> {
          for (int i = 0; i < 10; i++) {
            cell.noise++;
          }
          cell.value++;
        };
    Thread other = new Thread(body);
    other.start();
    body.run();
    other.join();
    assert cell.value == 2 : "lost update";
  }

  /** Fails when two threads wait, and the only signal reaches the one that has come second. */
  private static void secondIsWoken() throws InterruptedException {
    Cell cell = new Cell();
    Thread first = new Thread(() -> await(cell, 0));
    Thread second = new Thread(() -> await(cell, 1));
    first.setDaemon(true);
    second.setDaemon(true);
    first.start();
    second.start();
    synchronized (cell) {
      if (cell.value < 2) {
        return;
      }
      cell.notify();
    }
    second.join();
    throw new IllegalStateException("the second was woken");
  }

  private static void await(Cell cell, int before) {
    cell.noise++;
    synchronized (cell) {
      if (cell.value != before) {
        return;
      }
      cell.value++;
      try {
        cell.wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Fails when one thread looks after the other has written. */
  private static void looksTooLate() throws InterruptedException {
    Cell cell = new Cell();
    Cell seen = new Cell();
    Thread writer =
        new Thread(
            () -> {
              cell.value = 1;
              cell.noise++;
            });
    Thread reader = new Thread(() -> seen.value = cell.value);
    writer.start();
    reader.start();
    writer.join();
    reader.join();
    assert seen.value == 0 : "seen";
  }

  private static void startsAnotherAtOnce() throws InterruptedException {
    Thread other = new Thread(() -> new Thread(() -> {}).start());
    other.start();
    other.join();
  }

  /** Shortens what random walks find, each alone, and returns the longest of the short ones. */
  private Size longest(Program program, Consumer<Trials> part) {
    Size longest = new Size(0, 0);
    int failing = 0;
    int shortened = 0;
    for (int seed = 0; seed < SEEDS && failing < ENOUGH; seed++) {
      RandomWalk walk = new RandomWalk(seed);
      Ending found = scheduler.run(program, walk, false, false);
      if (found.kind() == Ending.Kind.EXCEPTION) {
        failing++;
        Size size = Size.of(scheduler.trace());
        Trials trials = trials(program, found);
        part.accept(trials);
        Trials.Failing shortest = Objects.requireNonNull(trials.shortest());
        assertThat(replay(program, shortest).message()).isEqualTo(found.message());
        shortened += shortest.size().switches() < size.switches() ? 1 : 0;
        longest = longest.compareTo(shortest.size()) > 0 ? longest : shortest.size();
      }
    }
    assertThat(shortened).isPositive();
    return longest;
  }

  private Trials trials(Program program, Ending found) {
    Trials trials =
        new Trials(
            chooser -> scheduler.run(program, chooser, false, false),
            ending -> ending.message().equals(found.message()),
            scheduler.trace());
    trials.setDeadline(System.nanoTime() + Duration.ofMinutes(5).toNanos());
    RepeatingChooser repeat =
        new RepeatingChooser(scheduler.trace(), Replay.choicesOf(scheduler.trace()));
    repeat.begin();
    assertThat(trials.run(repeat)).isTrue();
    return trials;
  }

  private Ending replay(Program program, Trials.Failing failing) {
    Replay replay = new Replay(failing.choices());
    replay.begin();
    Ending ending = scheduler.run(program, replay, false, false);
    assertThat(Size.of(scheduler.trace())).isEqualTo(failing.size());
    assertThat(replay.unused()).isZero();
    return ending;
  }

  @Test
  void fewerTurns_noise_isLeftOut() {
    Size longest =
        longest(ShorteningTest::lostUpdateInNoise, trials -> new FewerTurns(trials).search());

    // The other reads; main reads and writes; the other writes; main looks. No single move leads
    // from there to the shortest.
    assertThat(longest.switches()).isEqualTo(4);
  }

  @Test
  void fewerTurns_whoIsWoken_staysTheSame() {
    Size longest =
        longest(ShorteningTest::secondIsWoken, trials -> new FewerTurns(trials).search());

    // One waits; the other waits; main wakes the second and joins it; that goes on; main goes on.
    assertThat(longest.switches()).isEqualTo(5);
  }

  @Test
  void fewerTurns_stepsInTheWay_areTakenEarlier() {
    Size longest = longest(ShorteningTest::looksTooLate, trials -> new FewerTurns(trials).search());

    // The writer; the reader; main. To leave out the writer's first turn would mend it.
    assertThat(longest.switches()).isEqualTo(3);
  }

  @Test
  void fewestSwitches_alone_findsTheFewest() {
    Size longest =
        longest(
            ShorteningTest::lostUpdateInNoise,
            trials -> assertThat(new FewestSwitches(trials).search()).isTrue());

    // Main reads; the other does it all; main writes and looks.
    assertThat(longest.switches()).isEqualTo(2);
  }

  @Test
  void fewestSwitches_alone_wakesOthersToo() {
    Size longest =
        longest(
            ShorteningTest::secondIsWoken,
            trials -> assertThat(new FewestSwitches(trials).search()).isTrue());

    assertThat(longest.switches()).isEqualTo(5);
  }

  @Test
  void nearestPassing_alone_partsAsLateAsPossible() {
    int failing = 0;
    for (int seed = 0; seed < SEEDS && failing < ENOUGH; seed++) {
      RandomWalk walk = new RandomWalk(seed);
      Ending found = scheduler.run(ShorteningTest::lostUpdateInNoise, walk, false, false);
      if (found.kind() == Ending.Kind.EXCEPTION) {
        failing++;
        Trace trace = scheduler.trace();
        Trials trials = trials(ShorteningTest::lostUpdateInNoise, found);
        RepeatingChooser repeat = new RepeatingChooser(trace, Replay.choicesOf(trace));
        repeat.begin();
        trials.ending(repeat);
        List<String> failed = steps(trace);
        assertThat(new NearestPassing(trials).run(repeat.decisions())).isTrue();
        List<String> passed = steps(trace);

        // Both have read, and nobody has written: the second must not read yet.
        int parts = 0;
        while (failed.get(parts).equals(passed.get(parts))) {
          parts++;
        }
        assertThat(failed.get(parts)).endsWith("read value");
        assertThat(failed.subList(0, parts)).filteredOn(s -> s.endsWith("read value")).hasSize(1);
      }
    }
    assertThat(failing).isPositive();
  }

  private static List<String> steps(Trace trace) {
    return IntStream.range(0, trace.steps())
        .mapToObj(i -> trace.stepThread(i) + " " + Sites.get(trace.stepSite(i)).what())
        .toList();
  }

  @Test
  void size_beginningOfAThread_isNoSwitch() {
    scheduler.run(ShorteningTest::startsAnotherAtOnce, candidates -> 0, false, false);

    // Only main's join is a step that somebody was chosen for.
    assertThat(Size.of(scheduler.trace()).switches()).isZero();
    assertThat(Turn.of(scheduler.trace())).containsExactly(new Turn(0, 1));
  }

  @Test
  void size_switchesCountBeforeSteps() {
    assertThat(List.of(new Size(2, 9), new Size(1, 20), new Size(1, 10)).stream().sorted().toList())
        .containsExactly(new Size(1, 10), new Size(1, 20), new Size(2, 9));
  }
}
