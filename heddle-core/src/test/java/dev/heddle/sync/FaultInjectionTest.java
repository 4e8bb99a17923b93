package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Memory runs out at every point at which the library needs some while a pool is used: in its
 * workers, or in the thread that submits; once, or for a while. Every future ends, and the pool is
 * whole afterwards.
 */
class FaultInjectionTest {
  private static final int COUNTING_RUNS = 5;
  private static final int LEAST_POINTS = 20;
  private static final int MOST_POINTS = 5_000;

  @TestFactory
  Stream<DynamicTest> memoryRunsOut_anywhere_everyFutureEnds() {
    return Stream.of(1, 3, 10)
        .flatMap(
            many ->
                Stream.of(true, false)
                    .map(
                        inWorker ->
                            DynamicTest.dynamicTest(
                                "%d in the %s".formatted(many, inWorker ? "workers" : "submitter"),
                                () -> failEverywhere(many, inWorker))));
  }

  private static void failEverywhere(int many, boolean inWorker) throws Exception {
    Constructor<?> scenario =
        new Instrumenting()
            .loadClass(FaultScenario.class.getName())
            .getConstructor(Runnable.class, Runnable.class);
    Thread submitter = Thread.currentThread();
    Predicate<Thread> where =
        inWorker ? thread -> thread.getName().startsWith("faulty_") : thread -> thread == submitter;
    // A fault cuts off the allocations after it, so points are counted in runs without faults. The
    // count varies with how the two workers share the tasks.
    int points = 0;
    for (int run = 0; run < COUNTING_RUNS; run++) {
      points = Math.max(points, runOnce(scenario, where, MOST_POINTS, many));
    }
    assertThat(points).isBetween(LEAST_POINTS, MOST_POINTS);
    for (int after = 0; after <= points; after++) {
      runOnce(scenario, where, after, many);
    }
  }

  /** Returns how many allocations there were. */
  private static int runOnce(Constructor<?> scenario, Predicate<Thread> where, int after, int many)
      throws Exception {
    int[] hits = {0};
    Runnable arm = () -> FaultPoints.arm(where, after, many);
    Runnable disarm = () -> hits[0] = Math.max(hits[0], FaultPoints.disarm());
    try {
      ((Runnable) scenario.newInstance(arm, disarm)).run();
    } catch (AssertionError e) {
      throw new AssertionError("with %d faults after %d allocations".formatted(many, after), e);
    }
    return hits[0];
  }

  /** Loads the library, and the scenario, with a call before each allocation. */
  private static final class Instrumenting extends ClassLoader {
    private static final String PACKAGE = FaultPoints.class.getPackageName() + ".";
    private static final Set<String> SHARED = Set.of(FaultPoints.class.getName());

    Instrumenting() {
      super(FaultInjectionTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE) || SHARED.contains(name)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        byte[] code = Objects.requireNonNull(in, file).readAllBytes();
        boolean isScenario = name.startsWith(FaultScenario.class.getName());
        byte[] defined = isScenario ? code : instrumented(code);
        return defineClass(name, defined, 0, defined.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    private static byte[] instrumented(byte[] code) {
      ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
      new ClassReader(code)
          .accept(
              new ClassVisitor(Opcodes.ASM9, writer) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String type, String signature, String[] thrown) {
                  MethodVisitor next = super.visitMethod(access, name, type, signature, thrown);
                  // What class initializers throw would break the class for good.
                  return name.equals("<clinit>") ? next : new Points(next);
                }
              },
              0);
      return writer.toByteArray();
    }
  }

  /**
   * Calls {@link FaultPoints#hit} before each allocation, lambda, lock, addition to a collection
   * and start of a thread.
   */
  private static final class Points extends MethodVisitor {
    Points(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    private void hit() {
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC, Type.getInternalName(FaultPoints.class), "hit", "()V", false);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY) {
        hit();
      }
      super.visitTypeInsn(opcode, type);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      hit();
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (needsMemory(owner, name)) {
        hit();
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    private static boolean needsMemory(String owner, String name) {
      return switch (name) {
        case "lock", "lockInterruptibly" -> owner.startsWith("java/util/concurrent/locks/");
        case "add" -> owner.startsWith("java/util/");
        case "start" -> owner.equals("java/lang/Thread");
        default -> false;
      };
    }
  }
}
