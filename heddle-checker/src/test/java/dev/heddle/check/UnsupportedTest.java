package dev.heddle.check;

import static dev.heddle.check.Switchings.exploreAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What cannot be checked is named in a sentence, and never hangs. */
class UnsupportedTest {

  private static String reasonOf(CheckResult result) {
    assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.UNSUPPORTED);
    assertThat(result.reason()).isNotNull();
    return result.reason();
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void systemExit_isNamed(Switching switching) {
    CheckResult result =
        exploreAll(
            switching,
            () -> {
              Thread thread = new Thread(() -> System.exit(3));
              thread.start();
              thread.join();
            });

    assertThat(reasonOf(result))
        .startsWith("it calls System.exit(3) at dev.heddle.check.UnsupportedTest.");
  }

  @Test
  void runtimeExitAndHalt_areNamed() {
    assertThat(reasonOf(exploreAll(() -> Runtime.getRuntime().exit(4))))
        .startsWith("it calls Runtime.exit(4)");
    assertThat(reasonOf(exploreAll(() -> Runtime.getRuntime().halt(5))))
        .startsWith("it calls Runtime.halt(5)");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD", "CONTINUATION"})
  void endlessLoopWithoutSteps_isCutWhenTheTimeIsOver(Switching switching) {
    Switchings.assumeAvailable(switching);
    CheckResult result =
        Checker.withOptions(
                CheckOptions.builder().switching(switching).time(Duration.ofSeconds(1)).build())
            .check(
                "test",
                () -> {
                  long number = 1;
                  while (number != 0) {
                    number = number % 1_000_003 + 1;
                  }
                });

    assertThat(reasonOf(result))
        .isEqualTo("the only execution was cut when the time of the check was over");
    assertThat(result.elapsed()).isLessThan(Duration.ofSeconds(5));
    // The next check is not disturbed by the thread that was given up.
    assertThat(exploreAll(switching, () -> {}).verdict()).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void blockedInInput_isNamed() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CheckResult result = exploreAll(() -> server.accept().close());

      assertThat(reasonOf(result)).startsWith("thread main ").contains("UnsupportedTest");
    }
  }

  /** The JVM's own thread sees the process end, and is not under control. */
  @Test
  void waitForAProcess_isNamed_andIsNoDeadlock() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    CheckResult result = exploreAll(() -> new ProcessBuilder(java, "-version").start().waitFor());

    // Some JDKs wait in a monitor there, some in a condition; or the process has already ended.
    if (result.verdict() == Verdict.UNSUPPORTED) {
      assertThat(reasonOf(result)).startsWith("thread main waits ");
    }
    assertThat(result.failures()).isEmpty();
  }

  @Test
  void waitForTheCollector_isNamed_andIsNoDeadlock() {
    CheckResult result = exploreAll(() -> new ReferenceQueue<>().remove());

    // Some JDKs wait in a monitor there, some park.
    assertThat(reasonOf(result)).startsWith("thread main waits in ");
    assertThat(result.failures()).isEmpty();
  }

  @Test
  void aClassInitialiserThatWaits_isNamed() {
    CheckResult result = exploreAll(() -> System.out.print(Waits.VALUE));

    assertThat(reasonOf(result)).startsWith("a class initialiser waits for another thread");
  }

  private enum Waits {
    ONE;

    static final int VALUE;

    static {
      Thread thread = new Thread(() -> {});
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      VALUE = 1;
    }
  }

  @Test
  void aClassThatCannotBeInstrumented_isNamed_andIsNotVerified(@TempDir Path directory)
      throws Exception {
    ClassWriter huge = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    huge.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, "Huge", null, "java/lang/Object", null);
    huge.visitField(Opcodes.ACC_STATIC, "field", "I", null, null).visitEnd();
    MethodVisitor method = huge.visitMethod(Opcodes.ACC_STATIC, "read", "()V", null, null);
    for (int i = 0; i < 15_000; i++) {
      method.visitFieldInsn(Opcodes.GETSTATIC, "Huge", "field", "I");
      method.visitInsn(Opcodes.POP);
    }
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
    huge.visitEnd();
    Files.write(directory.resolve("Huge.class"), huge.toByteArray());
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      Target target =
          new Target(
              "t",
              List.of(),
              List.of(),
              loader,
              () -> Class.forName("Huge", true, loader),
              Set.of());
      CheckResult result = Checker.withOptions(CheckOptions.DEFAULTS).check(target);

      assertThat(reasonOf(result))
          .isEqualTo("some classes could not be instrumented, so their steps were not seen");
      assertThat(result.warnings())
          .containsExactly("not instrumented: Huge: Method too large: Huge.read ()V");
    }
    // Other programs are not concerned.
    assertThat(exploreAll(() -> {}).verdict()).isEqualTo(Verdict.VERIFIED);
  }
}
