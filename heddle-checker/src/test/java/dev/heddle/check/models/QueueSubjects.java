package dev.heddle.check.models;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Queues: those that never block, those that do, and those that hand over. */
final class QueueSubjects {
  private QueueSubjects() {}

  static List<Subject<?>> all() {
    return List.of(
        linkedQueue(),
        linkedDeque(),
        boundedQueue("ArrayBlockingQueue", () -> new ArrayBlockingQueue<>(1)),
        boundedQueue("fair ArrayBlockingQueue", () -> new ArrayBlockingQueue<>(1, true)),
        boundedQueue("LinkedBlockingQueue", () -> new LinkedBlockingQueue<>(1)),
        halfFullQueue("ArrayBlockingQueue", () -> new ArrayBlockingQueue<>(2)),
        halfFullQueue("LinkedBlockingQueue", () -> new LinkedBlockingQueue<>(2)),
        blockingDeque(),
        priorityQueue(),
        delayQueue(),
        synchronousQueue(false),
        synchronousQueue(true),
        transferQueue());
  }

  private static <Q extends Queue<Integer>> Q with(Q queue, int element) {
    queue.add(element);
    return queue;
  }

  private static String textOf(Iterable<Integer> elements) {
    String text = "";
    for (Integer element : elements) {
      text += element + " ";
    }
    return text;
  }

  private static List<Integer> drained(BlockingQueue<Integer> queue) {
    List<Integer> elements = new ArrayList<>();
    queue.drainTo(elements);
    return elements;
  }

  private static Subject<Queue<Integer>> linkedQueue() {
    return Subject.<Queue<Integer>>of("ConcurrentLinkedQueue", Collection::toString)
        .beginning("empty", ConcurrentLinkedQueue::new)
        .beginning("of 5", () -> with(new ConcurrentLinkedQueue<>(), 5))
        .call("offer", (q, turn) -> q.offer(turn.number()))
        .call("poll", (q, turn) -> q.poll())
        .call("peek", (q, turn) -> q.peek())
        .call("remove", (q, turn) -> q.remove())
        .call("element", (q, turn) -> q.element())
        .call("remove(5)", (q, turn) -> q.remove(5))
        .call("contains(5)", (q, turn) -> q.contains(5))
        .call("size", (q, turn) -> q.size())
        .call("isEmpty", (q, turn) -> q.isEmpty())
        .call("addAll", (q, turn) -> q.addAll(List.of(turn.number(), 8)))
        .call("removeIf", (q, turn) -> q.removeIf(each -> each > 3))
        .call("toArray", (q, turn) -> q.toArray().length)
        .call("iteration", (q, turn) -> textOf(q))
        .doing("clear", (q, turn) -> q.clear())
        .build();
  }

  private static Subject<Deque<Integer>> linkedDeque() {
    return Subject.<Deque<Integer>>of("ConcurrentLinkedDeque", Collection::toString)
        .beginning("empty", ConcurrentLinkedDeque::new)
        .beginning("of 5", () -> with(new ConcurrentLinkedDeque<>(), 5))
        .call("offerFirst", (q, turn) -> q.offerFirst(turn.number()))
        .call("offerLast", (q, turn) -> q.offerLast(turn.number()))
        .call("pollFirst", (q, turn) -> q.pollFirst())
        .call("pollLast", (q, turn) -> q.pollLast())
        .call("peekFirst", (q, turn) -> q.peekFirst())
        .call("getLast", (q, turn) -> q.getLast())
        .doing("push", (q, turn) -> q.push(turn.number()))
        .call("pop", (q, turn) -> q.pop())
        .call("removeFirstOccurrence(5)", (q, turn) -> q.removeFirstOccurrence(5))
        .call("contains(5)", (q, turn) -> q.contains(5))
        .call("size", (q, turn) -> q.size())
        .call("addAll", (q, turn) -> q.addAll(List.of(turn.number(), 8)))
        .call("iteration", (q, turn) -> textOf(q))
        .doing("clear", (q, turn) -> q.clear())
        .build();
  }

  private static Subject<BlockingQueue<Integer>> boundedQueue(
      String name, Supplier<BlockingQueue<Integer>> maker) {
    return Subject.<BlockingQueue<Integer>>of(name, Collection::toString)
        .beginning("empty", maker::get)
        .beginning("full", () -> with(maker.get(), 5))
        .doing("put", (q, turn) -> q.put(turn.number()))
        .call("take", (q, turn) -> q.take())
        .call("offer", (q, turn) -> q.offer(turn.number()))
        .call("poll", (q, turn) -> q.poll())
        .call("add", (q, turn) -> q.add(turn.number()))
        .timed("offer(1s)", (q, turn) -> q.offer(turn.number(), 1, TimeUnit.SECONDS))
        .timed("poll(1s)", (q, turn) -> q.poll(1, TimeUnit.SECONDS))
        .call("peek", (q, turn) -> q.peek())
        .call("size", (q, turn) -> q.size())
        .call("remainingCapacity", (q, turn) -> q.remainingCapacity())
        .call("remove(5)", (q, turn) -> q.remove(5))
        .call("contains(5)", (q, turn) -> q.contains(5))
        .call("drainTo", (q, turn) -> drained(q))
        .call("iteration", (q, turn) -> textOf(q))
        .doing("clear", (q, turn) -> q.clear())
        .interrupting()
        .build();
  }

  /**
   * Without {@code removeIf}: that of ArrayBlockingQueue wakes nobody who waits to put, in the JDK
   * itself; here a put goes on as soon as there is room.
   */
  private static Subject<BlockingQueue<Integer>> halfFullQueue(
      String name, Supplier<BlockingQueue<Integer>> maker) {
    return Subject.<BlockingQueue<Integer>>of(name + " of two", Collection::toString)
        .beginning("with one", () -> with(maker.get(), 5))
        .doing("put", (q, turn) -> q.put(turn.number()))
        .call("take", (q, turn) -> q.take())
        .call("offer", (q, turn) -> q.offer(turn.number()))
        .call("poll", (q, turn) -> q.poll())
        .doing(
            "put twice",
            (q, turn) -> {
              q.put(turn.number());
              q.put(turn.number() + 2);
            })
        .call("take twice", (q, turn) -> q.take() + " " + q.take())
        .call("addAll", (q, turn) -> q.addAll(List.of(turn.number(), 8)))
        .call("drainTo(1)", (q, turn) -> q.drainTo(new ArrayList<>(), 1))
        .call("toArray", (q, turn) -> q.toArray().length)
        .build();
  }

  private static Subject<BlockingDeque<Integer>> blockingDeque() {
    return Subject.<BlockingDeque<Integer>>of("LinkedBlockingDeque", Collection::toString)
        .beginning("empty", () -> new LinkedBlockingDeque<>(2))
        .beginning("with one of two", () -> with(new LinkedBlockingDeque<>(2), 5))
        .beginning("full", () -> with(new LinkedBlockingDeque<>(1), 5))
        .doing("putFirst", (q, turn) -> q.putFirst(turn.number()))
        .doing("putLast", (q, turn) -> q.putLast(turn.number()))
        .call("takeFirst", (q, turn) -> q.takeFirst())
        .call("takeLast", (q, turn) -> q.takeLast())
        .call("offerFirst", (q, turn) -> q.offerFirst(turn.number()))
        .call("pollLast", (q, turn) -> q.pollLast())
        .timed("offerLast(1s)", (q, turn) -> q.offerLast(turn.number(), 1, TimeUnit.SECONDS))
        .timed("pollFirst(1s)", (q, turn) -> q.pollFirst(1, TimeUnit.SECONDS))
        .call("peekLast", (q, turn) -> q.peekLast())
        .doing("push", (q, turn) -> q.push(turn.number()))
        .call("removeLastOccurrence(5)", (q, turn) -> q.removeLastOccurrence(5))
        .call("size", (q, turn) -> q.size())
        .interrupting()
        .build();
  }

  private static Subject<BlockingQueue<Integer>> priorityQueue() {
    return Subject.<BlockingQueue<Integer>>of(
            "PriorityBlockingQueue", queue -> drained(queue).toString())
        .beginning("empty", PriorityBlockingQueue::new)
        .beginning("of 5", () -> with(new PriorityBlockingQueue<>(), 5))
        .doing("put", (q, turn) -> q.put(turn.number()))
        .call("offer(9)", (q, turn) -> q.offer(9))
        .call("take", (q, turn) -> q.take())
        .call("poll", (q, turn) -> q.poll())
        .timed("poll(1s)", (q, turn) -> q.poll(1, TimeUnit.SECONDS))
        .call("peek", (q, turn) -> q.peek())
        .call("size", (q, turn) -> q.size())
        .call("remove(5)", (q, turn) -> q.remove(5))
        .call("contains(5)", (q, turn) -> q.contains(5))
        .call("drainTo", (q, turn) -> drained(q))
        .call("addAll", (q, turn) -> q.addAll(List.of(turn.number(), 8)))
        .doing("clear", (q, turn) -> q.clear())
        .interrupting()
        .build();
  }

  /** An element whose time comes so many seconds after it was made. */
  private record Due(int number, long at) implements Delayed {
    static Due in(int seconds) {
      return new Due(seconds, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(at, ((Due) other).at);
    }

    @Override
    public String toString() {
      return String.valueOf(number);
    }
  }

  private static DelayQueue<Due> delayed(int seconds) {
    DelayQueue<Due> queue = new DelayQueue<>();
    queue.add(Due.in(seconds));
    return queue;
  }

  private static Subject<DelayQueue<Due>> delayQueue() {
    return Subject.<DelayQueue<Due>>of("DelayQueue", Collection::toString)
        .beginning("empty", DelayQueue::new)
        .beginning("with one that is due", () -> delayed(0))
        .timedBeginning("with one that is due in 2 seconds", () -> delayed(2))
        .doing("put, due", (q, turn) -> q.put(Due.in(0)))
        .timed("put, due in a second", (q, turn) -> q.offer(Due.in(1)))
        .call("take", (q, turn) -> q.take())
        .call("poll", (q, turn) -> q.poll())
        .timed("poll(1s)", (q, turn) -> q.poll(1, TimeUnit.SECONDS))
        .call("peek", (q, turn) -> q.peek())
        .call("size", (q, turn) -> q.size())
        .call("drainTo", (q, turn) -> q.drainTo(new ArrayList<>()))
        .doing("clear", (q, turn) -> q.clear())
        .interrupting()
        .build();
  }

  private static Subject<SynchronousQueue<Integer>> synchronousQueue(boolean isFair) {
    return Subject.<SynchronousQueue<Integer>>of(
            isFair ? "fair SynchronousQueue" : "SynchronousQueue", Collection::toString)
        .beginning("empty", () -> new SynchronousQueue<>(isFair))
        .doing("put", (q, turn) -> q.put(turn.number()))
        .call("take", (q, turn) -> q.take())
        .call("offer", (q, turn) -> q.offer(turn.number()))
        .call("poll", (q, turn) -> q.poll())
        .timed("offer(1s)", (q, turn) -> q.offer(turn.number(), 1, TimeUnit.SECONDS))
        .timed("poll(1s)", (q, turn) -> q.poll(1, TimeUnit.SECONDS))
        .call("peek", (q, turn) -> q.peek())
        .call("size", (q, turn) -> q.size())
        .call("drainTo", (q, turn) -> drained(q))
        .interrupting()
        .build();
  }

  private static Subject<LinkedTransferQueue<Integer>> transferQueue() {
    return Subject.<LinkedTransferQueue<Integer>>of("LinkedTransferQueue", Collection::toString)
        .beginning("empty", LinkedTransferQueue::new)
        .beginning("of 5", () -> with(new LinkedTransferQueue<>(), 5))
        .doing("put", (q, turn) -> q.put(turn.number()))
        .call("take", (q, turn) -> q.take())
        .call("poll", (q, turn) -> q.poll())
        .timed("poll(1s)", (q, turn) -> q.poll(1, TimeUnit.SECONDS))
        .doing("transfer", (q, turn) -> q.transfer(turn.number()))
        .call("tryTransfer", (q, turn) -> q.tryTransfer(turn.number()))
        .timed("tryTransfer(1s)", (q, turn) -> q.tryTransfer(turn.number(), 1, TimeUnit.SECONDS))
        .call("peek", (q, turn) -> q.peek())
        .call("size", (q, turn) -> q.size())
        .call("hasWaitingConsumer", (q, turn) -> q.hasWaitingConsumer())
        .call("remove(5)", (q, turn) -> q.remove(5))
        .call("contains(5)", (q, turn) -> q.contains(5))
        .call("drainTo", (q, turn) -> drained(q))
        .doing("clear", (q, turn) -> q.clear())
        .interrupting()
        .build();
  }
}
