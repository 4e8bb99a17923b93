package programs;

/** Fails depending on whether it remembers earlier executions. */
public final class Forgets {
  private static int times;

  private Forgets() {}

  /** Two executions warm up. */
  static void thirdTime() {
    times++;
    assert times < 3 : "remembers";
  }

  static void everyTime() {
    times++;
    assert times > 1 : "has forgotten";
  }
}
