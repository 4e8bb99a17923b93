package dev.heddle.benchmarks;

import dev.heddle.benchmarks.Comparison.Row;
import dev.heddle.benchmarks.HoldBenchmark.InlinedBody;
import dev.heddle.benchmarks.HoldBenchmark.Kind;
import dev.heddle.benchmarks.HoldBenchmark.OpaqueBody;
import dev.heddle.benchmarks.HoldBenchmark.Profile;
import dev.heddle.benchmarks.HoldBenchmark.ThrowingBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All there is to compare. The JDK's benchmark, or the form written out, is the first of a kind.
 */
final class Comparisons {
  private Comparisons() {}

  static List<Comparison> all() {
    List<Comparison> all = new ArrayList<>(primitives());
    all.addAll(guarded());
    all.addAll(fairAndReadWrite());
    for (Profile profile : Profile.values()) {
      for (Kind kind : List.of(Kind.LOCK, Kind.RLOCK, Kind.SEMAPHORE)) {
        all.add(holds(kind, profile));
      }
    }
    all.add(shortHolds(Profile.OWN));
    all.add(shortHolds(Profile.LIBRARY));
    all.add(virtualThreads("free"));
    all.add(virtualThreads("held"));
    all.addAll(queues());
    all.add(
        Comparison.of(
            "pool-one",
            PoolBenchmark.class,
            "fixedThreadPool",
            "threadPool",
            "threadPoolAsExecutor"));
    all.add(
        Comparison.of("pool-many", PoolBenchmark.class, "fixedThreadPoolMany", "threadPoolMany"));
    return all;
  }

  private static List<Comparison> primitives() {
    Class<?> uncontended = UncontendedBenchmark.class;
    Class<?> contended = ContendedBenchmark.class;
    String[] locks = {"reentrantLock", "lock", "rLock"};
    String[] semaphores = {"javaSemaphore", "semaphore", "boundedSemaphore"};
    return List.of(
        Comparison.of("uncontended-lock", uncontended, locks),
        Comparison.of("uncontended-semaphore", uncontended, semaphores),
        Comparison.of("contended-lock", contended, locks),
        Comparison.of("contended-semaphore", contended, semaphores),
        Comparison.of("barrier", BarrierBenchmark.class, "cyclicBarrier", "barrier"),
        Comparison.of("condition", ConditionBenchmark.class, "reentrantLock", "rLock", "lock"),
        Comparison.of("event-hand-over", EventHandOverBenchmark.class, "countDownLatch", "event"),
        Comparison.of(
                "event-is-set",
                EventReadBenchmark.class,
                "latchIsZero",
                "volatileBoolean",
                "eventIsSet")
            .withoutAllocation(),
        Comparison.of("event-await-set", EventReadBenchmark.class, "latchAwait", "eventAwait")
            .withoutAllocation());
  }

  private static List<Comparison> guarded() {
    Class<?> guarded = GuardedBenchmark.class;
    return List.of(
        Comparison.of("guarded-with-lock", guarded, "change", "withLock"),
        Comparison.of("guarded-read", guarded, "read", "guardedRead"),
        Comparison.of("guarded-update", guarded, "replace", "update"));
  }

  private static List<Comparison> fairAndReadWrite() {
    Class<?> readWrite = ReadWriteBenchmark.class;
    return List.of(
        Comparison.of(
            "fair-lock", FairBenchmark.class, "fairReentrantLock", "fairLock", "fairRLock"),
        Comparison.of("rw-read", readWrite, "javaRead", "read"),
        Comparison.of("rw-write", readWrite, "javaWrite", "write"),
        Comparison.of(
            "rw-together", readWrite, "javaReadTogether", "readTogether", "rLockTogether"));
  }

  private static Comparison holds(Kind kind, Profile profile) {
    return Comparison.of(
        "hold-%s-%s".formatted(kind, profile).toLowerCase(Locale.ROOT),
        Map.of("kind", kind.name(), "profile", profile.name()),
        bodies(profile).flatMap(body -> forms(body).stream()).toList());
  }

  /** The forms that are used most, for those who have less time. */
  private static Comparison shortHolds(Profile profile) {
    return Comparison.of(
        "short-hold-%s".formatted(profile).toLowerCase(Locale.ROOT),
        Map.of("kind", Kind.LOCK.name(), "profile", profile.name()),
        Row.of(OpaqueBody.class, "", "acquire", "hold", "run", "call"));
  }

  /** The more has been used before, the less a body matters that the compiler sees through. */
  private static Stream<Class<?>> bodies(Profile profile) {
    return switch (profile) {
      case OWN -> Stream.of(InlinedBody.class, OpaqueBody.class, ThrowingBody.class);
      case LIBRARY -> Stream.of(OpaqueBody.class, ThrowingBody.class);
      case CALLER -> Stream.of(ThrowingBody.class);
    };
  }

  private static List<Row> forms(Class<?> body) {
    String suffix = " (" + body.getSimpleName() + ")";
    List<Row> rows = new ArrayList<>();
    rows.addAll(Row.of(body, suffix, "acquire", "hold", "run", "call"));
    rows.addAll(Row.of(body, suffix, "acquireInterruptibly", "holdInterruptibly"));
    rows.addAll(Row.of(body, suffix, "tryAcquire", "tryHold"));
    rows.addAll(Row.of(body, suffix, "tryAcquireTaken", "tryHoldTaken"));
    rows.addAll(Row.of(body, suffix, "tryAcquireEither", "tryHoldEither"));
    rows.addAll(Row.of(body, suffix, "tryAcquireWithin", "tryHoldWithin"));
    return rows;
  }

  private static Comparison virtualThreads(String atStart) {
    return Comparison.of(
            "virtual-threads-" + atStart,
            VirtualThreadBenchmark.class,
            "reentrantLock",
            "lock",
            "rLock")
        .withParameters(Map.of("atStart", atStart))
        .fromJdk(21);
  }

  /** Each queue beside the JDK's that does the same. */
  private static List<Comparison> queues() {
    List<Comparison> all = new ArrayList<>();
    for (Class<?> type : List.of(QueueBenchmark.Alone.class, QueueBenchmark.Contended.class)) {
      String name = "queue-%s-".formatted(type.getSimpleName()).toLowerCase(Locale.ROOT);
      all.addAll(
          List.of(
              Comparison.of(name + "array", type, "arrayBlockingQueue", "boundedFifo"),
              Comparison.of(
                  name + "bounded",
                  type,
                  "boundedLinkedBlockingQueue",
                  "boundedFifo",
                  "boundedLifo"),
              Comparison.of(
                  name + "unbounded",
                  type,
                  "linkedBlockingQueue",
                  "fifo",
                  "fifoAndTaskDone",
                  "simpleQueue"),
              Comparison.of(name + "priority", type, "priorityBlockingQueue", "priority")));
    }
    Class<?> one = QueueTransferBenchmark.OneToOne.class;
    Class<?> two = QueueTransferBenchmark.TwoToTwo.class;
    all.add(Comparison.of("queue-one-to-one-array", one, "arrayBlockingQueue", "taskQueue"));
    all.add(Comparison.of("queue-one-to-one-linked", one, "linkedBlockingQueue", "taskQueue"));
    all.add(Comparison.of("queue-two-to-two-array", two, "arrayBlockingQueue", "taskQueue"));
    all.add(Comparison.of("queue-two-to-two-linked", two, "linkedBlockingQueue", "taskQueue"));
    return all;
  }
}
