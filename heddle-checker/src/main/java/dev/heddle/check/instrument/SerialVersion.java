package dev.heddle.check.instrument;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.SerialVersionUIDAdder;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;

/**
 * Keeps the serial version of a class that does not declare one: the JVM computes it of the class's
 * members and their modifiers, which instrumentation changes.
 */
final class SerialVersion extends SerialVersionUIDAdder {
  private static final String FIELD = "serialVersionUID";
  private static final String SERIALIZABLE = "java/io/Serializable";

  private @Nullable Long computed;

  private SerialVersion() {
    super(Opcodes.ASM9, new ClassNode());
  }

  @Override
  protected void addSVUID(long version) {
    computed = version;
  }

  /** Declares the version that the JVM would compute for a class, if it would compute one. */
  static void keep(ClassNode node, byte[] original, ClassHierarchy hierarchy) {
    // The version of an enum or record is 0.
    boolean computes =
        (node.access & (Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM | Opcodes.ACC_RECORD)) == 0;
    if (!computes || !hierarchy.implementsInterface(node.name, SERIALIZABLE)) {
      return;
    }
    SerialVersion version = new SerialVersion();
    new ClassReader(original).accept(version, ClassReader.SKIP_CODE);
    if (version.computed != null) {
      node.fields.add(
          new FieldNode(
              Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC,
              FIELD,
              "J",
              null,
              version.computed));
    }
  }
}
