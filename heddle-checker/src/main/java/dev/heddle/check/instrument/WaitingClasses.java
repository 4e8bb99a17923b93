package dev.heddle.check.instrument;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Classes of java.io and java.util that wait on monitors or notify those who do, such as {@code
 * PipedInputStream}. A call of one is no single step, so they are instrumented as the program's
 * classes are: their monitors are the model's, their fields are watched. The program's own {@code
 * synchronized} then excludes their methods, too.
 *
 * <p>This is possible only while such a class is not loaded yet: the JVM does not let a
 * synchronized method of a loaded class become another. One that was loaded before the agent waits
 * for real, which the watchdog finds.
 */
final class WaitingClasses {
  private WaitingClasses() {}

  /** Returns whether a class of the JDK, which is about to be loaded, is such a class. */
  static boolean contain(String name, byte[] bytes) {
    return (name.startsWith("java/io/") || name.startsWith("java/util/"))
        && !JdkInstrumenter.isTarget(name)
        && waits(bytes);
  }

  private static boolean waits(byte[] bytes) {
    boolean[] found = new boolean[1];
    ClassVisitor visitor =
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitMethodInsn(
                  int opcode, String owner, String called, String type, boolean isInterface) {
                found[0] |= isOfMonitor(called, type);
              }
            };
          }
        };
    new ClassReader(bytes).accept(visitor, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return found[0];
  }

  /** Whether a method is a final one of {@code Object}: no class can declare another. */
  private static boolean isOfMonitor(String name, String descriptor) {
    return switch (name) {
      case "notify", "notifyAll" -> descriptor.equals("()V");
      case "wait" ->
          descriptor.equals("()V") || descriptor.equals("(J)V") || descriptor.equals("(JI)V");
      default -> false;
    };
  }
}
