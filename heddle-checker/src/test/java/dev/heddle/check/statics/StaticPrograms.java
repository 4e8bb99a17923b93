package dev.heddle.check.statics;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Programs that use static state, and change it. What one execution prints is what it prints in a
 * JVM of its own.
 */
public final class StaticPrograms {
  private static final StringBuilder LOG = new StringBuilder();

  private StaticPrograms() {}

  static void log(String what) {
    LOG.append(what).append(' ');
  }

  private static void show(Object what) {
    System.out.print(what + " ");
  }

  // ---- order

  private static final class A {
    static final int X = B.y + 1;
    static int count = 5;
    static final List<String> LIST = new ArrayList<>();
    static final Supplier<Integer> COUNT = () -> count;
    static final int CONSTANT = 7;

    static {
      log("A");
    }
  }

  private static final class B {
    static int y = C.z * 2;

    static {
      log("B");
    }
  }

  private static final class C {
    static int z = 3;
    static long wide = 1L << 40;
    static double real;
    static float single;
    static boolean flag;
    static byte[] bytes = new byte[1];

    static {
      log("C");
    }
  }

  /** Classes that need each other, in the order of their first use. */
  public static void order() {
    A.LIST.add("x");
    A.count++;
    B.y++;
    C.z++;
    C.wide++;
    C.real++;
    C.single++;
    C.flag = !C.flag;
    C.bytes[0]++;
    show(A.LIST + " " + A.X + " " + A.count + " " + A.COUNT.get() + " " + A.CONSTANT);
    show(B.y + " " + C.z + " " + C.wide + " " + C.real + " " + C.single + " " + C.flag);
    show(C.bytes[0] + " " + LOG);
  }

  private static final class CycleOne {
    static int a = CycleTwo.b + 1;
  }

  private static final class CycleTwo {
    static int b = CycleOne.a + 1;
  }

  /** Two classes whose initialisers need each other. */
  public static void cycle() {
    show(CycleTwo.b + " " + CycleOne.a);
    CycleOne.a++;
    CycleTwo.b++;
  }

  private static class Base {
    static int b = 10;
    static int seenOfHeir = Heir.early;

    static {
      log("Base");
    }
  }

  private static final class Heir extends Base {
    static int early = 4;
    static int s = b + 1;

    static {
      log("Heir");
    }
  }

  private static class Bare extends Base {}

  /** A superclass is initialised first, and sees what its subclass has not initialised yet. */
  public static void superclass() {
    new Bare();
    show(LOG);
    Heir.s++;
    Base.b++;
    Heir.early++;
    show(Base.seenOfHeir + " " + Heir.s + " " + LOG);
  }

  /** A static member that is used by way of a subclass initialises the class that declares it. */
  public static void inherited() {
    Shown.count++;
    show(Shown.next() + " " + LOG);
    new Shown();
    show(LOG);
  }

  // ---- kinds of members

  private static final class Single {
    static final Single INSTANCE = new Single();
    int used;

    static Single get() {
      return INSTANCE;
    }
  }

  private static final class Asserting {
    static int q = 1;

    static void check() {
      assert q > 0 : "assertions are on";
    }
  }

  private static final class OnlyAsserting {
    static void check(int value) {
      assert value > 0;
    }
  }

  private record Made(int a) {
    static int made;

    Made {
      made++;
    }
  }

  private static final class Ids {
    static int last;

    static int next() {
      return ++last;
    }
  }

  private static final class ClientOne {
    static final int ID = Ids.next();
  }

  private static final class ClientTwo {
    static final int ID = Ids.next();
  }

  /** Singletons, records, assertions, and classes that register with another. */
  public static void members() {
    Single.get().used++;
    Asserting.check();
    Asserting.q++;
    OnlyAsserting.check(1);
    new Made(1);
    show(Single.get().used + " " + Asserting.q + " " + Made.made);
    show(ClientTwo.ID + " " + ClientOne.ID);
    try {
      OnlyAsserting.check(0);
    } catch (AssertionError e) {
      show("asserts");
    }
  }

  private static final class Called {
    static int calls = 1;

    final int given;

    Called(int given) {
      this.given = given + calls++;
    }

    static synchronized int call() {
      return calls++;
    }
  }

  /** Classes that are used by references, reflection and names first. */
  public static void indirect() throws Exception {
    IntSupplier call = Called::call;
    show(call.getAsInt() + call.getAsInt());
    Class.forName(StaticPrograms.class.getName() + "$Registering");
    show(LOG);
    Supplier<Counting> make = Counting::new;
    show(make.get().number + make.get().number);
    show(Reflected.class.getDeclaredMethod("next").invoke(null));
    ClassLoader loader = StaticPrograms.class.getClassLoader();
    Class.forName(StaticPrograms.class.getName() + "$NotYet", false, loader);
    show(LOG);
    Class.forName(StaticPrograms.class.getName() + "$NotYet", true, loader);
    show(LOG);
  }

  private static final class Registering {
    static {
      log("Registering");
    }
  }

  private static final class NotYet {
    static {
      log("NotYet");
    }
  }

  private static final class Counting {
    static int made;
    final int number = ++made;
  }

  private static final class Reflected {
    static int last;

    static int next() {
      return ++last;
    }
  }

  /** The arguments of a constructor are computed after the class was initialised. */
  public static void construction() {
    Called called = new Called(Called.calls > 0 ? logged("positive") : 0);
    show(called.given + " " + LOG + new Loud(LOG.length() > 99 ? 1 : logged("argument")).number);
    show(LOG);
  }

  private static int logged(String what) {
    log(what);
    return 1;
  }

  private static final class Loud {
    final int number;

    static {
      log("Loud");
    }

    Loud(int number) {
      this.number = number;
    }
  }

  // ---- failures

  private static final class Throws {
    static int x = Integer.parseInt("none");
  }

  private static final class ThrowsError {
    static int x = 1;

    static {
      if (x == 1) {
        throw new StackOverflowError("made");
      }
    }

    static void call() {}
  }

  private static final class HeirOfThrows extends ThrowsAlways {
    static int x = 1;
  }

  private static class ThrowsAlways {
    static int y = 1;

    static {
      if (y > 0) {
        throw new IllegalStateException("always");
      }
    }
  }

  /** An initialiser that throws makes its class, and its subclasses, unusable. */
  public static void failures() {
    tell(() -> Throws.x++);
    tell(() -> Throws.x++);
    tell(ThrowsError::call);
    tell(ThrowsError::call);
    tell(HeirOfThrows::new);
    tell(() -> HeirOfThrows.x++);
    tell(ThrowsAlways::new);
  }

  private static void tell(Runnable use) {
    try {
      use.run();
      show("fine");
    } catch (Throwable e) {
      String message = e.getMessage();
      show(e.getClass().getSimpleName() + " " + message + " " + named(e.getCause()));
    }
  }

  private static String named(@Nullable Throwable cause) {
    // Why a class is erroneous is told since JDK 17, in another form than that of the failure.
    return cause == null || cause instanceof ExceptionInInitializerError ? "-" : "" + cause;
  }

  // ---- what stays

  /** A enum with state. */
  enum Colour {
    RED,
    GREEN;

    static final Map<String, Colour> BY_NAME = new HashMap<>();
    static int used;
    static final List<Colour> ALL = List.of(values());
    int painted;

    static {
      for (Colour colour : values()) {
        BY_NAME.put(colour.name(), colour);
      }
    }
  }

  /** An enum without state. */
  enum Plain {
    ONE,
    TWO
  }

  /** Constants, one of which can change. */
  interface Constants {
    List<String> NAMES = new ArrayList<>(List.of("k"));
    List<String> FIXED = List.of("k");
    Plain PLAIN = Plain.ONE;
    String TEXT = new String("text");
    int NUMBER = 3;
  }

  private static final class Keeper {
    static Colour colour = Colour.valueOf("RED");
    static Plain plain = Plain.TWO;
  }

  /** Enum constants stay the same objects, and can be switched over. */
  public static void enums() {
    show(Keeper.colour == Colour.BY_NAME.get("RED"));
    show(Colour.ALL.size() + " " + Keeper.plain);
    switch (Keeper.colour) {
      case RED -> show("red");
      case GREEN -> show("green");
    }
    Keeper.colour = Colour.GREEN;
  }

  /** Uses constants of an interface. */
  public static void interfaces() {
    show(
        Constants.NAMES.size()
            + " "
            + Constants.FIXED
            + Constants.PLAIN
            + Constants.TEXT
            + Constants.NUMBER);
  }

  /** Uses an enum without state. */
  public static void plainEnum() {
    show(Plain.valueOf("ONE"));
  }

  // ---- threads

  private static final class Pool {
    static final ExecutorService WORKERS =
        Executors.newSingleThreadExecutor(
            body -> {
              Thread thread = new Thread(body);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A pool in a static field. */
  public static void pool() throws Exception {
    show(Pool.WORKERS.submit(() -> 1).get());
  }

  private static final class Cell {
    static int value = 40;
    static Object lock = new Object();
  }

  /** Threads that change a static field. */
  public static void threads() throws InterruptedException {
    Runnable body =
        () -> {
          synchronized (Cell.lock) {
            Cell.value++;
          }
        };
    Thread one = new Thread(body);
    Thread two = new Thread(body);
    one.start();
    two.start();
    one.join();
    two.join();
    show(Cell.value);
  }

  /** Threads that race for the first use of a class. */
  public static void firstUse() throws InterruptedException {
    Cell.value = 0;
    Thread one = new Thread(() -> Cell.value += First.mark("one"));
    Thread two = new Thread(() -> Cell.value += First.mark("two"));
    one.start();
    two.start();
    one.join();
    two.join();
    show(First.marked);
  }

  private static final class First {
    static String marked = "first:";

    static int mark(String by) {
      marked += by;
      return 1;
    }
  }

  // ---- outside

  private static final class Outside {
    static int z = 1;

    static {
      File marker = new File(System.getProperty("heddle.test.outside"));
      if (marker.exists()) {
        throw new IllegalStateException("registered twice");
      }
      try {
        marker.createNewFile();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** An initialiser that changes what is outside of the program, and does not clean up. */
  public static void outside() {
    show(Outside.z);
  }

  // ---- reflection

  /** Has no serial version of its own. */
  @SuppressWarnings("serial")
  public static class Serial implements Serializable {
    public static final List<String> NAMES = new ArrayList<>();
    protected static int count;
    private final int field = 1;

    public synchronized int field() {
      return field;
    }
  }

  /** Has neither static state nor an initialiser. */
  @SuppressWarnings("serial")
  public static class SerialWithoutStatics implements Serializable {
    int field;

    public synchronized void add() {
      field++;
    }
  }
}
