package programs;

/** Two threads take two monitors in opposite order. */
public final class Embrace {

  private Embrace() {}

  /** Starts both, and waits for them. */
  public static void main(String[] args) throws InterruptedException {
    Object left = new Object();
    Object right = new Object();
    Thread one = new Thread(() -> takeBoth(left, right), "one");
    Thread two = new Thread(() -> takeBoth(right, left), "two");
    one.start();
    two.start();
    one.join();
    two.join();
  }

  private static void takeBoth(Object first, Object second) {
    synchronized (first) {
      synchronized (second) {
        System.out.print("");
      }
    }
  }
}
