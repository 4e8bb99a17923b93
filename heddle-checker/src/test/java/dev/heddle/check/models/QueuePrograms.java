package dev.heddle.check.models;

import static dev.heddle.check.Switchings.inParallel;
import static dev.heddle.check.models.ModelProgram.failing;
import static dev.heddle.check.models.ModelProgram.timed;
import static dev.heddle.check.models.ModelProgram.verified;

import dev.heddle.check.FailureKind;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How queues block, time out, and are interrupted. */
final class QueuePrograms {
  private QueuePrograms() {}

  /** A thread that calls something, and what came of it. */
  private static final class Caller extends Thread {
    private final Callable<?> call;
    private Object result = "";

    private Caller(Callable<?> call) {
      this.call = call;
    }

    static Caller start(Callable<?> call) {
      Caller caller = new Caller(call);
      caller.start();
      return caller;
    }

    @Override
    public void run() {
      try {
        result = String.valueOf(call.call());
      } catch (Exception e) {
        result = e.getClass().getSimpleName() + (isInterrupted() ? " and interrupted" : "");
      }
    }

    Object result() throws InterruptedException {
      join();
      return result;
    }
  }

  private static Object interrupted(Callable<?> call) throws InterruptedException {
    Caller caller = Caller.start(call);
    caller.interrupt();
    return caller.result();
  }

  private static Object putInto(BlockingQueue<Integer> queue, int element)
      throws InterruptedException {
    queue.put(element);
    return "put";
  }

  static List<ModelProgram> all() {
    return List.of(
        verified(
            "ArrayBlockingQueue: put waits for room, and elements keep their order",
            Set.of("1 2 3"),
            () -> {
              BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
              Caller caller =
                  Caller.start(
                      () -> putInto(queue, 1) + "" + putInto(queue, 2) + putInto(queue, 3));
              String taken = queue.take() + " " + queue.take() + " " + queue.take();
              caller.result();
              return taken;
            }),
        verified(
            "ArrayBlockingQueue: two who take one element each get one, in any order",
            Set.of("1 2", "2 1"),
            () -> {
              BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2);
              Caller one = Caller.start(queue::take);
              Caller two = Caller.start(queue::take);
              queue.put(1);
              queue.put(2);
              return one.result() + " " + two.result();
            }),
        verified(
            "ArrayBlockingQueue: an interrupt ends a take that waits",
            Set.of("InterruptedException"),
            () -> interrupted(new ArrayBlockingQueue<Integer>(1)::take)),
        verified(
            "LinkedBlockingQueue: an interrupt ends a put that waits",
            Set.of("InterruptedException"),
            () -> {
              BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(1);
              queue.put(1);
              return interrupted(() -> putInto(queue, 2));
            }),
        verified(
            "LinkedBlockingDeque: an interrupt ends a takeLast that waits",
            Set.of("InterruptedException"),
            () -> interrupted(new LinkedBlockingDeque<Integer>()::takeLast)),
        verified(
            "PriorityBlockingQueue: an interrupt ends a take that waits",
            Set.of("InterruptedException"),
            () -> interrupted(new PriorityBlockingQueue<Integer>()::take)),
        verified(
            "SynchronousQueue: an interrupt ends a put that waits",
            Set.of("InterruptedException"),
            () -> {
              BlockingQueue<Integer> queue = new SynchronousQueue<>();
              return interrupted(() -> putInto(queue, 2));
            }),
        verified(
            "LinkedTransferQueue: an interrupt ends a transfer, and takes the element back",
            Set.of("InterruptedException 0"),
            () -> {
              LinkedTransferQueue<Integer> queue = new LinkedTransferQueue<>();
              Object result =
                  interrupted(
                      () -> {
                        queue.transfer(1);
                        return "";
                      });
              return result + " " + queue.size();
            }),
        timed(
            "DelayQueue: an interrupt ends a take that waits for a time, or comes too late",
            Set.of("InterruptedException"),
            () -> {
              DelayQueue<Due> queue = new DelayQueue<>();
              queue.put(new Due(System.nanoTime() + 1_000_000_000));
              return interrupted(queue::take);
            }),
        timed(
            "DelayQueue: elements come in the order of their times",
            Set.of("1000 3000"),
            () -> {
              long begun = System.nanoTime();
              DelayQueue<Due> queue = new DelayQueue<>();
              queue.put(new Due(begun + 3_000_000_000L));
              Caller caller =
                  Caller.start(
                      () -> {
                        queue.put(new Due(begun + 1_000_000_000L));
                        return "";
                      });
              String taken = queue.take().after(begun) + " " + queue.take().after(begun);
              caller.result();
              return taken;
            }),
        timed(
            "ArrayBlockingQueue: poll with a time ends on the virtual clock",
            Set.of("null 2000"),
            () -> {
              long begun = System.nanoTime();
              Object polled = new ArrayBlockingQueue<>(1).poll(2, TimeUnit.SECONDS);
              return polled + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            }),
        timed(
            "fair ArrayBlockingQueue: offer with a time beside poll with a time",
            Set.of("true 5"),
            () -> {
              BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1, true);
              queue.put(5);
              Caller caller = Caller.start(() -> queue.offer(1, 1, TimeUnit.SECONDS));
              Object polled = queue.poll(1, TimeUnit.SECONDS);
              return caller.result() + " " + polled;
            }),
        timed(
            "LinkedBlockingQueue: offer with a time ends when nobody takes",
            Set.of("false"),
            () -> {
              BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(1);
              queue.put(1);
              return queue.offer(2, 1, TimeUnit.SECONDS);
            }),
        timed(
            "SynchronousQueue: offer with a time meets a poll with a time",
            Set.of("true 7"),
            () -> {
              BlockingQueue<Integer> queue = new SynchronousQueue<>();
              Caller caller = Caller.start(() -> queue.poll(1, TimeUnit.SECONDS));
              boolean offered = queue.offer(7, 1, TimeUnit.SECONDS);
              return offered + " " + caller.result();
            }),
        verified(
            "SynchronousQueue: offer succeeds only when another waits",
            Set.of("true 7", "false 8"),
            () -> {
              BlockingQueue<Integer> queue = new SynchronousQueue<>();
              Caller caller = Caller.start(queue::take);
              boolean offered = queue.offer(7);
              if (!offered) {
                queue.put(8);
              }
              return offered + " " + caller.result();
            }),
        verified(
            "fair SynchronousQueue: who came first gets the first",
            Set.of("1 2", "2 1"),
            () -> {
              BlockingQueue<Integer> queue = new SynchronousQueue<>(true);
              Caller one = Caller.start(queue::take);
              Caller two = Caller.start(queue::take);
              queue.put(1);
              queue.put(2);
              return one.result() + " " + two.result();
            }),
        failing(
            "SynchronousQueue: put without anybody who takes",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> putInto(new SynchronousQueue<>(), 1)),
        failing(
            "LinkedTransferQueue: transfer without anybody who takes",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              new LinkedTransferQueue<Integer>().transfer(1);
              return "";
            }),
        failing(
            "LinkedBlockingQueue: two who take one element",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(List.of(1));
              return Caller.start(queue::take).result() + "" + queue.take();
            }),
        verified(
            "ConcurrentLinkedQueue: to look and then to poll may meet nothing",
            Set.of("1 and null", "null and 1", "1 and nothing", "nothing and 1"),
            () -> {
              Queue<Integer> queue = new ConcurrentLinkedQueue<>(List.of(1));
              Callable<Object> poll = () -> queue.isEmpty() ? "nothing" : queue.poll();
              Caller other = Caller.start(poll);
              Object mine = poll.call();
              return mine + " and " + other.result();
            }),
        verified(
            "PriorityBlockingQueue: the program's comparator runs while others wait for the lock",
            Set.of("1 2 3"),
            () -> {
              AtomicInteger comparisons = new AtomicInteger();
              BlockingQueue<Integer> queue =
                  new PriorityBlockingQueue<>(
                      4,
                      (one, other) -> {
                        comparisons.incrementAndGet();
                        return Integer.compare(one, other);
                      });
              queue.put(3);
              inParallel(() -> queue.add(1), () -> queue.add(2));
              return queue.take() + " " + queue.take() + " " + queue.take();
            }));
  }

  /** An element that is due at a time. */
  private record Due(long at) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(at, ((Due) other).at);
    }

    long after(long begun) {
      return TimeUnit.NANOSECONDS.toMillis(at - begun);
    }
  }
}
