package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Fields and elements that are reached by handles are the same locations as by themselves. */
class HandlesTest {
  private static final VarHandle NUMBER;
  private static final VarHandle PLAIN;
  private static final VarHandle STATIC;
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final AtomicIntegerFieldUpdater<HandlesTest> NUMBER_UPDATER =
      AtomicIntegerFieldUpdater.newUpdater(HandlesTest.class, "number");
  private static final AtomicLongFieldUpdater<HandlesTest> WIDE_UPDATER =
      AtomicLongFieldUpdater.newUpdater(HandlesTest.class, "wide");
  private static final AtomicReferenceFieldUpdater<HandlesTest, String> NAME_UPDATER =
      AtomicReferenceFieldUpdater.newUpdater(HandlesTest.class, String.class, "name");

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NUMBER = lookup.findVarHandle(HandlesTest.class, "number", int.class);
      PLAIN = lookup.findVarHandle(HandlesTest.class, "plain", int.class);
      STATIC = lookup.findStaticVarHandle(HandlesTest.class, "shared", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static volatile int shared;
  private volatile int number;
  private volatile long wide;
  private volatile @Nullable String name;
  private int plain;

  private static CheckResult exploreAll(Body body) {
    CheckOptions options = everything(Switching.AUTO).races(RaceChecking.FAIL).build();
    return Checker.withOptions(options).check("handles", body);
  }

  private static void assertVerified(CheckResult result, long executions) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.executions()).isEqualTo(executions);
    assertThat(result.assumes()).isEmpty();
  }

  private static MethodHandle accessor(String field, boolean sets) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      return sets
          ? lookup.findSetter(HandlesTest.class, field, int.class)
          : lookup.findGetter(HandlesTest.class, field, int.class);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static void set(MethodHandle setter, HandlesTest object) {
    try {
      setter.invokeExact(object, 1);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static int get(MethodHandle getter, HandlesTest object) {
    try {
      return (int) getter.invoke(object);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void methodHandleOfAField_isAnAccess() {
    MethodHandle setter = accessor("number", true);
    MethodHandle getter = accessor("number", false);
    CheckResult result =
        exploreAll(
            () -> {
              HandlesTest object = new HandlesTest();
              Thread writer = new Thread(() -> set(setter, object));
              writer.start();
              System.out.print(get(getter, object) + object.number);
              writer.join();
            });

    assertVerified(result, 3);
    assertThat(result.outcomes()).containsOnlyKeys("0", "1", "2");

    MethodHandle plain = accessor("plain", true);
    CheckResult races =
        exploreAll(
            () -> {
              HandlesTest object = new HandlesTest();
              inParallel(() -> set(plain, object), () -> object.plain = 2);
            });
    assertThat(races.failures()).extracting(Failure::kind).containsOnly(FailureKind.RACE);
  }

  @Test
  void methodHandleOfALock_locks() throws Exception {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodType type = MethodType.methodType(void.class);
    MethodHandle take = lookup.findVirtual(ReentrantLock.class, "lock", type);
    MethodHandle give = lookup.findVirtual(ReentrantLock.class, "unlock", type);
    CheckResult result =
        exploreAll(
            () -> {
              HandlesTest object = new HandlesTest();
              ReentrantLock lock = new ReentrantLock();
              Runnable increment =
                  () -> {
                    try {
                      take.invokeExact(lock);
                      object.plain++;
                      give.invokeExact(lock);
                    } catch (Throwable e) {
                      throw new AssertionError(e);
                    }
                  };
              inParallel(increment, increment);
              assert object.plain == 2;
            });

    assertVerified(result, 2);
  }

  @Test
  void variableByHandle_andByItself_isOneLocation() {
    assertVerified(
        exploreAll(
            () ->
                inParallel(
                    () -> System.out.print(NUMBER.getVolatile(this) == null), () -> number = 1)),
        2);
    assertVerified(
        exploreAll(
            () ->
                inParallel(
                    () -> System.out.print((int) STATIC.getAndAdd(1) < 0), () -> shared = 1)),
        2);
    assertVerified(
        exploreAll(
            () ->
                inParallel(
                    () -> NUMBER_UPDATER.incrementAndGet(this),
                    () -> System.out.print(number < 0))),
        2);
  }

  @Test
  void differentVariables_areIndependent() {
    int[] elements = new int[2];
    assertVerified(
        exploreAll(
            () ->
                inParallel(
                    () -> {
                      ELEMENT.setVolatile(elements, 0, 1);
                      WIDE_UPDATER.incrementAndGet(this);
                      NUMBER.setVolatile(this, 1);
                    },
                    () -> {
                      ELEMENT.setVolatile(elements, 1, 1);
                      NAME_UPDATER.set(this, "other");
                      STATIC.setVolatile(1);
                    })),
        1);
  }

  @Test
  void twoUpdatesByHandle_loseNothing() {
    CheckResult result =
        exploreAll(
            () -> {
              number = 0;
              inParallel(() -> NUMBER.getAndAdd(this, 1), () -> NUMBER_UPDATER.addAndGet(this, 1));
              System.out.print(number);
            });

    assertVerified(result, 2);
    assertThat(result.outcomes()).containsOnlyKeys("2");
  }

  @Test
  void plainAccessByHandle_needsAnOrder() {
    CheckResult result =
        exploreAll(() -> inParallel(() -> PLAIN.set(this, 1), () -> System.out.print(plain < 0)));

    assertThat(result.failures()).hasSize(1);
    assertThat(result.failures().get(0).kind()).isEqualTo(FailureKind.RACE);
  }

  @Test
  void releaseAndAcquire_orderOthers_andAreNamed() {
    CheckResult result =
        exploreAll(
            () -> {
              number = 0;
              plain = 0;
              inParallel(
                  () -> {
                    plain = 1;
                    NUMBER.setRelease(this, 1);
                  },
                  () -> {
                    while ((int) NUMBER.getAcquire(this) == 0) {
                      Thread.onSpinWait();
                    }
                    System.out.print(plain);
                  });
            });

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys("1");
    assertThat(result.assumes())
        .anyMatch(
            assumption ->
                assumption.startsWith("sequential consistency of")
                    && assumption.contains("VarHandle.getAcquire")
                    && assumption.contains("VarHandle.setRelease"));
  }

  @Test
  void opaqueAccess_ordersNothing() {
    CheckResult result =
        exploreAll(
            () -> {
              number = 0;
              inParallel(
                  () -> {
                    plain = 1;
                    NUMBER.setOpaque(this, 1);
                  },
                  () -> {
                    if ((int) NUMBER.getOpaque(this) == 1) {
                      System.out.print(plain);
                    }
                  });
            });

    assertThat(result.failures())
        .anyMatch(
            failure -> failure.kind() == FailureKind.RACE && failure.message().contains("plain"));
  }

  @Test
  void spinLockByHandle_waitsUntilItIsFree() {
    CheckResult result =
        exploreAll(
            () -> {
              number = 0;
              plain = 0;
              Runnable locked =
                  () -> {
                    while (!NUMBER.compareAndSet(this, 0, 1)) {
                      Thread.onSpinWait();
                    }
                    plain++;
                    NUMBER.setVolatile(this, 0);
                  };
              inParallel(locked, locked);
              System.out.print(plain);
            });

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).containsOnlyKeys("2");
  }

  @Test
  void fieldOfTheProgram_byReflection_isThatField() {
    CheckResult result =
        Checker.withOptions(CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).build())
            .check(
                "test",
                () -> {
                  HandlesTest cells = new HandlesTest();
                  Field field = HandlesTest.class.getDeclaredField("plain");
                  inParallel(() -> write(field, cells), () -> cells.plain = 2);
                });

    assertThat(result.failures()).hasSize(1);
    assertThat(result.failures().get(0).kind()).isEqualTo(FailureKind.RACE);
  }

  private static void write(Field field, Object object) {
    try {
      field.setInt(object, 1);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its field is null until the class is initialised. */
  private static final class Late {
    static final StringBuilder TEXT = new StringBuilder("made");
  }

  @Test
  void accessOfAStaticField_startsItsClass() {
    CheckResult result =
        exploreAll(
            () -> {
              VarHandle text =
                  MethodHandles.lookup()
                      .findStaticVarHandle(Late.class, "TEXT", StringBuilder.class);
              AtomicInteger count = new AtomicInteger();
              inParallel(count::incrementAndGet, count::incrementAndGet);
              System.out.print((StringBuilder) text.get());
            });

    assertThat(result.outcomes()).as(result.toString()).containsOnlyKeys("made");
    assertThat(result.executions()).isEqualTo(2);
  }
}
