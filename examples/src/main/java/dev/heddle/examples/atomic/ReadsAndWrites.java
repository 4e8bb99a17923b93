package dev.heddle.examples.atomic;

import static dev.heddle.examples.atomic.Together.together;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** One read, or one write. */
public final class ReadsAndWrites {
  private ReadsAndWrites() {}

  private static long distance;

  /** A long in an ordinary field. */
  public static void plainLong() throws InterruptedException {
    together(() -> distance = -1, () -> System.out.println(distance));
  }

  private static volatile long height;

  /** A long in a volatile field. */
  public static void volatileLong() throws InterruptedException {
    together(() -> height = -1, () -> System.out.println(height));
  }

  private static int answer;
  private static boolean ready;

  /** An ordinary flag says that another field is written. */
  public static void plainFlag() throws InterruptedException {
    together(
        () -> {
          answer = 42;
          ready = true;
        },
        () -> System.out.println(ready ? answer : -1));
  }

  private static int question;
  private static volatile boolean asked;

  /** A volatile flag says that another field is written. */
  public static void volatileFlag() throws InterruptedException {
    together(
        () -> {
          question = 42;
          asked = true;
        },
        () -> System.out.println(asked ? question : -1));
  }

  private static volatile int[] volatileArray = new int[1];

  /** The reference to the array is volatile, and its elements are not. */
  public static void elementOfVolatileArray() throws InterruptedException {
    together(() -> volatileArray[0] = 1, () -> System.out.println(volatileArray[0]));
  }

  /** An array whose elements are read and written as if they were volatile. */
  public static void elementOfAtomicArray() throws InterruptedException {
    AtomicIntegerArray array = new AtomicIntegerArray(1);
    together(() -> array.set(0, 1), () -> System.out.println(array.get(0)));
  }

  /** Neighbours in memory are no neighbours to threads. */
  public static void neighbours() throws InterruptedException {
    byte[] bytes = new byte[2];
    together(() -> bytes[0] = 1, () -> bytes[1] = 2);
    System.out.println(bytes[0] + bytes[1]);
  }
}
