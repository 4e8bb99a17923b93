package dev.heddle.examples.hangs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A service that hangs on request: a line of its input names what is to go wrong. It answers each
 * with the line and {@code requested}. Requests run on virtual threads where the JDK has them.
 *
 * <ul>
 *   <li>{@code transfers}: two transfers lock two accounts in opposite order
 *   <li>{@code prices}: a reader of the prices wants to write them, too
 *   <li>{@code reports}: each report waits for a part of it, which has no worker left
 *   <li>{@code connections}: a request keeps its connection, and others want one
 * </ul>
 */
public final class HangingService {
  private final ReentrantLock checking = new ReentrantLock();
  private final ReentrantLock savings = new ReentrantLock();
  private final ReentrantReadWriteLock prices = new ReentrantReadWriteLock();
  private final Semaphore connections = new Semaphore(1);
  private final ExecutorService reports = Executors.newFixedThreadPool(2, HangingService::worker);

  private HangingService() {}

  /**
   * Serves until the input ends.
   *
   * @param arguments none
   * @throws Exception if the input cannot be read
   */
  public static void main(String[] arguments) throws Exception {
    HangingService service = new HangingService();
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      service.request(line);
      System.out.println(line + " requested");
    }
    System.exit(0);
  }

  private void request(String what) throws Exception {
    switch (what) {
      case "transfers" -> transfers();
      case "prices" -> start("price-update", this::updatePrices);
      case "reports" -> reports();
      case "connections" -> connections();
      default -> throw new IOException("unknown request: " + what);
    }
  }

  private void transfers() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    start("transfer-1", () -> transfer(checking, savings, both));
    start("transfer-2", () -> transfer(savings, checking, both));
  }

  private Void transfer(ReentrantLock from, ReentrantLock to, CountDownLatch both)
      throws InterruptedException {
    from.lock();
    both.countDown();
    both.await();
    to.lock();
    return null;
  }

  private Void updatePrices() {
    prices.readLock().lock();
    prices.writeLock().lock();
    return null;
  }

  private void reports() {
    CountDownLatch both = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      reports.submit(() -> report(both));
    }
  }

  private String report(CountDownLatch both) throws InterruptedException, ExecutionException {
    both.countDown();
    both.await();
    Future<String> part = reports.submit(() -> "part");
    return "report of " + part.get();
  }

  private void connections() throws Exception {
    connections.acquire();
    start("query-1", this::query);
    start("query-2", this::query);
  }

  private Void query() throws InterruptedException {
    connections.acquire();
    connections.release();
    return null;
  }

  private static Thread worker(Runnable task) {
    return new Thread(task, "report-worker");
  }

  /** Starts a virtual thread, or a platform thread before JDK 21. */
  private static void start(String name, Callable<Void> request) throws Exception {
    Runnable task =
        () -> {
          try {
            request.call();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    List<Class<?>> builders = new ArrayList<>();
    for (Class<?> each : Thread.class.getDeclaredClasses()) {
      if (each.getSimpleName().equals("Builder")) {
        builders.add(each);
      }
    }
    if (builders.isEmpty() || Runtime.version().feature() < 21) {
      new Thread(task, name).start();
      return;
    }
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    builders.get(0).getMethod("name", String.class).invoke(builder, name);
    builders.get(0).getMethod("start", Runnable.class).invoke(builder, task);
  }
}
