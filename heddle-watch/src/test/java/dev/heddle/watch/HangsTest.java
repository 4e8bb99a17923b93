package dev.heddle.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.watch.Finding.Detail;
import dev.heddle.watch.attach.RemoteWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of hang, in a second JVM, on platform threads, virtual threads, and both. */
class HangsTest {
  private static final Path SOURCE = Path.of("src/test/java/hangs/Hangs.java");

  private static final String[] OPEN = {
    "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED"
  };

  private static final int LOOKS = 20;

  private static boolean haveVirtualThreads() {
    return Runtime.version().feature() >= 25;
  }

  /** Looks until what is expected is there: threads that were just started take their time. */
  private static Snapshot look(long pid, int findings) throws Exception {
    Snapshot snapshot = RemoteWatch.look(pid);
    for (int i = 0; i < LOOKS && snapshot.findings().size() < findings; i++) {
      snapshot = RemoteWatch.look(pid);
    }
    return snapshot;
  }

  private static int line(String comment) throws IOException {
    List<String> lines = Files.readAllLines(SOURCE);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).endsWith("// " + comment)) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException(comment);
  }

  /** The finding in which a thread takes part. */
  private static Finding finding(Snapshot snapshot, FindingKind kind, String... names) {
    for (Finding each : snapshot.findings()) {
      if (each.kind() == kind && snapshot.namesOf(each).equals(List.of(names))) {
        return each;
      }
    }
    throw new AssertionError(
        "no %s of %s in%n%s".formatted(kind, List.of(names), snapshot.toText()));
  }

  private static void assertAt(Finding finding, String... comments) throws IOException {
    for (int i = 0; i < comments.length; i++) {
      Detail detail = finding.details().get(i);
      int line = line(comments[i]);
      // A frame of the interpreter that enters a monitor is said to be one instruction further.
      int last = comments[i].startsWith("enters") ? line + 1 : line;
      assertThat(detail.at())
          .as(detail.text())
          .anyMatch(
              frame ->
                  "Hangs.java".equals(frame.getFileName())
                      && frame.getLineNumber() >= line
                      && frame.getLineNumber() <= last);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual", "mixed"})
  void look_deadlocks_namesThreadsHoldersAndLines(String threads) throws Exception {
    assumeTrue(threads.equals("platform") || haveVirtualThreads(), "needs JDK 25");
    String hangs = "locks,monitors,monitorAndLock,upgrade,readers,join,heddleLocks";
    try (TargetJvm jvm = TargetJvm.hanging(hangs, threads)) {
      Snapshot seen = look(jvm.pid(), 8);

      Finding locks = finding(seen, FindingKind.DEADLOCK, "locks-lefty", "locks-righty");
      assertThat(locks.certainty()).isEqualTo(Certainty.CERTAIN);
      assertThat(locks.text()).isEqualTo("2 threads wait for each other.");
      assertThat(locks.details().get(0).text())
          .matches("waits for ReentrantLock@\\w+, held by locks-righty");
      assertAt(locks, "takes the second lock", "takes the second lock");

      Finding monitors = finding(seen, FindingKind.DEADLOCK, "monitors-lefty", "monitors-righty");
      assertThat(monitors.certainty()).isEqualTo(Certainty.CERTAIN);
      assertThat(monitors.details().get(1).text())
          .matches(
              "waits for monitor of Object@\\w+, held by monitors-lefty in"
                  + " hangs.Hangs.enter\\(Hangs.java:\\d+\\)");
      assertAt(monitors, "enters the second monitor", "enters the second monitor");

      Finding mixed =
          finding(
              seen,
              FindingKind.DEADLOCK,
              "monitorAndLock-monitor-first",
              "monitorAndLock-lock-first");
      assertThat(mixed.certainty()).isEqualTo(Certainty.CERTAIN);
      assertAt(mixed, "takes the lock", "enters the monitor");

      Finding upgrade = finding(seen, FindingKind.DEADLOCK, "upgrade-reader");
      assertThat(upgrade.certainty()).isEqualTo(Certainty.CERTAIN);
      assertThat(upgrade.text())
          .isEqualTo("upgrade-reader waits to write while it holds the same lock to read.");
      assertAt(upgrade, "wants to write, too");

      Finding readers = finding(seen, FindingKind.DEADLOCK, "readers-lefty", "readers-righty");
      assertThat(readers.details().get(0).text())
          .matches(
              "waits to write: ReentrantReadWriteLock@\\w+ \\(1 read hold\\), held by"
                  + " readers-righty to read");
      assertAt(readers, "wants to write", "wants to write");
      Finding dead = finding(seen, FindingKind.DEAD_OWNER, "readers-righty");
      assertThat(dead.text()).matches("readers-bystander holds \\S+ and has ended\\.");

      Finding join = finding(seen, FindingKind.DEADLOCK, "join-joiner-1", "join-joiner-2");
      assertThat(join.details().get(0).text()).isEqualTo("waits for the end of join-joiner-2");
      assertAt(join, "waits for its end", "waits for its end");

      Finding own =
          finding(
              seen,
              FindingKind.DEADLOCK,
              "heddleLocks-one",
              "heddleLocks-two",
              "heddleLocks-three");
      assertThat(own.details().stream().map(Detail::text))
          .containsExactly(
              "waits to write: RWLock \"prices\" (1 reader), held by heddleLocks-two to read",
              "waits for Guarded \"stock\", held by heddleLocks-three",
              "waits for RLock \"accounts\", held by heddleLocks-one");
      assertAt(own, "wants the prices", "wants the stock", "wants the accounts");
      assertThat(seen.hangs()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual", "mixed"})
  void look_waits_namesWhoWaitsAndWhatIsKnown(String threads) throws Exception {
    assumeTrue(threads.equals("platform") || haveVirtualThreads(), "needs JDK 25");
    String hangs =
        "semaphore,stamped,latch,condition,barrier,phaser,exchanger,completable,queue,heddleWaits";
    try (TargetJvm jvm = TargetJvm.hanging(hangs, threads)) {
      Snapshot seen = look(jvm.pid(), 12);

      Finding semaphore = finding(seen, FindingKind.WAIT, "semaphore-first", "semaphore-second");
      assertThat(semaphore.certainty()).isEqualTo(Certainty.PROBABLE);
      assertThat(semaphore.text())
          .matches(
              "2 threads wait for Semaphore@\\w+ \\(0 permits\\)\\. No other thread runs that"
                  + " could release it\\.");
      assertAt(semaphore, "wants a permit", "wants a permit");

      assertWait(seen, "latch-latched", "CountDownLatch@\\w+ \\(count 3\\)", "waits for the latch");
      assertWait(
          seen,
          "stamped-stamper",
          "StampedLock@\\w+ \\(written by a thread that the lock does not know\\)",
          "is not reentrant");
      assertWait(seen, "barrier-early", "CyclicBarrier@\\w+", "waits for the others");
      assertWait(
          seen,
          "phaser-early",
          "Phaser@\\w+ \\(phase 0: 2 of 3 parties still to arrive\\)",
          "waits for the phase");
      assertWait(seen, "exchanger-alone", "Exchanger@\\w+", "waits for a partner");
      assertWait(seen, "completable-joiner", "CompletableFuture@\\w+", "waits for the future");
      assertThat(finding(seen, FindingKind.WAIT, "heddleWaits-wants-permit").text())
          .isEqualTo("1 thread waits for BoundedSemaphore \"connections\" (0 permits).");
      assertThat(finding(seen, FindingKind.WAIT, "heddleWaits-wants-event").text())
          .isEqualTo("1 thread waits for Event \"ready\" (not set).");
      assertThat(finding(seen, FindingKind.WAIT, "heddleWaits-wants-barrier").text())
          .isEqualTo("1 thread waits for Barrier \"start\" (1 of 2 arrived).");
      assertThat(finding(seen, FindingKind.WAIT, "heddleWaits-wants-latch").text())
          .isEqualTo("1 thread waits for Latch \"loaded\" (count 2).");
      assertThat(finding(seen, FindingKind.WAIT, "heddleWaits-wants-lock").text())
          .isEqualTo(
              "1 thread waits for Lock \"plain\" (held; a Lock does not know by which thread).");
      assertThat(seen.toText())
          .containsPattern("Condition@\\w+ \\(of ReentrantLock@\\w+\\): condition-conditional")
          .contains("Condition \"not empty\" (of RLock \"queue\"): heddleWaits-wants-condition")
          .containsPattern("ArrayBlockingQueue@\\w+ \\(put\\): queue-producer")
          .containsPattern("SynchronousQueue@\\w+ \\(put\\): queue-giver");
    }
  }

  private static void assertWait(Snapshot seen, String thread, String what, String comment)
      throws IOException {
    Finding finding = finding(seen, FindingKind.WAIT, thread);
    assertThat(finding.certainty()).isEqualTo(Certainty.SUSPECTED);
    assertThat(finding.text()).matches("1 thread waits for " + what + "\\.");
    assertAt(finding, comment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual", "mixed"})
  void look_poolsAndLostHolders_namesThem(String threads) throws Exception {
    assumeTrue(threads.equals("platform") || haveVirtualThreads(), "needs JDK 25");
    String hangs = "pool,heddlePool,forkJoin,deadOwner,deadReader,noHolder,classes";
    try (TargetJvm jvm = TargetJvm.hanging(hangs, threads, OPEN)) {
      Snapshot seen = look(jvm.pid(), 7);

      Finding pool = finding(seen, FindingKind.POOL_STARVATION, "pool-worker", "pool-worker");
      assertThat(pool.certainty()).isEqualTo(Certainty.CERTAIN);
      assertThat(pool.text())
          .matches(
              "All 2 workers of ThreadPoolExecutor@\\w+ wait for tasks, and 2 tasks stand in its"
                  + " queue\\. Each waits for one of these\\.");
      Finding own = finding(seen, FindingKind.POOL_STARVATION, "reports_0", "reports_1");
      assertThat(own.certainty()).isEqualTo(Certainty.CERTAIN);
      assertThat(own.text()).startsWith("All 2 workers of ThreadPool \"reports\" wait for tasks");
      Finding forkJoin =
          seen.findings().stream()
              .filter(each -> each.text().contains("ForkJoinPool"))
              .findFirst()
              .orElseThrow();
      assertThat(forkJoin.kind()).isEqualTo(FindingKind.POOL_STARVATION);
      assertThat(forkJoin.certainty()).isEqualTo(Certainty.PROBABLE);
      assertAt(forkJoin, "waits for a task in its own pool", "waits for a task in its own pool");

      Finding dead = finding(seen, FindingKind.DEAD_OWNER, "deadOwner-heir");
      assertThat(dead.certainty()).isEqualTo(Certainty.CERTAIN);
      assertThat(dead.text())
          .matches("deadOwner-departed holds ReentrantLock@\\w+ and has ended\\.");
      assertAt(dead, "waits for a dead owner");
      Finding reader = finding(seen, FindingKind.DEAD_OWNER, "deadReader-writer");
      assertThat(reader.certainty()).isEqualTo(Certainty.PROBABLE);
      Finding lost = finding(seen, FindingKind.NO_HOLDER, "noHolder-forgotten");
      assertThat(lost.certainty()).isEqualTo(Certainty.PROBABLE);
      Finding classes = finding(seen, FindingKind.DEADLOCK, "classes-egg", "classes-hen");
      assertThat(classes.details().get(0).text())
          .startsWith(
              "waits for initialisation of hangs.Hangs$Hen, held by classes-hen in"
                  + " hangs.Hangs$Hen.<clinit>(Hangs.java:");
    }
  }

  @Test
  void look_allCarriersPinned_namesThePinnedThreads() throws Exception {
    assumeTrue(haveVirtualThreads(), "needs JDK 25");
    try (TargetJvm jvm =
        TargetJvm.hanging(
            "pinned",
            "virtual",
            "-Djdk.virtualThreadScheduler.parallelism=2",
            "-Djdk.virtualThreadScheduler.maxPoolSize=2")) {
      Snapshot seen = look(jvm.pid(), 1);

      Finding pinned =
          finding(seen, FindingKind.CARRIERS_PINNED, "pinned-pinned-1", "pinned-pinned-2");
      assertThat(pinned.certainty()).isEqualTo(Certainty.CERTAIN);
      assertAt(pinned, "waits below a native frame", "waits below a native frame");
    }
  }

  @Test
  void look_idleService_saysThatNothingHangs() throws Exception {
    try (TargetJvm jvm = TargetJvm.hanging("nothing", "platform")) {
      Snapshot seen = RemoteWatch.look(jvm.pid());

      assertThat(seen.hangs()).isFalse();
      assertThat(seen.findings()).isEmpty();
      assertThat(seen.limits()).isEmpty();
      assertThat(seen.toText()).contains("hangs.Hangs, JDK").contains("\nNothing hangs.\n");
    }
  }
}
