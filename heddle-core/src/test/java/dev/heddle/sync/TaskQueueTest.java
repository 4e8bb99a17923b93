package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(ThreadKind.class)
class TaskQueueTest {
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  @Parameter ThreadKind kind;

  private final TaskQueue<String> files = TaskQueue.fifo("files");
  private final TaskQueue<String> two = TaskQueue.fifo(2, "two");

  private ThreadFactory threads() {
    return kind.factory();
  }

  private static <T> List<T> drain(TaskQueue<T> queue) {
    List<T> all = new ArrayList<>();
    for (T item = queue.tryGet(); item != null; item = queue.tryGet()) {
      all.add(item);
    }
    return all;
  }

  private void fill() {
    assertThat(two.tryPut("a")).isTrue();
    assertThat(two.tryPut("b")).isTrue();
  }

  @Test
  void fifo_items_comeOutInTheOrderTheyWentIn() throws Exception {
    for (TaskQueue<Integer> queue :
        List.of(
            TaskQueue.<Integer>fifo(),
            TaskQueue.<Integer>fifo("n"),
            TaskQueue.<Integer>fifo(3),
            TaskQueue.<Integer>fifo(3, "n"))) {
      queue.put(2);
      queue.put(3);
      queue.put(1);
      assertThat(drain(queue)).containsExactly(2, 3, 1);
    }
  }

  @Test
  void lifo_items_comeOutInTheOppositeOrder() throws Exception {
    for (TaskQueue<Integer> queue :
        List.of(
            TaskQueue.<Integer>lifo(),
            TaskQueue.<Integer>lifo("n"),
            TaskQueue.<Integer>lifo(3),
            TaskQueue.<Integer>lifo(3, "n"))) {
      queue.put(2);
      queue.put(3);
      queue.put(1);
      assertThat(drain(queue)).containsExactly(1, 3, 2);
    }
  }

  @Test
  void priority_items_comeOutFromTheSmallest() throws Exception {
    Comparator<Integer> order = Comparator.naturalOrder();
    for (TaskQueue<Integer> queue :
        List.of(
            TaskQueue.priority(order),
            TaskQueue.priority(order, "n"),
            TaskQueue.priority(3, order),
            TaskQueue.priority(3, order, "n"))) {
      queue.put(2);
      queue.put(3);
      queue.put(1);
      assertThat(drain(queue)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void capacity_lessThanOne_throws() {
    assertThatThrownBy(() -> TaskQueue.fifo(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "this TaskQueue cannot have room for 0 items: for one without bound, leave the number"
                + " out");
    assertThatThrownBy(() -> TaskQueue.lifo(-1, "files"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("TaskQueue \"files\" cannot have room for -1 items");
    assertThatThrownBy(() -> TaskQueue.priority(0, Comparator.<String>naturalOrder()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(two.capacity()).isEqualTo(2);
    assertThat(files.capacity()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void put_null_throwsAndChangesNothing() {
    assertThatThrownBy(() -> files.put(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> files.tryPut(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("item is null");
    assertThatThrownBy(() -> files.tryPut(null, Duration.ZERO))
        .isInstanceOf(NullPointerException.class);
    assertThat(files.isEmpty()).isTrue();
  }

  @Test
  void nullArguments_throw() {
    assertThatThrownBy(() -> TaskQueue.fifo((String) null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> TaskQueue.priority(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> files.tryGet(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> files.join(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void put_full_waitsForAGet() throws Exception {
    fill();
    Worker<Void> putter = Worker.run(threads(), () -> two.put("c"));

    putter.parkedForEver();
    assertThat(two.isFull()).isTrue();
    assertThat(two.get()).isEqualTo("a");

    putter.result();
    assertThat(drain(two)).containsExactly("b", "c");
  }

  @Test
  void tryPut_full_answersFalse() throws Exception {
    fill();

    assertThat(two.tryPut("c")).isFalse();
    assertThat(two.tryPut("c", Duration.ZERO)).isFalse();
    assertThat(two.tryPut("c", Duration.ofSeconds(-1))).isFalse();
    assertThat(two.tryPut("c", Duration.ofMillis(1))).isFalse();
    assertThat(two.size()).isEqualTo(2);
  }

  @Test
  void tryPutTimed_roomInTime_putsIn() throws Exception {
    fill();
    Worker<Boolean> timed = Worker.start(threads(), () -> two.tryPut("c", Worker.PATIENCE));
    timed.parked();
    Worker<Boolean> forEver = Worker.start(threads(), () -> two.tryPut("d", FOREVER));
    forEver.parkedForEver();

    two.get();
    assertThat(timed.result()).isTrue();
    two.get();
    assertThat(forEver.result()).isTrue();
    assertThat(drain(two)).containsExactly("c", "d");
  }

  @Test
  void get_empty_waitsForAPut() throws Exception {
    Worker<String> getter = Worker.start(threads(), files::get);

    getter.parkedForEver();
    files.put("a");

    assertThat(getter.result()).isEqualTo("a");
  }

  @Test
  void tryGet_empty_answersNull() throws Exception {
    assertThat(files.tryGet()).isNull();
    assertThat(files.tryGet(Duration.ZERO)).isNull();
    assertThat(files.tryGet(Duration.ofSeconds(-1))).isNull();
    long before = System.nanoTime();
    assertThat(files.tryGet(Duration.ofMillis(20))).isNull();
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void tryGetTimed_itemInTime_takesItOut() throws Exception {
    Worker<String> timed = Worker.start(threads(), () -> files.tryGet(Worker.PATIENCE));
    timed.parked();
    Worker<String> forEver = Worker.start(threads(), () -> files.tryGet(FOREVER));
    forEver.parkedForEver();

    files.put("a");
    files.put("b");

    assertThat(List.of(timed.result(), forEver.result())).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void waits_interrupted_throwAndChangeNothing() throws Exception {
    fill();
    Worker<Void> putter = Worker.run(threads(), () -> two.put("c"));
    Worker<String> getter = Worker.start(threads(), files::get);
    Worker<Boolean> timed = Worker.start(threads(), () -> two.tryPut("c", Worker.PATIENCE));
    Worker<Void> joiner = Worker.run(threads(), two::join);

    for (Worker<?> worker : List.of(putter, getter, timed, joiner)) {
      worker.parked().interrupt();
      assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    }
    assertThat(two.shutdownNow()).containsExactly("a", "b");
    files.put("x");
    assertThat(files.get()).isEqualTo("x");
  }

  @Test
  void calls_interruptedBefore_throwAtOnce() throws Exception {
    files.put("a");
    for (Worker.Body call :
        List.<Worker.Body>of(
            () -> files.put("b"),
            () -> files.tryPut("b", Duration.ZERO),
            files::get,
            () -> files.tryGet(Duration.ZERO),
            files::join,
            () -> files.join(Duration.ZERO))) {
      Worker<Void> worker =
          Worker.run(
              threads(),
              () -> {
                Thread.currentThread().interrupt();
                call.run();
              });
      assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    }
    assertThat(drain(files)).containsExactly("a");
  }

  @Test
  void join_unfinishedItems_waitsUntilAllAreDone() throws Exception {
    files.put("a");
    files.put("b");
    Worker<Void> joiner = Worker.run(threads(), files::join);
    Worker<Boolean> timed = Worker.start(threads(), () -> files.join(Worker.PATIENCE));

    files.get();
    files.taskDone();
    files.get();
    joiner.parkedForEver();
    timed.parked();
    assertThat(files.join(Duration.ofMillis(1))).isFalse();
    assertThat(files.unfinishedCount()).isEqualTo(1);
    files.taskDone();

    joiner.result();
    assertThat(timed.result()).isTrue();
    assertThat(files.join(Duration.ZERO)).isTrue();
  }

  @Test
  void taskDone_forMoreThanWasGot_throwsAndChangesNothing() throws Exception {
    files.put("a");

    assertThatThrownBy(files::taskDone)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "no task of TaskQueue \"files\" is left to be done: each item that was got is done"
                + " already");
    assertThat(files.unfinishedCount()).isEqualTo(1);
    files.get();
    files.taskDone();
    assertThatThrownBy(files::taskDone).isInstanceOf(IllegalStateException.class);
    assertThat(files.unfinishedCount()).isZero();
  }

  @Test
  void shutdown_itemsLeft_canBeGot() throws Exception {
    fill();
    two.shutdown();
    two.shutdown();

    assertThat(two.isShutDown()).isTrue();
    assertThatThrownBy(() -> two.put("c"))
        .isInstanceOf(QueueShutDownException.class)
        .hasMessage("cannot put into TaskQueue \"two\": it was shut down");
    assertThatThrownBy(() -> two.tryPut("c")).isInstanceOf(QueueShutDownException.class);
    assertThat(two.get()).isEqualTo("a");
    assertThat(two.tryGet()).isEqualTo("b");
    assertThatThrownBy(two::get)
        .isInstanceOf(QueueShutDownException.class)
        .hasMessage("cannot get from TaskQueue \"two\": it was shut down and is empty");
    assertThatThrownBy(two::tryGet).isInstanceOf(QueueShutDownException.class);
    assertThatThrownBy(() -> two.tryGet(Duration.ZERO)).isInstanceOf(QueueShutDownException.class);
    assertThat(two.join(Duration.ZERO)).isFalse();
  }

  @Test
  void shutdown_waitingThreads_areToldAtOnce() throws Exception {
    fill();
    List<Worker<?>> waiting =
        List.of(
            Worker.run(threads(), () -> two.put("c")),
            Worker.start(threads(), () -> two.tryPut("d", Worker.PATIENCE)),
            Worker.start(threads(), files::get),
            Worker.start(threads(), () -> files.tryGet(Worker.PATIENCE)));
    waiting.forEach(Worker::parked);

    two.shutdown();
    files.shutdown();

    for (Worker<?> worker : waiting) {
      assertThat(worker.failure()).isInstanceOf(QueueShutDownException.class);
    }
    assertThat(drainShutDown(two)).containsExactly("a", "b");
  }

  private static <T> List<T> drainShutDown(TaskQueue<T> queue) {
    List<T> all = new ArrayList<>();
    queue.untilShutDown().forEach(all::add);
    return all;
  }

  @Test
  void shutdownNow_itemsLeft_areReturnedAndFinished() throws Exception {
    fill();
    Worker<Void> joiner = Worker.run(threads(), two::join);
    joiner.parkedForEver();
    two.get();
    two.shutdown();

    assertThat(two.shutdownNow()).containsExactly("b");

    // What was got is unfinished until it is done.
    joiner.parkedForEver();
    assertThat(two.unfinishedCount()).isEqualTo(1);
    assertThatThrownBy(two::get).isInstanceOf(QueueShutDownException.class);
    two.taskDone();
    joiner.result();
    assertThat(two.shutdownNow()).isEmpty();
  }

  @Test
  void shutdownNow_nothingInWork_letsJoinersGo() throws Exception {
    fill();
    Worker<Void> joiner = Worker.run(threads(), two::join);
    joiner.parkedForEver();

    two.shutdownNow();

    joiner.result();
  }

  @Test
  void shutdownNow_items_areInTheOrderOfTheQueue() throws Exception {
    TaskQueue<Integer> lifo = TaskQueue.lifo();
    TaskQueue<Integer> priority = TaskQueue.priority(Comparator.naturalOrder());
    for (int i : new int[] {5, 3, 8, 1}) {
      lifo.put(i);
      priority.put(i);
    }

    assertThat(lifo.shutdownNow()).containsExactly(1, 8, 3, 5);
    assertThat(priority.shutdownNow()).containsExactly(1, 3, 5, 8);
    assertThat(priority.isEmpty()).isTrue();
  }

  @Test
  void untilShutDown_loop_endsAfterTheLastItem() throws Exception {
    Worker<List<String>> worker =
        Worker.start(
            threads(),
            () -> {
              List<String> all = new ArrayList<>();
              for (String file : files.untilShutDown()) {
                all.add(file);
                files.taskDone();
              }
              return all;
            });

    files.put("a");
    worker.parkedForEver();
    files.put("b");
    files.shutdown();

    assertThat(worker.result()).containsExactly("a", "b");
    assertThat(files.unfinishedCount()).isZero();
  }

  @Test
  void untilShutDown_interrupted_waitsOnAndKeepsTheInterrupt() throws Exception {
    Worker<Boolean> worker =
        Worker.start(
            threads(),
            () -> {
              files.untilShutDown().iterator().hasNext();
              return Thread.interrupted();
            });

    worker.parkedForEver().interrupt().parkedForEver();
    files.put("a");

    assertThat(worker.result()).isTrue();
  }

  @Test
  void untilShutDown_iterator_takesOneItemOutForEach() throws Exception {
    fill();
    two.shutdown();
    Iterator<String> items = two.untilShutDown().iterator();

    assertThat(items.hasNext()).isTrue();
    assertThat(items.hasNext()).isTrue();
    assertThat(two.size()).isEqualTo(1);
    assertThat(items.next()).isEqualTo("a");
    assertThat(items.next()).isEqualTo("b");
    assertThat(items.hasNext()).isFalse();
    assertThatThrownBy(items::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("TaskQueue \"two\" was shut down and is empty");
  }

  @Test
  void comparator_throwsInPut_changesNothingAndLetsTheNextPutterIn() throws Exception {
    TaskQueue<Integer> one =
        TaskQueue.priority(
            2,
            (a, b) -> {
              if (a < 0 || b < 0) {
                throw new IllegalArgumentException("negative");
              }
              return a - b;
            });
    one.put(1);
    one.put(2);
    Worker<Void> bad = Worker.run(threads(), () -> one.put(-1));
    bad.parkedForEver();
    Worker<Void> good = Worker.run(threads(), () -> one.put(3));
    good.parkedForEver();

    assertThat(one.get()).isEqualTo(1);

    assertThat(bad.failure()).hasMessage("negative");
    good.result();
    assertThat(drain(one)).containsExactly(2, 3);
  }

  @Test
  void comparator_throwsInGet_changesNothing() throws Exception {
    AtomicReference<String> broken = new AtomicReference<>("");
    TaskQueue<String> queue =
        TaskQueue.priority(
            (a, b) -> {
              if (a.equals(broken.get()) || b.equals(broken.get())) {
                throw new IllegalArgumentException("broken");
              }
              return a.compareTo(b);
            });
    for (String item : List.of("c", "a", "d", "b")) {
      queue.put(item);
    }
    broken.set("c");

    assertThatThrownBy(queue::get).hasMessage("broken");
    assertThatThrownBy(queue::shutdownNow).hasMessage("broken");

    assertThat(queue.isShutDown()).isFalse();
    broken.set("");
    assertThat(drain(queue)).containsExactly("a", "b", "c", "d");
  }

  @Test
  void comparator_usesItsOwnQueue_throwsAndChangesNothing() throws Exception {
    AtomicReference<Worker.Body> use = new AtomicReference<>(() -> {});
    TaskQueue<String> queue =
        TaskQueue.priority(
            (a, b) -> {
              try {
                use.get().run();
              } catch (RuntimeException e) {
                throw e;
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              return a.compareTo(b);
            },
            "own");
    queue.put("a");
    for (Worker.Body body :
        List.<Worker.Body>of(
            () -> queue.put("x"),
            () -> queue.tryPut("x"),
            queue::get,
            queue::tryGet,
            () -> queue.untilShutDown().iterator().next(),
            queue::join,
            queue::shutdown,
            queue::shutdownNow)) {
      use.set(body);
      assertThatThrownBy(() -> queue.put("b"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("cannot use TaskQueue \"own\" from its own comparator");
    }
    use.set(() -> {});
    queue.put("b");
    assertThat(drain(queue)).containsExactly("a", "b");
  }

  @Test
  void toString_tellsNameAndState() throws Exception {
    two.put("a");
    two.put("b");
    two.get();
    files.put("a");

    assertThat(two).hasToString("TaskQueue \"two\" [1 of 2 items, 2 unfinished]");
    assertThat(files).hasToString("TaskQueue \"files\" [1 item, 1 unfinished]");
    two.shutdown();
    assertThat(two).hasToString("TaskQueue \"two\" [1 of 2 items, 2 unfinished, shut down]");
    assertThat(TaskQueue.lifo()).hasToString("TaskQueue [0 items, 0 unfinished]");
  }
}
