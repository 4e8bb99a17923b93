package dev.heddle.examples.atomic;

import static dev.heddle.examples.atomic.Together.together;

import java.util.concurrent.atomic.AtomicInteger;

/** One thread makes an object, and another gets it. */
public final class Publication {
  private Publication() {}

  private static final class Point {
    int x;
    int y;

    Point(int x, int y) {
      this.x = x;
      this.y = y;
    }
  }

  private static Point point;

  /** An object that can change, by an ordinary field. */
  public static void plainReference() throws InterruptedException {
    together(
        () -> point = new Point(1, 1),
        () -> {
          Point mine = point;
          System.out.println(mine == null ? "none" : mine.x + "," + mine.y);
        });
  }

  private static volatile Point shown;

  /** The same by a volatile field. */
  public static void volatileReference() throws InterruptedException {
    together(
        () -> shown = new Point(1, 1),
        () -> {
          Point mine = shown;
          System.out.println(mine == null ? "none" : mine.x + "," + mine.y);
        });
  }

  private static volatile Point moving = new Point(0, 0);

  /** The reference is volatile, and the object changes nevertheless. */
  public static void changedAfterwards() throws InterruptedException {
    together(() -> moving.x = 1, () -> System.out.println(moving.x));
  }

  private record Place(int x, int y) {}

  private static Place place;

  /** All fields are final, and the reference to the object is an ordinary field. */
  public static void finalFields() throws InterruptedException {
    together(
        () -> place = new Place(1, 1),
        () -> {
          Place mine = place;
          System.out.println(mine == null ? "none" : mine.x + "," + mine.y);
        });
  }

  private static volatile Place current = new Place(0, 0);

  /** Immutable objects by a volatile field: all of the old, or all of the new. */
  public static void immutable() throws InterruptedException {
    together(
        () -> current = new Place(1, 1),
        () -> {
          Place mine = current;
          System.out.println(mine.x + "," + mine.y);
        });
  }

  private static final AtomicInteger made = new AtomicInteger();

  private static Integer make() {
    return made.incrementAndGet();
  }

  private static volatile Integer lazy;

  /** Made when it is first asked for. */
  public static void lazyInit() throws InterruptedException {
    Runnable ask =
        () -> {
          if (lazy == null) {
            lazy = make();
          }
        };
    together(ask, ask);
    System.out.println(made);
    assert made.get() == 1;
  }

  private static Point doubleChecked;

  /** Looked at once more under the lock, but first without, in an ordinary field. */
  public static void doubleCheckedPlain() throws InterruptedException {
    Runnable ask =
        () -> {
          if (doubleChecked == null) {
            synchronized (made) {
              if (doubleChecked == null) {
                doubleChecked = new Point(make(), 0);
              }
            }
          }
        };
    together(ask, ask);
    System.out.println(made);
    assert made.get() == 1;
  }

  private static volatile Point checkedTwice;

  /** The same in a volatile field. */
  public static void doubleCheckedVolatile() throws InterruptedException {
    Runnable ask =
        () -> {
          if (checkedTwice == null) {
            synchronized (made) {
              if (checkedTwice == null) {
                checkedTwice = new Point(make(), 0);
              }
            }
          }
        };
    together(ask, ask);
    System.out.println(made);
    assert made.get() == 1;
  }

  private static final class Holder {
    static final Point POINT = new Point(make(), 0);
  }

  /** Made by the initialiser of a class, which the JVM runs once. */
  public static void holder() throws InterruptedException {
    Runnable ask = () -> System.out.print(Holder.POINT.x);
    together(ask, ask);
    assert made.get() == 1;
  }
}
