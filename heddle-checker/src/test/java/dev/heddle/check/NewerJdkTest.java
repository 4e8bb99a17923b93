package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What newer JDKs have: the programs are compiled when the test runs. */
class NewerJdkTest {
  @TempDir private Path directory;

  private CheckResult explore(int since, Switching switching, String body) throws Exception {
    assumeTrue(Runtime.version().feature() >= since, "needs JDK " + since + " or newer");
    Switchings.assumeAvailable(switching);
    Path source = directory.resolve("Newer.java");
    Files.writeString(
        source,
        """
        import java.util.concurrent.*;
        import java.util.concurrent.locks.*;

        public class Newer implements dev.heddle.check.Body {
          static int plain;

          public void run() throws Exception {
        """
            + body
            + """
          }
        }
        """);
    String classPath = System.getProperty("java.class.path");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, source.toString());
    assertThat(failed).isZero();
    CheckOptions options = everything(switching).races(RaceChecking.FAIL).build();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      Body program = (Body) loader.loadClass("Newer").getDeclaredConstructor().newInstance();
      return Checker.withOptions(options).check("newer", program);
    }
  }

  private static void assertVerified(CheckResult result) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(result.redundant()).isZero();
    assertThat(result.assumes())
        .allMatch(
            assumption ->
                assumption.startsWith("timeouts fire")
                    || assumption.startsWith("no spurious wake-up"));
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void virtualThreads_areExploredLikeOthers(Switching switching) throws Exception {
    CheckResult result =
        explore(
            21,
            switching,
            """
            plain = 0;
            Thread one = Thread.ofVirtual().name("one").start(() -> plain++);
            Thread two = Thread.startVirtualThread(() -> plain++);
            one.join();
            two.join();
            System.out.print(plain + " " + (one.isVirtual() && one.isDaemon()));
            """);

    assertThat(result.outcomes()).containsOnlyKeys("1 true", "2 true");
    assertThat(result.failures())
        .isNotEmpty()
        .allMatch(failure -> failure.message().contains(" of one at "));
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void virtualThreads_waitForLocksAndPermits(Switching switching) throws Exception {
    CheckResult result =
        explore(
            21,
            switching,
            """
            plain = 0;
            ReentrantLock lock = new ReentrantLock();
            Runnable add = () -> { lock.lock(); try { plain++; } finally { lock.unlock(); } };
            Thread one = Thread.startVirtualThread(add);
            add.run();
            Thread two = Thread.startVirtualThread(LockSupport::park);
            LockSupport.unpark(two);
            one.join();
            two.join();
            System.out.print(plain);
            """);

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("2");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void executorOfVirtualThreads_waitsForItsTasksWhenItIsClosed(Switching switching)
      throws Exception {
    CheckResult result =
        explore(
            21,
            switching,
            """
            plain = 0;
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
              executor.submit(() -> plain = 7);
            }
            System.out.print(plain);
            """);

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("7");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void scopedValues_areThoseOfTheirThread(Switching switching) throws Exception {
    CheckResult result =
        explore(
            25,
            switching,
            """
            ScopedValue<String> name = ScopedValue.newInstance();
            Thread other = Thread.startVirtualThread(
                () -> ScopedValue.where(name, "other").run(() -> System.out.print(name.get())));
            other.join();
            ScopedValue.where(name, "main").run(() -> System.out.print(name.get()));
            System.out.print(name.isBound());
            """);

    assertVerified(result);
    assertThat(result.outcomes()).containsOnlyKeys("othermainfalse");
  }

  /** Run in a JVM that has preview features: checks a class, from a directory, and says all. */
  public static final class WithPreview {
    private WithPreview() {}

    /**
     * Checks what the second argument names in the directory given, by the way of switching given.
     */
    public static void main(String[] arguments) throws TargetException {
      Target target = TargetLoader.of(arguments[0]).load(arguments[1], List.of());
      CheckOptions options =
          everything(Switching.valueOf(arguments[2]))
              .races(RaceChecking.FAIL)
              .executions(500)
              .build();
      CheckResult result = Checker.withOptions(options).check(target);
      System.out.println(new TreeSet<>(result.outcomes().keySet()));
      result.failures().forEach(failure -> System.out.println(failure.message()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void structuredScope_waitsForItsTasks_andEndsThemWhenOneFails(Switching switching)
      throws Exception {
    assumeTrue(Runtime.version().feature() >= 25, "needs JDK 25 or newer");
    Path source = directory.resolve("Scopes.java");
    Files.writeString(
        source,
        """
        import java.util.concurrent.*;

        public class Scopes {
          static void sums() throws Exception {
            try (var scope = StructuredTaskScope.open()) {
              var one = scope.fork(() -> 1);
              var two = scope.fork(() -> 2);
              scope.join();
              System.out.print(one.get() + two.get());
            }
          }

          static void fails() throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            try (var scope = StructuredTaskScope.open()) {
              scope.fork(() -> { never.await(); return 1; });
              scope.fork(() -> { throw new IllegalStateException(); });
              scope.join();
            } catch (StructuredTaskScope.FailedException e) {
              System.out.print(e.getCause().getClass().getSimpleName());
            }
          }
        }
        """);
    String feature = String.valueOf(Runtime.version().feature());
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--enable-preview", "--release", feature, source.toString());
    assertThat(failed).isZero();

    assertThat(checkWithPreview("Scopes#sums", switching)).isEqualToIgnoringWhitespace("[3]");
    assertThat(checkWithPreview("Scopes#fails", switching))
        .isEqualToIgnoringWhitespace("[IllegalStateException]");
  }

  private String checkWithPreview(String target, Switching switching) throws IOException {
    String agent =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("-javaagent:"))
            .findFirst()
            .orElseThrow();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-preview",
                "-XX:-PrintWarnings",
                agent,
                "-cp",
                System.getProperty("java.class.path"),
                WithPreview.class.getName(),
                directory.toString(),
                target,
                switching.name())
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
