package dev.heddle.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The models of the queues. */
final class QueueModels {
  private static final Duration LONG = Duration.ofHours(1);

  private QueueModels() {}

  /** What comes out next. */
  private enum Order {
    FIFO,
    LIFO,
    PRIORITY
  }

  /** A bounded queue with tasks and a shutdown. */
  static final class Tasks extends Model {
    private static final int CAPACITY = 2;

    private final TaskQueue<Integer> real;
    private final Order order;
    private final AtomicInteger realPuts = new AtomicInteger();

    private int puts;
    private final List<Integer> items = new ArrayList<>();
    private int inWork;
    private boolean shutDown;

    private record Put(Waiting waiting, int item) {}

    private final Deque<Put> putters = new ArrayDeque<>();
    private final Deque<Waiting> getters = new ArrayDeque<>();
    private final Deque<Waiting> joiners = new ArrayDeque<>();

    private Tasks(TaskQueue<Integer> real, Order order) {
      this.real = real;
      this.order = order;
    }

    static Tasks fifo() {
      return new Tasks(TaskQueue.fifo(CAPACITY), Order.FIFO);
    }

    static Tasks lifo() {
      return new Tasks(TaskQueue.lifo(CAPACITY), Order.LIFO);
    }

    static Tasks priority() {
      return new Tasks(TaskQueue.priority(CAPACITY, Comparator.naturalOrder()), Order.PRIORITY);
    }

    /** Items are not all in the order of their numbers, so that a priority is something else. */
    private static int item(int number) {
      return number * 7 % 10;
    }

    @Override
    List<String> operations() {
      return List.of(
          "put",
          "put",
          "put",
          "put(1 h)",
          "tryPut",
          "tryPut(0)",
          "get",
          "get",
          "get(1 h)",
          "getUninterruptibly",
          "tryGet",
          "tryGet(0)",
          "taskDone",
          "taskDone",
          "join",
          "join(1 h)",
          "join(0)",
          "shutdown",
          "shutdownNow",
          "state");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("shutdownNow", "taskDone");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "put" -> real.put(item(realPuts.incrementAndGet()));
        case "put(1 h)" -> {
          return real.tryPut(item(realPuts.incrementAndGet()), LONG);
        }
        case "tryPut" -> {
          return real.tryPut(item(realPuts.incrementAndGet()));
        }
        case "tryPut(0)" -> {
          return real.tryPut(item(realPuts.incrementAndGet()), Duration.ZERO);
        }
        case "get" -> {
          return real.get();
        }
        case "get(1 h)" -> {
          return text(real.tryGet(LONG));
        }
        case "getUninterruptibly" -> {
          Iterator<Integer> rest = real.untilShutDown().iterator();
          return rest.hasNext() ? rest.next() : "end";
        }
        case "tryGet" -> {
          return text(real.tryGet());
        }
        case "tryGet(0)" -> {
          return text(real.tryGet(Duration.ZERO));
        }
        case "taskDone" -> real.taskDone();
        case "join" -> real.join();
        case "join(1 h)" -> {
          return real.join(LONG);
        }
        case "join(0)" -> {
          return real.join(Duration.ZERO);
        }
        case "shutdown" -> real.shutdown();
        case "shutdownNow" -> {
          return real.shutdownNow();
        }
        case "state" -> {
          return state(real.size(), real.unfinishedCount(), real.isFull(), real.isShutDown());
        }
        default -> throw new IllegalArgumentException(operation);
      }
      return DONE;
    }

    private static Object text(@Nullable Integer item) {
      return item == null ? "nothing" : item;
    }

    private static Object state(int size, long unfinished, boolean full, boolean shutDown) {
      return "%d items, %d unfinished, full %s, shut down %s"
          .formatted(size, unfinished, full, shutDown);
    }

    @Override
    void apply(int thread, String operation) {
      Waiting waiting = new Waiting(thread, operation);
      switch (operation) {
        case "put", "put(1 h)", "tryPut", "tryPut(0)" -> put(new Put(waiting, item(++puts)));
        case "get", "get(1 h)", "getUninterruptibly", "tryGet", "tryGet(0)" -> get(waiting);
        case "taskDone" -> taskDone(thread);
        case "join", "join(1 h)", "join(0)" -> join(waiting);
        case "shutdown" -> {
          end(thread, DONE);
          shutdown();
        }
        case "shutdownNow" -> {
          List<Integer> left = new ArrayList<>();
          while (!items.isEmpty()) {
            left.add(remove());
          }
          end(thread, left);
          shutdown();
          tellJoiners();
        }
        case "state" ->
            end(
                thread,
                state(items.size(), items.size() + inWork, items.size() == CAPACITY, shutDown));
        default -> throw new IllegalArgumentException(operation);
      }
    }

    private void put(Put put) {
      String operation = put.waiting().operation();
      if (shutDown) {
        end(put.waiting().thread(), thrown(QueueShutDownException.class));
      } else if (items.size() < CAPACITY) {
        items.add(put.item());
        end(put.waiting().thread(), operation.equals("put") ? DONE : true);
        if (!getters.isEmpty()) {
          get(getters.remove());
        }
      } else if (operation.startsWith("try")) {
        end(put.waiting().thread(), false);
      } else {
        putters.add(put);
      }
    }

    private void get(Waiting getter) {
      if (!items.isEmpty()) {
        end(getter.thread(), remove());
        inWork++;
        if (!putters.isEmpty()) {
          put(putters.remove());
        }
      } else if (shutDown) {
        end(
            getter.thread(),
            getter.isInterruptible() ? thrown(QueueShutDownException.class) : "end");
      } else if (getter.operation().startsWith("try")) {
        end(getter.thread(), "nothing");
      } else {
        getters.add(getter);
      }
    }

    private Integer remove() {
      int index =
          switch (order) {
            case FIFO -> 0;
            case LIFO -> items.size() - 1;
            case PRIORITY -> items.indexOf(items.stream().min(Comparator.naturalOrder()).get());
          };
      return items.remove(index);
    }

    private void taskDone(int thread) {
      if (inWork == 0) {
        end(thread, thrown(IllegalStateException.class));
      } else {
        inWork--;
        end(thread, DONE);
        tellJoiners();
      }
    }

    private void join(Waiting joiner) {
      if (items.isEmpty() && inWork == 0) {
        end(joiner.thread(), joiner.operation().equals("join") ? DONE : true);
      } else if (joiner.operation().equals("join(0)")) {
        end(joiner.thread(), false);
      } else {
        joiners.add(joiner);
      }
    }

    private void tellJoiners() {
      List<Waiting> told = List.copyOf(joiners);
      joiners.clear();
      told.forEach(this::join);
    }

    private void shutdown() {
      shutDown = true;
      List<Put> late = List.copyOf(putters);
      putters.clear();
      late.forEach(this::put);
      List<Waiting> inVain = List.copyOf(getters);
      getters.clear();
      inVain.forEach(this::get);
    }

    @Override
    void interruptWaiting(int thread) {
      interruptIn(getters, thread);
      interruptIn(joiners, thread);
      for (Put put : List.copyOf(putters)) {
        if (put.waiting().thread() == thread) {
          putters.remove(put);
          end(thread, thrown(InterruptedException.class));
        }
      }
    }
  }

  /** A queue without bound and without end. */
  static final class Simple extends Model {
    private final SimpleQueue<Integer> real = new SimpleQueue<>();
    private final AtomicInteger realPuts = new AtomicInteger();

    private int puts;
    private final Deque<Integer> items = new ArrayDeque<>();
    private final Deque<Waiting> getters = new ArrayDeque<>();

    @Override
    List<String> operations() {
      return List.of("put", "put", "get", "get", "get(1 h)", "tryGet", "tryGet(0)", "size");
    }

    @Override
    List<String> letsOthersGo() {
      return List.of("put");
    }

    @Override
    Object perform(String operation) throws Exception {
      switch (operation) {
        case "put" -> real.put(realPuts.incrementAndGet());
        case "get" -> {
          return real.get();
        }
        case "get(1 h)" -> {
          return Tasks.text(real.tryGet(LONG));
        }
        case "tryGet" -> {
          return Tasks.text(real.tryGet());
        }
        case "tryGet(0)" -> {
          return Tasks.text(real.tryGet(Duration.ZERO));
        }
        case "size" -> {
          return real.size();
        }
        default -> throw new IllegalArgumentException(operation);
      }
      return DONE;
    }

    @Override
    void apply(int thread, String operation) {
      switch (operation) {
        case "put" -> {
          items.add(++puts);
          end(thread, DONE);
          if (!getters.isEmpty()) {
            get(getters.remove());
          }
        }
        case "size" -> end(thread, items.size());
        default -> get(new Waiting(thread, operation));
      }
    }

    private void get(Waiting getter) {
      if (!items.isEmpty()) {
        end(getter.thread(), items.remove());
      } else if (getter.operation().startsWith("try")) {
        end(getter.thread(), "nothing");
      } else {
        getters.add(getter);
      }
    }

    @Override
    void interruptWaiting(int thread) {
      interruptIn(getters, thread);
    }
  }
}
