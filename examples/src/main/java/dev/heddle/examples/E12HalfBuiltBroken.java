package dev.heddle.examples;

import java.util.ArrayList;
import java.util.List;

/**
 * Half-built, broken: one thread fills a list while another reads it.
 *
 * <p>A cook writes the menu, dish by dish, and a guest reads it. Either there is no menu yet, or
 * there are three dishes on it: a guest should never see anything else.
 *
 * <p>Nothing keeps the guest from reading while the cook writes, and what he sees then is a list
 * that is in order as a list and wrong as a menu. On real threads it may be worse: an {@link
 * ArrayList} is not made for this, and may also throw a {@code ConcurrentModificationException}, or
 * show a place that is not filled yet. To the checker each call of the list is one step. A list
 * that is made for several threads, as a {@code CopyOnWriteArrayList}, rules out the exception, and
 * not the half menu.
 *
 * <p>{@link E12HalfBuiltMended} lets nobody read before it is complete, {@link
 * E12HalfBuiltMendedImmutable} shows nothing before it is complete.
 *
 * <h2>What the checker says</h2>
 *
 * <pre>
 * $ ./heddle check --keep-going -cp examples/target/classes:heddle-core/target/classes dev.heddle.examples.E12HalfBuiltBroken
 * FAILED  dev.heddle.examples.E12HalfBuiltBroken
 *
 *   assertion (failure 1 of 3) in execution 2: java.lang.AssertionError: half a menu: soup stew in thread guest
 *           at dev.heddle.examples.E12HalfBuiltBroken.choose(E12HalfBuiltBroken.java:98)
 *           at dev.heddle.examples.E12HalfBuiltBroken.lambda$main$0(E12HalfBuiltBroken.java:110)
 *
 *   assertion (failure 2 of 3) in execution 3: java.lang.AssertionError: half a menu: soup in thread guest
 *           at dev.heddle.examples.E12HalfBuiltBroken.choose(E12HalfBuiltBroken.java:98)
 *           at dev.heddle.examples.E12HalfBuiltBroken.lambda$main$0(E12HalfBuiltBroken.java:110)
 *
 *   race (failure 3 of 3) in execution 1: nothing orders read in String.join of guest at dev.heddle.examples.E12HalfBuiltBroken$Menu.read(E12HalfBuiltBroken.java:91) and the change by List.add of cook at dev.heddle.examples.E12HalfBuiltBroken$Menu.write(E12HalfBuiltBroken.java:87)
 *       cook: List.add, holding no monitor
 *           at dev.heddle.examples.E12HalfBuiltBroken$Menu.write(E12HalfBuiltBroken.java:87)
 *       guest: read in String.join, holding no monitor
 *           at dev.heddle.examples.E12HalfBuiltBroken$Menu.read(E12HalfBuiltBroken.java:91)
 *           at dev.heddle.examples.E12HalfBuiltBroken.choose(E12HalfBuiltBroken.java:96)
 *           at dev.heddle.examples.E12HalfBuiltBroken.lambda$main$0(E12HalfBuiltBroken.java:110)
 *       they would be ordered if both threads held the same lock, or if one were started or joined by the other in between
 *
 *   Outcomes (how many executions printed what)
 *       1  no menu
 *       1  soup
 *       1  soup stew
 *       1  soup stew cake
 *
 *   Interleaving (failure 1 of 3), 8 steps
 *   #  main          cook      guest
 *   1  Thread.start                                 ...alfBuiltBroken.java:111  cook.start();
 *   2  Thread.start                                 ...alfBuiltBroken.java:112  guest.start();
 *   3                begin
 *   4                          begin
 *   5                List.add                       E12HalfBuiltBroken.java:85  dishes.add("soup");
 *   6                List.add                       E12HalfBuiltBroken.java:86  dishes.add("stew");
 *   7                          read in String.join  E12HalfBuiltBroken.java:91  return String.join(" ", dishes);
 *   8                          PrintStream.println  E12HalfBuiltBroken.java:97  System.out.println(dishes.isEmpty() ? "...
 *
 *   Nearest passing execution: the same before step 7, and then
 *       cook: List.add (E12HalfBuiltBroken.java:87)
 *   in place of
 *       guest: read in String.join (E12HalfBuiltBroken.java:91)
 *
 *   4 executions in 0.20 s (20 a second); continuation switching, strategy auto, seed 1
 *   Replay (failure 1 of 3): heddle replay heddle-E12HalfBuiltBroken.schedule.json
 *   Replay (failure 2 of 3): heddle replay heddle-E12HalfBuiltBroken-2.schedule.json
 *   Replay (failure 3 of 3): heddle replay heddle-E12HalfBuiltBroken-3.schedule.json
 * </pre>
 *
 * <h2>Exercise</h2>
 *
 * <p>Let the guest read the size first, and the list only if there are three dishes. Is the program
 * right now? Would it be if the cook also took dishes from the menu?
 */
public final class E12HalfBuiltBroken {
  private E12HalfBuiltBroken() {}

  private static final class Menu {
    private final List<String> dishes = new ArrayList<>();

    void write() {
      dishes.add("soup");
      dishes.add("stew");
      dishes.add("cake");
    }

    String read() {
      return String.join(" ", dishes);
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
