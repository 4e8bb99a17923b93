package dev.heddle.examples;

import dev.heddle.sync.Lock;
import java.util.ArrayList;
import java.util.List;

/**
 * Half-built, mended: the list is filled under a lock, and read under the same.
 *
 * <p>The program of {@link E12HalfBuiltBroken} with a {@link Lock}. The cook holds it from the
 * first dish to the last, and so nobody who holds it can meet the menu half-way. Both sides need
 * it: a lock that only the writer takes protects nothing.
 *
 * <p>{@code call} is {@code run} for something that has a result.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E12HalfBuiltMended
 * VERIFIED  dev.heddle.examples.E12HalfBuiltMended: every interleaving was explored, none fails
 *
 *   Outcomes (how many executions printed what)
 *       1  no menu
 *       1  soup stew cake
 *
 *   2 executions in 0.14 s (13 a second); continuation switching, strategy auto, seed 1
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Return the list itself from {@code read} instead of a text that was made from it. The lock is
 * held by both as before: why is that broken again?
 */
public final class E12HalfBuiltMended {
  private E12HalfBuiltMended() {}

  private static final class Menu {
    private final Lock lock = new Lock("menu");
    private final List<String> dishes = new ArrayList<>();

    void write() {
      try (var hold = lock.hold()) {
        dishes.add("soup");
        dishes.add("stew");
        dishes.add("cake");
      }
    }

    String read() {
      return lock.call(() -> String.join(" ", dishes));
    }
  }

  private static void choose(Menu menu) {
    String dishes = menu.read();
    System.out.println(dishes.isEmpty() ? "no menu" : dishes);
    assert dishes.isEmpty() || dishes.equals("soup stew cake") : "half a menu: " + dishes;
  }

  /**
   * Runs the program once.
   *
   * @param args not used
   * @throws InterruptedException never: nobody interrupts the main thread
   */
  public static void main(String[] args) throws InterruptedException {
    Menu menu = new Menu();
    Thread cook = new Thread(menu::write, "cook");
    Thread guest = new Thread(() -> choose(menu), "guest");
    cook.start();
    guest.start();
    cook.join();
    guest.join();
  }
}
