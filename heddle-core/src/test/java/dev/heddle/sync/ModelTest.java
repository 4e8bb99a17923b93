package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations of several threads, on a primitive and on its {@link Model}. One operation is
 * begun after the other; before the next, all that should have ended by then has ended with the
 * result that the model gives, and all others are parked.
 *
 * <p>A sequence that fails is made as short as it can be, and shown with its seed. To repeat a run,
 * set the system property {@code heddle.seed} to the seed; {@code heddle.sequences} is how many
 * sequences there are for each primitive.
 */
@ParameterizedClass
@EnumSource(ThreadKind.class)
class ModelTest {
  private static final int THREADS = 4;
  private static final int LENGTH = 40;
  private static final int SEQUENCES = Integer.getInteger("heddle.sequences", 60);
  private static final long SEED = Long.getLong("heddle.seed", 20_261_121);

  @Parameter ThreadKind kind;

  /** One operation of one thread, or its interrupt. */
  private record Step(int thread, String operation) {
    @Override
    public String toString() {
      return "thread " + thread + ": " + operation;
    }
  }

  @Test
  void lock_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> Models.Permits.ofLock(new Lock()));
  }

  @Test
  void rlock_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> new Models.Reentrant(new RLock()));
  }

  @Test
  void semaphore_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> Models.Permits.ofSemaphore(2));
  }

  @Test
  void boundedSemaphore_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> Models.Permits.ofBoundedSemaphore(2));
  }

  @Test
  void event_randomOperations_agreesWithTheModel() throws Exception {
    check(Models.Flag::new);
  }

  @Test
  void conditionOverALock_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> new Models.Signals(new Lock()));
  }

  @Test
  void conditionOverAnRLock_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> new Models.Signals(new RLock()));
  }

  @Test
  void barrier_randomOperations_agreesWithTheModel() throws Exception {
    check(Models.Meeting::new);
  }

  @Test
  void fairLock_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> Models.Permits.ofLock(Lock.fair()));
  }

  @Test
  void fairRLock_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> new Models.Reentrant(RLock.fair()));
  }

  @Test
  void semaphore_randomNumbersOfPermits_agreesWithTheModel() throws Exception {
    check(() -> new LockModels.Weighted(new Semaphore(3)));
  }

  @Test
  void fairSemaphore_randomNumbersOfPermits_agreesWithTheModel() throws Exception {
    check(() -> new LockModels.Weighted(Semaphore.fair(3)));
  }

  @Test
  void rwLock_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> new LockModels.ReadWrite(new RWLock()));
  }

  @Test
  void fairRWLock_randomOperations_agreesWithTheModel() throws Exception {
    check(() -> new LockModels.ReadWrite(RWLock.fair()));
  }

  @Test
  void local_randomOperations_agreesWithTheModel() throws Exception {
    check(ValueModels.Numbers::new);
  }

  @Test
  void guarded_randomOperations_agreesWithTheModel() throws Exception {
    check(ValueModels.Number::new);
  }

  @Test
  void latch_randomOperations_agreesWithTheModel() throws Exception {
    check(ValueModels.Countdown::new);
  }

  @Test
  void check_wrongPrimitive_isFoundAndMadeShort() {
    assertThat(kind.factory()).isNotNull();
    assertThatThrownBy(() -> check(Models.Permits::ofUnboundedTakenForBounded))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed " + SEED)
        .satisfies(
            e ->
                assertThat(e.getMessage().lines().filter(line -> line.contains("thread ")))
                    .as(e.getMessage())
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("release"));
  }

  @Test
  void fifoQueue_randomOperations_agreesWithTheModel() throws Exception {
    check(QueueModels.Tasks::fifo);
  }

  @Test
  void lifoQueue_randomOperations_agreesWithTheModel() throws Exception {
    check(QueueModels.Tasks::lifo);
  }

  @Test
  void priorityQueue_randomOperations_agreesWithTheModel() throws Exception {
    check(QueueModels.Tasks::priority);
  }

  @Test
  void simpleQueue_randomOperations_agreesWithTheModel() throws Exception {
    check(QueueModels.Simple::new);
  }

  private void check(Supplier<Model> models) throws Exception {
    for (int i = 0; i < SEQUENCES; i++) {
      long seed = SEED + i;
      List<Step> steps = randomSteps(seed, models.get());
      String difference = run(models.get(), steps);
      if (difference != null) {
        throw new AssertionError(report(models, shorten(models, steps), seed));
      }
    }
  }

  private String report(Supplier<Model> models, List<Step> steps, long seed) throws Exception {
    StringBuilder text = new StringBuilder("with seed " + seed + ", made as short as possible:\n");
    steps.forEach(step -> text.append("  ").append(step).append('\n'));
    return text.append(run(models.get(), steps)).toString();
  }

  private static List<Step> randomSteps(long seed, Model model) {
    RandomGenerator random = new SplittableRandom(seed);
    List<String> operations = new ArrayList<>(model.operations());
    operations.add(Model.INTERRUPT);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < LENGTH; i++) {
      steps.add(
          new Step(random.nextInt(THREADS), operations.get(random.nextInt(operations.size()))));
    }
    return steps;
  }

  /** Leaves out steps as long as the rest still fails. */
  private List<Step> shorten(Supplier<Model> models, List<Step> failing) throws Exception {
    List<Step> shortest = failing;
    for (int size = failing.size() / 2; size > 0; size /= 2) {
      int from = 0;
      while (from < shortest.size()) {
        List<Step> candidate = new ArrayList<>(shortest);
        candidate.subList(from, Math.min(from + size, candidate.size())).clear();
        if (run(models.get(), candidate) != null) {
          shortest = candidate;
        } else {
          from += size;
        }
      }
    }
    return shortest;
  }

  /**
   * Runs the steps that are possible: a thread in the midst of an operation can only be
   * interrupted.
   *
   * @return how the primitive differs from the model, or null
   */
  private @Nullable String run(Model model, List<Step> steps) throws Exception {
    List<Actor> actors = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      actors.add(new Actor(kind.factory()));
    }
    try {
      Set<Integer> busy = new TreeSet<>();
      for (Step step : steps) {
        boolean isInterrupt = step.operation().equals(Model.INTERRUPT);
        if (busy.contains(step.thread()) != isInterrupt
            || !model.isDetermined(step.thread(), step.operation())) {
          continue;
        }
        Map<Integer, Object> expected = model.step(step.thread(), step.operation());
        if (isInterrupt) {
          actors.get(step.thread()).interrupt();
        } else {
          actors.get(step.thread()).begin(() -> perform(model, step.operation()));
          busy.add(step.thread());
        }
        busy.removeAll(expected.keySet());
        String difference = compare(expected, busy, actors);
        awaitSettled(model);
        if (difference != null) {
          return "after %s, %s".formatted(step, difference);
        }
      }
      return null;
    } finally {
      letGo(model, actors);
    }
  }

  private static void awaitSettled(Model model) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (!model.isSettled() && System.nanoTime() < deadline) {
      Thread.yield();
    }
  }

  private static Object perform(Model model, String operation) throws Exception {
    Object result;
    try {
      result = model.perform(operation);
    } catch (InterruptedException | RuntimeException e) {
      result = Model.thrown(e.getClass());
    }
    return Thread.interrupted() ? result + " and interrupted" : result;
  }

  private static @Nullable String compare(
      Map<Integer, Object> expected, Set<Integer> busy, List<Actor> actors) throws Exception {
    for (Map.Entry<Integer, Object> end : expected.entrySet()) {
      Object result = actors.get(end.getKey()).result();
      if (!end.getValue().equals(result)) {
        return "thread %d should end with %s, and %s"
            .formatted(
                end.getKey(), end.getValue(), result == null ? "waits" : "ended with " + result);
      }
    }
    for (int thread : busy) {
      if (!actors.get(thread).waits()) {
        return "thread %d should wait, and ended with %s"
            .formatted(thread, actors.get(thread).result());
      }
    }
    return null;
  }

  private static String stuck(List<Actor> actors) {
    return actors.stream()
        .filter(actor -> !actor.isIdle())
        .map(Actor::toString)
        .collect(Collectors.joining("\n"));
  }

  /** Brings all operations to their ends, by whatever lets threads go on. */
  private static void letGo(Model model, List<Actor> actors) throws Exception {
    actors.stream().filter(actor -> !actor.isIdle()).forEach(Actor::interrupt);
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (!actors.stream().allMatch(Actor::isIdle)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "the threads cannot be let go of %s: %s".formatted(model, stuck(actors)));
      }
      for (String operation : model.letsOthersGo()) {
        perform(model, operation);
        for (Actor actor : actors) {
          if (actor.isIdle()) {
            actor.begin(() -> perform(model, operation));
            actor.result();
          }
        }
      }
    }
    actors.forEach(Actor::dismiss);
  }
}
