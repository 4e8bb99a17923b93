package dev.heddle.check;

import static dev.heddle.check.ClassicAlgorithms.broken;
import static dev.heddle.check.ClassicAlgorithms.right;
import static dev.heddle.check.Switchings.inParallel;

import dev.heddle.check.ClassicAlgorithms.Case;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Tasks that one thread has put aside for itself, and another may steal. */
final class ClassicDeques {
  private static final int NOTHING = 0;

  private ClassicDeques() {}

  static List<Case> all() {
    return List.of(
        right("Chase-Lev deque", 30, () -> popAndSteal(new Deque())),
        broken(
            "Chase-Lev deque whose owner takes the last without asking",
            30,
            FailureKind.ASSERTION,
            () -> popAndSteal(new DequeThatTakesTheLast())),
        broken(
            "Chase-Lev deque whose thief looks at the bottom first",
            33,
            FailureKind.ASSERTION,
            () -> popAndSteal(new DequeThatLooksAtTheBottomFirst())),
        right("work stealing", 18, () -> work(new Tasks(), new Tasks())),
        broken(
            "work stealing without the owner's lock",
            18,
            Set.of(FailureKind.RACE, FailureKind.ASSERTION, FailureKind.EXCEPTION),
            () -> work(new TasksForTheTaking(), new TasksForTheTaking())));
  }

  /**
   * Chase, Lev, <em>Dynamic circular work-stealing deque</em>, 2005, without its growth. The owner
   * pushes and pops at the bottom, thieves steal at the top.
   */
  private static class Deque {
    private static final int SIZE = 2;
    private final AtomicIntegerArray tasks = new AtomicIntegerArray(SIZE);
    final AtomicInteger top = new AtomicInteger();
    volatile int bottom;

    void push(int task) {
      int end = bottom;
      set(end, task);
      bottom = end + 1;
    }

    int pop() {
      int end = bottom - 1;
      bottom = end;
      int begin = top.get();
      if (end < begin) {
        bottom = begin;
        return NOTHING;
      }
      int task = get(end);
      if (end > begin) {
        return task;
      }
      boolean won = takeLast(begin);
      bottom = begin + 1;
      return won ? task : NOTHING;
    }

    boolean takeLast(int begin) {
      return top.compareAndSet(begin, begin + 1);
    }

    int steal() {
      int begin = top.get();
      int end = bottom;
      return steal(begin, end);
    }

    final int steal(int begin, int end) {
      if (end <= begin) {
        return NOTHING;
      }
      int task = get(begin);
      return top.compareAndSet(begin, begin + 1) ? task : NOTHING;
    }

    private int get(int index) {
      return tasks.get(index % SIZE);
    }

    private void set(int index, int task) {
      tasks.set(index % SIZE, task);
    }
  }

  private static final class DequeThatTakesTheLast extends Deque {
    @Override
    boolean takeLast(int begin) {
      top.set(begin + 1);
      return true;
    }
  }

  private static final class DequeThatLooksAtTheBottomFirst extends Deque {
    @Override
    int steal() {
      int end = bottom;
      int begin = top.get();
      return steal(begin, end);
    }
  }

  private static void popAndSteal(Deque deque) throws InterruptedException {
    deque.push(1);
    deque.push(10);
    int[] taken = new int[4];
    inParallel(
        () -> {
          taken[0] = deque.pop();
          deque.push(100);
          taken[1] = deque.pop();
          taken[2] = deque.pop();
        },
        () -> taken[3] = deque.steal());
    assert taken[0] + taken[1] + taken[2] + taken[3] == 111 : "a task is lost, or there twice";
  }

  // ---- work stealing

  /**
   * Blumofe and others, <em>Cilk: an efficient multithreaded runtime system</em>, 1995: the owner
   * takes what it put last, thieves what it put first.
   */
  private static class Tasks {
    private final int[] tasks = new int[2];
    private int begin;
    private int end;

    synchronized void put(int task) {
      tasks[end] = task;
      end++;
    }

    synchronized int take() {
      if (begin == end) {
        return NOTHING;
      }
      end--;
      return tasks[end];
    }

    synchronized int steal() {
      return first();
    }

    final int first() {
      if (begin == end) {
        return NOTHING;
      }
      int task = tasks[begin];
      begin++;
      return task;
    }
  }

  private static final class TasksForTheTaking extends Tasks {
    @Override
    int steal() {
      return first();
    }
  }

  private static void work(Tasks first, Tasks second) throws InterruptedException {
    first.put(1);
    second.put(10);
    AtomicInteger done = new AtomicInteger();
    inParallel(() -> doAll(first, second, done), () -> doAll(second, first, done));
    assert done.get() == 11 : "a task is not done, or done twice";
  }

  private static void doAll(Tasks own, Tasks others, AtomicInteger done) {
    int task = own.take();
    while (task != NOTHING) {
      done.addAndGet(task);
      task = own.take();
    }
    done.addAndGet(others.steal());
  }
}
