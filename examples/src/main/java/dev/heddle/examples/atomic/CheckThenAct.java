package dev.heddle.examples.atomic;

import static dev.heddle.examples.atomic.Together.together;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What was true when it was looked at. */
public final class CheckThenAct {
  private CheckThenAct() {}

  private static volatile boolean taken;

  /** Who finds it free takes it. */
  public static void flag() throws InterruptedException {
    AtomicInteger winners = new AtomicInteger();
    Runnable take =
        () -> {
          if (!taken) {
            taken = true;
            winners.incrementAndGet();
          }
        };
    together(take, take);
    System.out.println(winners);
    assert winners.get() == 1;
  }

  /** The same in one step. */
  public static void compareAndSet() throws InterruptedException {
    AtomicBoolean occupied = new AtomicBoolean();
    AtomicInteger winners = new AtomicInteger();
    Runnable take =
        () -> {
          if (occupied.compareAndSet(false, true)) {
            winners.incrementAndGet();
          }
        };
    together(take, take);
    System.out.println(winners);
    assert winners.get() == 1;
  }

  /** Two steps of a concurrent map. */
  public static void containsThenPut() throws InterruptedException {
    Map<String, Integer> map = new ConcurrentHashMap<>();
    AtomicInteger winners = new AtomicInteger();
    Runnable register =
        () -> {
          if (!map.containsKey("name")) {
            map.put("name", 1);
            winners.incrementAndGet();
          }
        };
    together(register, register);
    System.out.println(winners);
    assert winners.get() == 1;
  }

  /** One step. */
  public static void putIfAbsent() throws InterruptedException {
    Map<String, Integer> map = new ConcurrentHashMap<>();
    AtomicInteger winners = new AtomicInteger();
    Runnable register =
        () -> {
          if (map.putIfAbsent("name", 1) == null) {
            winners.incrementAndGet();
          }
        };
    together(register, register);
    System.out.println(winners);
    assert winners.get() == 1;
  }

  /** Counting words, in two steps. */
  public static void getThenPut() throws InterruptedException {
    Map<String, Integer> words = new ConcurrentHashMap<>();
    Runnable count = () -> words.put("the", words.getOrDefault("the", 0) + 1);
    together(count, count);
    System.out.println(words);
    assert words.get("the") == 2;
  }

  /** Counting words, in one. */
  public static void merge() throws InterruptedException {
    Map<String, Integer> words = new ConcurrentHashMap<>();
    Runnable count = () -> words.merge("the", 1, Integer::sum);
    together(count, count);
    System.out.println(words);
    assert words.get("the") == 2;
  }

  /** The value is made once. */
  public static void computeIfAbsent() throws InterruptedException {
    Map<String, Integer> map = new ConcurrentHashMap<>();
    AtomicInteger made = new AtomicInteger();
    Runnable ask = () -> map.computeIfAbsent("answer", key -> made.incrementAndGet());
    together(ask, ask);
    System.out.println(made);
    assert made.get() == 1;
  }

  /** A size is out of date when it arrives. */
  public static void sizeThenPut() throws InterruptedException {
    Map<Thread, Integer> guests = new ConcurrentHashMap<>();
    Runnable enter =
        () -> {
          if (guests.size() < 1) {
            guests.put(Thread.currentThread(), 1);
          }
        };
    together(enter, enter);
    System.out.println(guests.size());
    assert guests.size() <= 1;
  }

  /** A bound that the queue keeps itself. */
  public static void offer() throws InterruptedException {
    BlockingQueue<Thread> guests = new ArrayBlockingQueue<>(1);
    Runnable enter = () -> guests.offer(Thread.currentThread());
    together(enter, enter);
    System.out.println(guests.size());
    assert guests.size() <= 1;
  }

  /** It was not empty a moment ago. */
  public static void isEmptyThenRemove() throws InterruptedException {
    BlockingQueue<String> letters = new LinkedBlockingQueue<>();
    letters.add("a");
    Runnable read =
        () -> {
          if (!letters.isEmpty()) {
            System.out.println(letters.remove());
          }
        };
    together(read, read);
  }

  /** Look and take in one step. */
  public static void poll() throws InterruptedException {
    BlockingQueue<String> letters = new LinkedBlockingQueue<>();
    letters.add("a");
    Runnable read =
        () -> {
          String letter = letters.poll();
          if (letter != null) {
            System.out.println(letter);
          }
        };
    together(read, read);
  }
}
