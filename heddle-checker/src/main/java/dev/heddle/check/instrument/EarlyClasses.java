package dev.heddle.check.instrument;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Classes that were there before the agent. A JVM does not let them be instrumented any more as
 * others are, but it lets their methods say that they run: a check that comes to one of them ends
 * with a sentence, in place of overlooking its steps.
 */
final class EarlyClasses {
  private static final Set<Class<?>> CLASSES =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private EarlyClasses() {}

  static boolean contain(Class<?> type) {
    return CLASSES.contains(type);
  }

  /** Returns what of programs and their libraries was loaded before the transformer was there. */
  static List<Class<?>> find(Instrumentation jvm, Transformer transformer) {
    List<Class<?>> early = new ArrayList<>();
    for (Class<?> type : jvm.getAllLoadedClasses()) {
      ClassLoader loader = type.getClassLoader();
      if (loader == null || type.isArray() || !jvm.isModifiableClass(type)) {
        continue;
      }
      String name = type.getName();
      if (transformer.isOfPrograms(loader, name.replace('.', '/'), type.getProtectionDomain())
          && !ClassLog.contains(loader, name)) {
        early.add(type);
      }
    }
    return early;
  }

  /** Makes classes say that they run; the transformer has to be there already. */
  static void mark(Instrumentation jvm, List<Class<?>> early) {
    CLASSES.addAll(early);
    try {
      if (!early.isEmpty()) {
        jvm.retransformClasses(early.toArray(new Class<?>[0]));
      }
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("this JVM does not let classes be instrumented", e);
    }
  }

  /**
   * Returns the class with a call at the beginning of each method.
   *
   * @param advice what to do so that the class is not loaded too early
   */
  static byte[] instrument(byte[] bytes, String advice) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    String name = reader.getClassName().replace('/', '.');
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String method, String descriptor, String signature, String[] thrown) {
            MethodVisitor next = super.visitMethod(access, method, descriptor, signature, thrown);
            return new MethodVisitor(Opcodes.ASM9, next) {
              @Override
              public void visitCode() {
                super.visitCode();
                visitLdcInsn(name);
                visitLdcInsn(advice);
                visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    Redirects.HOOKS,
                    "entersEarlyClass",
                    "(Ljava/lang/String;Ljava/lang/String;)V",
                    false);
              }
            };
          }
        },
        0);
    return writer.toByteArray();
  }
}
