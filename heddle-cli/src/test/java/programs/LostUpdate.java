package programs;

/** Two threads count without a lock: sometimes one count is lost. */
public final class LostUpdate {

  private int count;

  private LostUpdate() {}

  /** Counts by twos, and prints the sum. */
  public static void main(String[] args) throws InterruptedException {
    new LostUpdate().countTwice();
  }

  private void countTwice() throws InterruptedException {
    Thread other = new Thread(() -> count++, "other");
    other.start();
    count++;
    other.join();
    System.out.println(count);
    assert count == 2 : "count is " + count;
  }

  /** As a target with a method. */
  static void asMethod() throws InterruptedException {
    new LostUpdate().countTwice();
  }
}
