package dev.heddle.realbugs;

import cn.hutool.cache.impl.LRUCache;

/**
 * Cache: Hutool 5.7.14, issue 1895. Two threads look up a key each, and nobody changes anything.
 * The cache is made to be shared.
 */
public final class Hutool1895 {
  private Hutool1895() {}

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    LRUCache<String, Integer> cache = new LRUCache<>(3);
    cache.put("a", 1);
    cache.put("b", 2);
    cache.put("c", 3);
    Thread left = new Thread(() -> cache.get("a"), "left");
    Thread right = new Thread(() -> cache.get("b"), "right");
    left.start();
    right.start();
    left.join();
    right.join();
  }
}
