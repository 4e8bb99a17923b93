package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Programs compiled for each Java that has brought another way to put things into class files. */
class ClassFileVersionsTest {
  @TempDir private Path directory;

  /**
   * Compiled for Java 8: lambdas, default methods, private members of nested classes by accessors,
   * texts by {@code StringBuilder}. From 9 on texts by {@code invokedynamic}, from 11 on nest
   * mates.
   */
  private static final String ANY =
      """
      public class Old {
        interface Task extends Runnable {
          default Thread begin() {
            Thread thread = new Thread(this);
            thread.start();
            return thread;
          }
        }

        enum Kind { LOCKED, PLAIN }

        private int count;
        private final Object lock = new Object();

        private class Adder implements Task {
          private final Kind kind;

          Adder(Kind kind) {
            this.kind = kind;
          }

          public void run() {
            switch (kind) {
              case LOCKED:
                synchronized (lock) {
                  count++;
                }
                break;
              default:
                count++;
            }
          }
        }

        private static void addTwice(Kind kind) throws InterruptedException {
          Old old = new Old();
          Task first = () -> old.new Adder(kind).run();
          Thread one = first.begin();
          Thread two = old.new Adder(kind).begin();
          one.join();
          two.join();
          System.out.print("count " + old.count);
        }

        static void locked() throws InterruptedException {
          addTwice(Kind.LOCKED);
        }

        static void plain() throws InterruptedException {
          addTwice(Kind.PLAIN);
        }
      }
      """;

  /** Records, sealed types, patterns. */
  private static final String NEW =
      """
      public class New {
        sealed interface Step permits Add, Nothing {}

        record Add(Cell cell) implements Step {}

        record Nothing() implements Step {}

        static final class Cell {
          private int value;

          synchronized void add() {
            value++;
          }
        }

        static void take(Step step, boolean locked) {
          switch (step) {
            case Add(Cell cell) when locked -> cell.add();
            case Add(Cell cell) -> cell.value++;
            case Nothing() -> {}
          }
        }

        private static void addTwice(boolean locked) throws InterruptedException {
          var cell = new Cell();
          var other = new Thread(() -> take(new Add(cell), locked));
          other.start();
          take(new Add(cell), locked);
          other.join();
          System.out.print("count " + cell.value);
        }

        static void locked() throws InterruptedException {
          addTwice(true);
        }

        static void plain() throws InterruptedException {
          addTwice(false);
        }
      }
      """;

  @ParameterizedTest
  @CsvSource({"Old, 8", "Old, 9", "Old, 11", "Old, 17", "Old, 21", "Old, 25", "New, 21", "New, 25"})
  void program_ofAnyJava_isExplored(String name, int release) throws Exception {
    assumeTrue(Runtime.version().feature() >= release, "needs JDK " + release);
    Path source = directory.resolve(name + ".java");
    Files.writeString(source, name.equals("Old") ? ANY : NEW);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:-options",
                "--release",
                String.valueOf(release),
                source.toString());
    assertThat(failed).isZero();

    CheckResult locked = check(name + "#locked");
    CheckResult plain = check(name + "#plain");

    assertThat(locked.verdict()).as(locked.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(locked.outcomes()).containsOnlyKeys("count 2");
    assertThat(locked.executions()).isEqualTo(2);
    assertThat(plain.outcomes()).containsOnlyKeys("count 1", "count 2");
    assertThat(plain.failures().stream().map(Failure::kind).collect(Collectors.toSet()))
        .containsOnly(FailureKind.RACE);
  }

  /** Nothing that Java 1.1 had no instructions for, but a subroutine is put into {@code more}. */
  private static final String ANCIENT =
      """
      public class Ancient implements Runnable {
        static int made;
        int count;
        boolean done;
        final boolean locked;

        Ancient(boolean locked) { this.locked = locked; made++; }

        static int more(int n) { return n + 1; }

        static synchronized Ancient make(boolean locked) { return new Ancient(locked); }

        public void run() {
          if (locked) {
            synchronized (this) {
              count = more(count);
              done = true;
            }
          } else {
            count = more(count);
          }
        }

        synchronized boolean isDone() { return done; }

        private static void addTwice(boolean locked) throws InterruptedException {
          Ancient ancient = make(locked);
          Thread other = new Thread(ancient);
          other.start();
          Object either = locked ? (Object) other : (Object) ancient;
          ancient.run();
          while (locked && !ancient.isDone()) {
            Thread.yield();
          }
          other.join();
          System.out.print(new StringBuffer("count ").append(ancient.count).toString());
          if (made != 1 || either == null) throw new IllegalStateException();
        }

        static void locked() throws InterruptedException { addTwice(true); }

        static void plain() throws InterruptedException { addTwice(false); }
      }
      """;

  @ParameterizedTest
  @ValueSource(ints = {Opcodes.V1_1, Opcodes.V1_2, Opcodes.V1_3, Opcodes.V1_4, Opcodes.V1_5})
  void program_olderThanStackMaps_isExplored(int version) throws Exception {
    Path source = directory.resolve("Ancient.java");
    Files.writeString(source, ANCIENT);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-Xlint:-options", "--release", "8", source.toString());
    assertThat(failed).isZero();
    Path file = directory.resolve("Ancient.class");
    Files.write(file, aged(Files.readAllBytes(file), version));

    CheckResult locked = check("Ancient#locked");
    CheckResult plain = check("Ancient#plain");

    assertThat(locked.verdict()).as(locked.toString()).isEqualTo(Verdict.VERIFIED);
    assertThat(locked.outcomes()).containsOnlyKeys("count 2");
    assertThat(locked.warnings()).isEmpty();
    assertThat(plain.outcomes()).containsOnlyKeys("count 1", "count 2");
  }

  /** Returns the class in an older version, without stack maps and with a subroutine. */
  private static byte[] aged(byte[] bytes, int version) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9, writer) {
              @Override
              public void visit(
                  int newer,
                  int access,
                  String name,
                  String signature,
                  String superName,
                  String[] interfaces) {
                super.visit(version, access, name, signature, superName, interfaces);
              }

              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String signature, String[] thrown) {
                MethodVisitor method = super.visitMethod(access, name, type, signature, thrown);
                if (!name.equals("more")) {
                  return method;
                }
                addSubroutine(method);
                return new MethodVisitor(Opcodes.ASM9) {};
              }
            },
            ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  private static void addSubroutine(MethodVisitor method) {
    Label subroutine = new Label();
    method.visitCode();
    method.visitJumpInsn(Opcodes.JSR, subroutine);
    method.visitVarInsn(Opcodes.ILOAD, 0);
    method.visitInsn(Opcodes.IRETURN);
    method.visitLabel(subroutine);
    method.visitVarInsn(Opcodes.ASTORE, 1);
    method.visitIincInsn(0, 1);
    method.visitVarInsn(Opcodes.RET, 1);
    method.visitMaxs(1, 2);
    method.visitEnd();
  }

  private CheckResult check(String target) throws TargetException {
    CheckOptions options =
        CheckOptions.builder().strategy(Strategy.EXHAUSTIVE).keepGoing(true).build();
    return Checker.withOptions(options)
        .check(TargetLoader.of(directory.toString()).load(target, List.of()));
  }
}
