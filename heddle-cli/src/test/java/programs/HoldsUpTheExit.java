package programs;

/** Leaves a shutdown hook that never ends. */
public final class HoldsUpTheExit {

  private HoldsUpTheExit() {}

  /** Adds the hook. */
  public static void main(String[] args) {
    Runtime.getRuntime().addShutdownHook(new Thread(HoldsUpTheExit::waitForEver));
  }

  private static synchronized void waitForEver() {
    while (true) {
      try {
        HoldsUpTheExit.class.wait();
      } catch (InterruptedException e) {
        continue;
      }
    }
  }
}
