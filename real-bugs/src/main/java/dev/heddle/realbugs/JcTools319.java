package dev.heddle.realbugs;

import org.jctools.maps.NonBlockingHashMapLong;

/**
 * Map: JCTools 3.1.0, issue 319. Two threads put a value under one key. The later of them has to be
 * told the value of the earlier, which is told that there was none.
 */
public final class JcTools319 {
  private JcTools319() {}

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    NonBlockingHashMapLong<String> map = new NonBlockingHashMapLong<>();
    String[] before = new String[2];
    Thread left = new Thread(() -> before[0] = map.put(5, "left"), "left");
    Thread right = new Thread(() -> before[1] = map.put(5, "right"), "right");
    left.start();
    right.start();
    left.join();
    right.join();
    boolean leftIsLast = map.get(5).equals("left");
    String earlier = before[leftIsLast ? 1 : 0];
    String later = before[leftIsLast ? 0 : 1];
    assert earlier == null && (leftIsLast ? "right" : "left").equals(later)
        : "in the map is " + map.get(5) + ", left replaced " + before[0] + ", right " + before[1];
  }
}
