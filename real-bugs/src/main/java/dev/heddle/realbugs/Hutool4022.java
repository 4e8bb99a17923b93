package dev.heddle.realbugs;

import cn.hutool.cache.impl.LRUCache;

/**
 * Cache: Hutool 5.8.39, issue 4022. The value of each of two keys is made of that of the other: two
 * threads begin at different ends. Both have to come to their end.
 */
public final class Hutool4022 {
  private Hutool4022() {}

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    LRUCache<String, String> cache = new LRUCache<>(4);
    Thread left = new Thread(() -> cache.get("a", () -> "a" + cache.get("b", () -> "b")), "a");
    Thread right = new Thread(() -> cache.get("b", () -> "b" + cache.get("a", () -> "a")), "b");
    left.start();
    right.start();
    left.join();
    right.join();
  }
}
