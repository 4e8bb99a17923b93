package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreWithRaces;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pipes of the JDK wait on their own monitors: these are the model's. */
class PipesTest {
  private interface Action {
    void run() throws IOException;
  }

  private static Runnable unchecked(Action action) {
    return () -> {
      try {
        action.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private static String textOf(Action action) {
    try {
      action.run();
      return "";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static void assertVerified(CheckResult result, String... outcomes) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.outcomes()).as(result.toString()).containsOnlyKeys(outcomes);
  }

  private static void assertFails(CheckResult result, FailureKind kind) {
    assertThat(result.failures())
        .as(result.toString())
        .isNotEmpty()
        .extracting(Failure::kind)
        .containsOnly(kind);
  }

  @ParameterizedTest
  @EnumSource
  void oneWriter_andOneReader(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream();
              PipedOutputStream out = new PipedOutputStream(in);
              Thread writer =
                  new Thread(
                      unchecked(
                          () -> {
                            try (out) {
                              out.write(7);
                              out.write(8);
                            }
                          }));
              writer.start();
              System.out.print(in.read() + " " + in.read() + " " + in.read());
              writer.join();
            }),
        "7 8 -1");
  }

  @ParameterizedTest
  @EnumSource
  void fullPipe_letsTheWriterWait(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream(1);
              PipedOutputStream out = new PipedOutputStream(in);
              Thread writer =
                  new Thread(
                      unchecked(
                          () -> {
                            out.write(new byte[] {1, 2});
                            out.close();
                          }));
              writer.start();
              System.out.print(in.read() + in.read() * 10);
              writer.join();
            }),
        "21");
  }

  @ParameterizedTest
  @EnumSource
  void characters_asBytes(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedReader in = new PipedReader();
              PipedWriter out = new PipedWriter(in);
              Thread writer =
                  new Thread(
                      unchecked(
                          () -> {
                            out.write('x');
                            out.close();
                          }));
              writer.start();
              System.out.print((char) in.read());
              writer.join();
            }),
        "x");
  }

  @ParameterizedTest
  @EnumSource
  void pipeInsideOfOtherStreams(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream();
              PipedOutputStream out = new PipedOutputStream(in);
              Thread writer =
                  new Thread(
                      unchecked(
                          () -> {
                            try (Writer text =
                                new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
                              text.write("a line\n");
                            }
                          }));
              writer.start();
              Reader text = new InputStreamReader(in, StandardCharsets.UTF_8);
              System.out.print(new BufferedReader(text).readLine());
              writer.join();
            }),
        "a line");
  }

  @ParameterizedTest
  @EnumSource
  void printStream_intoAPipe(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream();
              PrintStream out = new PrintStream(new PipedOutputStream(in), true);
              Thread writer = new Thread(out::close);
              writer.start();
              System.out.print(in.read());
              writer.join();
            }),
        "-1");
  }

  @ParameterizedTest
  @EnumSource
  void available_seesBothSides(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream();
              PipedOutputStream out = new PipedOutputStream(in);
              Thread writer = new Thread(unchecked(() -> out.write(new byte[2])));
              writer.start();
              System.out.print(in.available());
              writer.join();
            }),
        "0",
        "2");
  }

  @ParameterizedTest
  @EnumSource
  void twoWriters_ofOnePipe(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream();
              PipedOutputStream out = new PipedOutputStream(in);
              inParallel(unchecked(() -> out.write(1)), unchecked(() -> out.write(2)));
              System.out.print(in.read() + " " + in.read());
            }),
        "1 2",
        "2 1");
  }

  @ParameterizedTest
  @EnumSource
  void monitorOfTheProgram_excludesThePipesMethods(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream();
              PipedOutputStream out = new PipedOutputStream(in);
              Thread writer = new Thread(unchecked(() -> out.write(1)));
              writer.start();
              synchronized (in) {
                int before = in.available();
                System.out.print(in.available() - before);
              }
              writer.join();
            }),
        "0");
  }

  @ParameterizedTest
  @EnumSource
  void arrayThatIsWritten_whileThePipeReadsIt_races(Switching switching) {
    assertFails(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream();
              PipedOutputStream out = new PipedOutputStream(in);
              byte[] bytes = new byte[2];
              inParallel(unchecked(() -> out.write(bytes)), () -> bytes[1] = 1);
            }),
        FailureKind.RACE);
  }

  @ParameterizedTest
  @EnumSource
  void arrayThatGoesThroughThePipe_isOrdered(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream();
              PipedOutputStream out = new PipedOutputStream(in);
              int[] data = new int[1];
              Thread writer =
                  new Thread(
                      unchecked(
                          () -> {
                            data[0] = 3;
                            out.write(1);
                            out.close();
                          }));
              writer.start();
              System.out.print(in.read() + data[0]);
              writer.join();
            }),
        "4");
  }

  @ParameterizedTest
  @EnumSource
  void writerThatEndsWithoutClosing_isSeenDead(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in = new PipedInputStream();
              PipedOutputStream out = new PipedOutputStream(in);
              Thread writer = new Thread(unchecked(() -> out.write(1)));
              writer.start();
              System.out.print(in.read() + textOf(in::read));
              writer.join();
            });

    assertThat(result.failures()).as(result.toString()).isEmpty();
    assertThat(result.outcomes().keySet()).containsOnly("1Write end dead", "1Pipe broken");
  }

  @ParameterizedTest
  @EnumSource
  void subclass_isAPipe(Switching switching) {
    assertVerified(
        exploreWithRaces(
            switching,
            () -> {
              PipedInputStream in =
                  new PipedInputStream() {
                    @Override
                    public synchronized int read() throws IOException {
                      return super.read() + 1;
                    }
                  };
              PipedOutputStream out = new PipedOutputStream(in);
              Thread writer =
                  new Thread(
                      unchecked(
                          () -> {
                            out.write(1);
                            out.close();
                          }));
              writer.start();
              System.out.print(in.read());
              writer.join();
            }),
        "2");
  }

  /** The JDK's close changes an index without the lock that a write holds. */
  @ParameterizedTest
  @EnumSource
  void closeOfAReader_besideAWrite_failsAsInTheJdk(Switching switching) {
    CheckResult result =
        exploreWithRaces(
            switching,
            () -> {
              PipedReader in = new PipedReader();
              PipedWriter out = new PipedWriter(in);
              inParallel(
                  unchecked(in::close), () -> System.out.print(textOf(() -> out.write('x'))));
            });

    assertFails(result, FailureKind.EXCEPTION);
    assertThat(result.failures().get(0).message()).contains("Index -1");
    assertThat(result.outcomes()).containsOnlyKeys("", "Pipe closed");
    assertThat(result.assumes())
        .contains("sequential consistency of PipedReader.closedByReader, PipedReader.in");
  }

  @ParameterizedTest
  @EnumSource
  void readerThatWaitsForEver_isCut(Switching switching) {
    Switchings.assumeAvailable(switching);
    CheckOptions options =
        Switchings.everything(switching).races(RaceChecking.FAIL).steps(10_000).build();
    CheckResult result =
        Checker.withOptions(options)
            .check(
                "test",
                () -> {
                  Object lock = new Object();
                  PipedInputStream in = new PipedInputStream();
                  PipedOutputStream out = new PipedOutputStream(in);
                  inParallel(
                      unchecked(
                          () -> {
                            synchronized (lock) {
                              out.write(1);
                            }
                          }),
                      unchecked(
                          () -> {
                            synchronized (lock) {
                              in.read(new byte[1]);
                            }
                          }));
                });

    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.PASSED);
    assertThat(String.join(", ", result.warnings())).contains("cut after 10,000 steps");
  }
}
