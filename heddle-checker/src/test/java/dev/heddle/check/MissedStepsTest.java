package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringBufferInputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Interleavings that were once missed, and right programs that were once called wrong. */
class MissedStepsTest {
  private static final MethodHandle SIZE;

  static {
    try {
      SIZE =
          MethodHandles.lookup().findVirtual(List.class, "size", MethodType.methodType(int.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static volatile int turn;
  private static volatile @Nullable Escaping published;
  private static volatile int @Nullable [] publishedArray;

  /** An object that its constructor shows to others before it is complete. */
  private static final class Escaping {
    private int value;
    private final int finalValue;

    Escaping(int value, boolean viaAlias) {
      if (viaAlias) {
        Escaping alias = value > 0 ? this : null;
        published = alias;
      } else {
        published = this;
      }
      this.value = value;
      this.finalValue = value;
    }
  }

  private interface Names extends Queue<Integer> {}

  private static final class NamesInADeque extends ArrayDeque<Integer> implements Names {
    private static final long serialVersionUID = 1L;
  }

  private static final class OwnVector extends Vector<Integer> {
    private static final long serialVersionUID = 1L;
  }

  private interface Reader {
    Object read(List<Integer> list) throws Throwable;
  }

  /** Another thread adds to a list after a first write and before the list is read, or not. */
  private static Body race(List<Integer> list, Reader reader) {
    return () -> {
      list.clear();
      turn = 0;
      Thread adder =
          new Thread(
              () -> {
                if (turn == 1) {
                  list.add(1);
                }
              });
      adder.start();
      turn = 1;
      Object seen = reader.read(list);
      adder.join();
      System.out.print(seen);
    };
  }

  static Stream<Arguments> readers() {
    List<Integer> plain = new ArrayList<>();
    List<Integer> anonymous = new ArrayList<>() {};
    return Stream.of(
        Arguments.of("size", race(plain, List::size)),
        Arguments.of("size of an anonymous subclass", race(anonymous, list -> list.size())),
        Arguments.of("copy constructor", race(plain, list -> new ArrayList<>(list).size())),
        Arguments.of(
            "addAll to a local list",
            race(
                plain,
                list -> {
                  List<Integer> copy = new ArrayList<>();
                  copy.addAll(list);
                  return copy.size();
                })),
        Arguments.of("List.copyOf", race(plain, list -> List.copyOf(list).size())),
        Arguments.of("reflection", race(plain, list -> List.class.getMethod("size").invoke(list))),
        Arguments.of("method handle", race(plain, list -> (int) SIZE.invoke(list))),
        Arguments.of("concatenation", race(plain, list -> ("" + list).length() / 3)),
        Arguments.of("String.valueOf", race(plain, list -> String.valueOf(list).length() / 3)),
        Arguments.of("builder", race(plain, list -> new StringBuilder().append(list).length() / 3)),
        Arguments.of(
            "equals of another list",
            race(plain, list -> new ArrayList<Integer>().equals(list) ? 0 : 1)),
        Arguments.of(
            "print to a stream",
            race(
                plain,
                list -> {
                  ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                  new PrintStream(bytes, true).print(list);
                  return bytes.size() / 3;
                })),
        Arguments.of(
            "print to a writer",
            race(
                plain,
                list -> {
                  StringWriter text = new StringWriter();
                  new PrintWriter(text).print(list);
                  return text.toString().length() / 3;
                })));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readers")
  void readOfASharedList_isAStep(String how, Body body) {
    assertOutcomes(body, "0", "1");
  }

  @Test
  void interfaceOfTheProgramOverOneOfTheJdk_isAStep() {
    assertOutcomes(
        () -> {
          Names names = new NamesInADeque();
          new Thread(() -> names.add(1)).start();
          System.out.print(names.size());
        },
        "0",
        "1");
  }

  @Test
  void viewThatIsCaptured_makesItsMapVisible() {
    assertOutcomes(
        () -> {
          TreeMap<Integer, String> map = new TreeMap<>();
          Collection<String> head = map.headMap(5).values();
          new Thread(() -> System.out.print(head.size())).start();
          map.put(1, "x");
        },
        "0",
        "1");
  }

  @Test
  void yield_isAHint() {
    assertOutcomes(
        () -> {
          turn = 0;
          new Thread(
                  () -> {
                    turn = 1;
                    Thread.yield();
                    turn = 2;
                  })
              .start();
          System.out.print(turn);
        },
        "0",
        "1",
        "2");
  }

  @Test
  void finiteLoopThatChangesSomething_isNoWaitingLoop() {
    CheckResult result =
        Switchings.exploreAll(
            () -> {
              AtomicInteger count = new AtomicInteger();
              new Thread(
                      () -> {
                        for (int i = 0; i < 40; i++) {
                          count.incrementAndGet();
                        }
                      })
                  .start();
              System.out.print(count.get());
            });

    assertThat(result.outcomes().keySet())
        .isEqualTo(
            IntStream.rangeClosed(0, 40).mapToObj(String::valueOf).collect(Collectors.toSet()));
    assertThat(result.assumes()).containsExactly("sequential consistency");
  }

  @Test
  void finalFieldAndAlias_ofAnObjectThatEscapes_areSeenUnset() {
    for (boolean viaAlias : new boolean[] {false, true}) {
      assertOutcomes(
          () -> {
            published = null;
            new Thread(() -> new Escaping(42, viaAlias)).start();
            Escaping seen = published;
            System.out.print(seen == null ? "none" : seen.value + " " + seen.finalValue);
          },
          "none",
          "0 0",
          "42 0",
          "0 42",
          "42 42");
    }
  }

  @Test
  void arrayThatIsPublishedBeforeItIsFilled_isSeenEmpty() {
    assertOutcomes(
        () -> {
          publishedArray = null;
          new Thread(() -> (publishedArray = new int[1])[0] = 42).start();
          int[] seen = publishedArray;
          System.out.print(seen == null ? "none" : String.valueOf(seen[0]));
        },
        "none",
        "0",
        "42");
  }

  @Test
  void synchronizedMethodsOfTheJdk_respectTheProgramsMonitor() {
    assertOutcomes(
        () -> {
          OwnVector vector = new OwnVector();
          new Thread(() -> vector.add(1)).start();
          synchronized (vector) {
            int before = vector.size();
            System.out.print(vector.size() - before);
          }
        },
        "0");
    assertOutcomes(
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          Thread thread = new Thread(() -> bytes.write(3));
          thread.start();
          synchronized (bytes) {
            bytes.write(1);
            bytes.write(2);
          }
          thread.join();
          System.out.print(Arrays.toString(bytes.toByteArray()));
        },
        "[1, 2, 3]",
        "[3, 1, 2]");
  }

  @SuppressWarnings("deprecation") // StringBufferInputStream
  static Stream<Arguments> objectsThatLockThemselves() {
    return Stream.of(
        Arguments.of("ByteArrayInputStream", read(() -> new ByteArrayInputStream(new byte[4]))),
        Arguments.of("StringBufferInputStream", read(() -> new StringBufferInputStream("abcd"))),
        Arguments.of(
            "subclass of BufferedInputStream",
            read(() -> new BufferedInputStream(new ByteArrayInputStream(new byte[4])) {})));
  }

  /** One thread reads a stream whose monitor another holds while it looks twice. */
  private static Body read(Supplier<InputStream> streams) {
    return () -> {
      InputStream stream = streams.get();
      Thread reader = new Thread(() -> use(stream));
      reader.start();
      synchronized (stream) {
        int before = stream.available();
        System.out.print(stream.available() - before);
      }
      reader.join();
    };
  }

  private static void use(InputStream stream) {
    try {
      stream.skip(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("objectsThatLockThemselves")
  void synchronizedMethod_respectsTheProgramsMonitor(String name, Body body) {
    assertOutcomes(body, "0");
  }

  @Test
  void twoPrintsUnderTheMonitorOfTheOutput_stayTogether() {
    int version = Runtime.version().feature();
    assumeTrue(version < 19 || version > 23, "the output has a lock of its own there");
    assertOutcomes(
        () -> {
          Thread printer = new Thread(() -> System.out.print("c"));
          printer.start();
          synchronized (System.out) {
            System.out.print("a");
            System.out.print("b");
          }
          printer.join();
        },
        "abc",
        "cab");
  }

  @Test
  void startOfAThread_isAStep_forThoseWhoAskWhetherItLives() {
    assertOutcomes(
        () -> {
          turn = 0;
          Thread parked = new Thread(LockSupport::park);
          parked.setDaemon(true);
          Thread observer =
              new Thread(
                  () -> {
                    if (turn == 1) {
                      System.out.print(parked.isAlive());
                    }
                  });
          observer.start();
          turn = 1;
          parked.start();
          observer.join();
        },
        "",
        "false",
        "true");
  }

  @Test
  void timedWaitOfATimeUnit_waitsOnTheProgramsMonitor() {
    assertOutcomes(
        () -> {
          Object lock = new Object();
          synchronized (lock) {
            long before = System.nanoTime();
            TimeUnit.MILLISECONDS.timedWait(lock, 5);
            System.out.print(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
          }
        },
        "5");
  }

  /** On JDK 17 it waits on a monitor of its own, by {@code TimeUnit.timedWait}. */
  @Test
  void waitForAProcess_outsideOfACheck_endsWithTheProcess() throws Exception {
    assertOutcomes(() -> System.out.print("checked"), "checked");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void allClocks_agree() {
    assertOutcomes(
        () -> {
          Thread.sleep(1_500);
          System.out.print(
              System.currentTimeMillis()
                  + " "
                  + new Date().getTime()
                  + " "
                  + Instant.now().toEpochMilli());
        },
        "1735689601500 1735689601500 1735689601500");
  }

  @Test
  void handlerOfTheProgramThatThrows_isIgnored_asByTheJvm() {
    assertOutcomes(
        () -> {
          Thread thread =
              new Thread(
                  () -> {
                    throw new IllegalStateException("a");
                  });
          thread.setUncaughtExceptionHandler(
              (self, thrown) -> {
                throw new IllegalStateException("b");
              });
          thread.start();
          thread.join();
          System.out.print("on");
        },
        "on");
  }

  @Test
  void threadGroupThatHandles_isAHandler() {
    assertOutcomes(
        () -> {
          ThreadGroup group =
              new ThreadGroup("own") {
                @Override
                public void uncaughtException(Thread thread, Throwable thrown) {
                  System.out.print(thrown.getMessage());
                }
              };
          Thread thread =
              new Thread(
                  group,
                  () -> {
                    throw new IllegalStateException("a");
                  });
          thread.start();
          thread.join();
        },
        "a");
  }

  @Test
  void defaultHandlerOfOneProgram_doesNotHandleForTheNext() {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Switchings.exploreAll(() -> Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {}));
    CheckResult next =
        Switchings.exploreAll(
            () -> {
              throw new IllegalStateException("boom");
            });

    assertThat(next.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isEqualTo(before);
  }

  private static void assertOutcomes(Body body, String... outcomes) {
    for (Switching switching : new Switching[] {Switching.THREAD, Switching.AUTO}) {
      CheckResult result = Switchings.exploreAll(switching, body);
      assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
      assertThat(result.outcomes().keySet()).isEqualTo(Set.of(outcomes));
    }
  }
}
