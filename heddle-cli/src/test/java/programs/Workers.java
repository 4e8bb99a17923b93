package programs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Depends on identity hashes, random numbers and static state, in every JVM in the same way. */
public final class Workers {
  private static int made;
  private static int done;

  private Workers() {}

  /** A thing without a hash of its own. */
  private static final class Worker {
    final int number = made++;

    void work() {
      done++;
    }
  }

  private enum Mode {
    ONE,
    TWO,
    THREE,
    FOUR
  }

  public static void main(String[] arguments) throws InterruptedException {
    Set<Worker> workers = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      workers.add(new Worker());
    }
    StringBuilder order = new StringBuilder();
    List<Thread> threads = new ArrayList<>();
    for (Worker worker : workers) {
      order.append(worker.number);
      if (threads.size() < 2) {
        threads.add(new Thread(worker::work, "worker " + worker.number));
      }
    }
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    order.append(' ').append(new HashSet<>(List.of(Mode.values()))).append(Set.of(1, 2, 3, 4, 5));
    System.out.print(order + " " + workers.iterator().next() + " " + new Random().nextInt());
    assert done == 2 : "lost, by " + workers.iterator().next();
  }
}
