package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreWithRaces;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Class initialisers that run concurrently with other threads. */
class InitialisersTest {
  private static void assertVerified(CheckResult result) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
  }

  private static void assertFails(CheckResult result, FailureKind... kinds) {
    assertThat(result.failures())
        .as(result.toString())
        .extracting(Failure::kind)
        .contains(kinds)
        .containsOnly(kinds);
  }

  // ---- steps that others see

  static final class Shared {
    static volatile int flag;
    static int plain;
    static final ReentrantLock LOCK = new ReentrantLock();
    static final AtomicInteger counter = new AtomicInteger();
    static final Map<String, Integer> registry = new ConcurrentHashMap<>();
    static final List<String> names = new ArrayList<>();
  }

  static final class ReadsVolatile {
    static final int SEEN = Shared.flag;
  }

  @ParameterizedTest
  @EnumSource
  void initialiserReadsAVolatile_beforeOrAfterItsWrite(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              Shared.flag = 0;
              Thread setter = new Thread(() -> Shared.flag = 1);
              setter.start();
              System.out.print(ReadsVolatile.SEEN);
              setter.join();
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("0", "1");
    assertThat(result.promoted())
        .containsExactly("initialiser of class " + ReadsVolatile.class.getName());
  }

  static final class Registers {
    static {
      Shared.registry.merge("made", 1, Integer::sum);
    }

    static void touch() {}
  }

  @ParameterizedTest
  @EnumSource
  void initialiserRegistersItself_once_andAtItsTime(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              Thread one = new Thread(Registers::touch);
              Thread two = new Thread(Registers::touch);
              one.start();
              two.start();
              System.out.print(Shared.registry.getOrDefault("made", 0));
              one.join();
              two.join();
              assert Shared.registry.get("made") == 1;
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("0", "1");
  }

  static final class TakesLock {
    static final int VALUE;

    static {
      Shared.LOCK.lock();
      try {
        VALUE = Shared.flag;
      } finally {
        Shared.LOCK.unlock();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void initialiserWaitsForALock_otherThreadGoesOn(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              Shared.flag = 0;
              inParallel(
                  () -> {
                    Shared.LOCK.lock();
                    Shared.flag = 1;
                    Shared.flag = 2;
                    Shared.LOCK.unlock();
                  },
                  () -> System.out.print(TakesLock.VALUE));
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("0", "2");
  }

  static final class UsedUnderLock {
    static int value = 1;

    static {
      Shared.LOCK.lock();
      Shared.LOCK.unlock();
    }
  }

  @ParameterizedTest
  @EnumSource
  void classUsedUnderTheLockThatItsInitialiserTakes_deadlock(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () ->
                inParallel(
                    () -> {
                      Shared.LOCK.lock();
                      try {
                        UsedUnderLock.value++;
                      } finally {
                        Shared.LOCK.unlock();
                      }
                    },
                    () -> {
                      int ignored = UsedUnderLock.value;
                    }));

    assertThat(result.failures()).extracting(Failure::kind).contains(FailureKind.DEADLOCK);
    Failure deadlock =
        result.failures().stream()
            .filter(failure -> failure.kind() == FailureKind.DEADLOCK)
            .findFirst()
            .orElseThrow();
    assertThat(String.join("\n", deadlock.details()))
        .contains("to enter the initialiser of class InitialisersTest.UsedUnderLock");
  }

  static final class ReadsPlain {
    static final int SEEN = Shared.plain;
  }

  @ParameterizedTest
  @EnumSource
  void initialiserReadsAPlainField_race(Switching switching) {
    assertFails(
        exploreWithRaces(
            switching,
            () -> {
              Shared.plain = 0;
              inParallel(
                  () -> Shared.plain = 1,
                  () -> {
                    int ignored = ReadsPlain.SEEN;
                  });
            }),
        FailureKind.RACE);
  }

  static final class AddsToList {
    static final int SIZE;

    static {
      Shared.names.add("it");
      SIZE = Shared.names.size();
    }
  }

  @ParameterizedTest
  @EnumSource
  void initialiserChangesAListBesideAReader_race(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              Shared.names.clear();
              inParallel(
                  Shared.names::isEmpty,
                  () -> {
                    int ignored = AddsToList.SIZE;
                  });
            });

    assertThat(result.failures()).extracting(Failure::kind).contains(FailureKind.RACE);
  }

  // ---- what is ordered, and adds nothing

  static final class Holder {
    static final int[] TABLE = {1, 2, 3};
    static final List<String> LIST = new ArrayList<>(List.of("a"));
    static int count;

    static {
      for (int i = 0; i < TABLE.length; i++) {
        count += TABLE[i];
      }
      LIST.add("b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void stateOfAnInitialiser_isOrderedBeforeEveryUse_inOneExecution(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              Runnable use =
                  () -> {
                    if (Holder.count != 6 || Holder.TABLE[2] != 3 || Holder.LIST.size() != 2) {
                      throw new AssertionError();
                    }
                  };
              inParallel(use, use, use);
            });

    assertVerified(result);
    assertThat(result.executions()).isEqualTo(1);
    assertThat(result.promoted()).isEmpty();
  }

  static final class A {
    static Object object = new Object();
  }

  static final class B {
    static Object object = new Object();
  }

  @ParameterizedTest
  @EnumSource
  void ordinaryClassesInOppositeOrders_areOneExecution(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () ->
                inParallel(
                    () -> {
                      Object ignored = A.object;
                      ignored = B.object;
                    },
                    () -> {
                      Object ignored = B.object;
                      ignored = A.object;
                    }));

    assertVerified(result);
    assertThat(result.executions()).isEqualTo(1);
  }

  static final class OrderedByUse {
    static int fromInitialiser;

    static {
      Shared.plain = 5;
      fromInitialiser = 1;
    }
  }

  @ParameterizedTest
  @EnumSource
  void dataThatAnInitialiserWrites_isOrderedForThoseWhoUseTheClass(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () ->
                inParallel(
                    () -> {
                      if (OrderedByUse.fromInitialiser + Shared.plain != 6) {
                        throw new AssertionError();
                      }
                    },
                    () -> {
                      if (OrderedByUse.fromInitialiser + Shared.plain != 6) {
                        throw new AssertionError();
                      }
                    }));

    assertVerified(result);
  }

  // ---- who comes first

  static final class NamesThread {
    static final String NAME = Thread.currentThread().getName();
  }

  @ParameterizedTest
  @EnumSource
  void initialiserAsksWhoRunsIt_eitherThread(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              Thread a = new Thread(() -> NamesThread.NAME.length(), "A");
              Thread b = new Thread(() -> NamesThread.NAME.length(), "B");
              a.start();
              b.start();
              a.join();
              b.join();
              System.out.print(NamesThread.NAME);
            });

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("A", "B");
  }

  static final class Fails {
    static final int VALUE = Integer.parseInt("no number");
  }

  @ParameterizedTest
  @EnumSource
  void initialiserFails_theFirstGetsTheFailure_theOtherThatItFailed(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              String[] met = new String[2];
              inParallel(() -> met[0] = failureOfUse(), () -> met[1] = failureOfUse());
              System.out.print(met[0] + " " + met[1]);
            });

    assertVerified(result);
    assertThat(result.outcomes())
        .containsOnlyKeys(
            "ExceptionInInitializerError NoClassDefFoundError",
            "NoClassDefFoundError ExceptionInInitializerError");
  }

  private static String failureOfUse() {
    try {
      return "" + Fails.VALUE;
    } catch (LinkageError e) {
      return e.getClass().getSimpleName();
    }
  }

  enum Announces {
    ONE;

    static {
      Shared.flag = 1;
    }
  }

  enum AnnouncesToo {
    ONE;

    static {
      Shared.flag = 1;
    }
  }

  /** Enum constants must remain the same objects, so an enum is initialised once. */
  private static void assertNamed(Switching switching, Class<?> type, Supplier<Object> constant) {
    CheckResult result = exploreWithRaces(switching, () -> inParallel(constant::get, () -> {}));

    assertVerified(result);
    assertThat(result.assumes())
        .contains(
            "the result does not depend on when %s is initialised, which happens once"
                .formatted(type.getName()));
  }

  @Test
  void initialiserOfAnEnumTakesAStep_isNamed() {
    assertNamed(Switching.AUTO, Announces.class, () -> Announces.ONE);
    assertNamed(Switching.THREAD, AnnouncesToo.class, () -> AnnouncesToo.ONE);
  }

  // ---- cycles

  static final class Chicken {
    static int fromEgg = Egg.number();

    static int number() {
      return 1;
    }
  }

  static final class Egg {
    static int fromChicken = Chicken.number();

    static int number() {
      return 2;
    }
  }

  @ParameterizedTest
  @EnumSource
  void initialisersThatAskForEachOther_deadlock(Switching switching) {
    CheckResult result =
        exploreWithRaces(switching, () -> inParallel(() -> Chicken.number(), () -> Egg.number()));

    assertFails(result, FailureKind.DEADLOCK);
    Switchings.assertReplays(
        switching, () -> inParallel(() -> Chicken.number(), () -> Egg.number()), result);
  }

  @ParameterizedTest
  @EnumSource
  void initialisersThatAskForEachOther_fromOneSide_areFine(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching, () -> inParallel(() -> Chicken.number(), () -> Chicken.number())));
  }

  static class Base {
    static int made = Derived.count;
  }

  static final class Derived extends Base {
    static int count = 7;
  }

  @ParameterizedTest
  @EnumSource
  void superclassThatAsksForItsSubclass_deadlock(Switching switching) {
    assertFails(
        exploreWithRaces(
            switching,
            () ->
                inParallel(
                    () -> {
                      int ignored = Base.made;
                    },
                    () -> {
                      int ignored = Derived.count;
                    })),
        FailureKind.DEADLOCK);
  }

  private static void runInThread(Runnable body) {
    try {
      inParallel(body);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static final class JoinsAUser {
    static int value = 3;

    static {
      runInThread(() -> value++);
    }
  }

  @ParameterizedTest
  @EnumSource
  void initialiserWaitsForAThreadThatUsesItsClass_deadlock(Switching switching) {
    assertFails(
        exploreWithRaces(
            switching,
            () -> {
              int ignored = JoinsAUser.value;
            }),
        FailureKind.DEADLOCK);
  }

  /** Not a lambda, which would be a static method of the class being initialised. */
  private record Sets(int[] array) implements Runnable {
    @Override
    public void run() {
      array[0] = 4;
    }
  }

  static final class JoinsAWorker {
    static final int[] VALUE = new int[1];

    static {
      runInThread(new Sets(VALUE));
    }
  }

  @ParameterizedTest
  @EnumSource
  void initialiserWaitsForAThreadOfItsOwn_isFine(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () ->
                inParallel(
                    () -> System.out.print(JoinsAWorker.VALUE[0]),
                    () -> System.out.print(JoinsAWorker.VALUE[0]))));
  }
}
