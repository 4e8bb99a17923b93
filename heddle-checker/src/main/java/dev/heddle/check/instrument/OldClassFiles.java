package dev.heddle.check.instrument;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;

/**
 * Makes class files of Java 1.1 to 5 into those of Java 6: with stack maps, by which loops are
 * watched, with constants for classes, and without subroutines. The JVM verifies a class file of
 * Java 6 in the old way if its stack maps do not serve.
 */
final class OldClassFiles {
  /** Offset of the major version in a class file. */
  private static final int MAJOR_VERSION = 6;

  private OldClassFiles() {}

  /** Returns the class file as one of Java 6 or newer. */
  static byte[] modernise(byte[] bytes, ClassHierarchy hierarchy) {
    ClassReader reader = new ClassReader(bytes);
    if (reader.readUnsignedShort(MAJOR_VERSION) >= Opcodes.V1_6) {
      return bytes;
    }
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected String getCommonSuperClass(String one, String other) {
            return hierarchy.commonSuperclass(one, other);
          }
        };
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version,
              int access,
              String name,
              String signature,
              String superName,
              String[] interfaces) {
            super.visit(Opcodes.V1_6, access, name, signature, superName, interfaces);
          }

          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return new JSRInlinerAdapter(
                super.visitMethod(access, name, descriptor, signature, exceptions),
                access,
                name,
                descriptor,
                signature,
                exceptions);
          }
        },
        ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}
