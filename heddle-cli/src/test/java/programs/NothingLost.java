package programs;

import java.util.Arrays;

/** Two threads count under a lock. */
public final class NothingLost {

  private int count;

  private NothingLost() {}

  /** Counts, and prints the sum and the arguments. */
  public static void main(String[] args) throws InterruptedException {
    NothingLost counter = new NothingLost();
    Thread other = new Thread(counter::add);
    other.start();
    counter.add();
    other.join();
    System.out.println(counter.count + " " + Arrays.toString(args));
    assert counter.count == 2;
  }

  private synchronized void add() {
    count++;
  }
}
