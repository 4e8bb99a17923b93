package dev.heddle.check.instrument;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Instruments a class of a trusted library: time and threads are the model's, as in the JDK's own
 * classes, and there is a point after each call of a functional interface, because the program's
 * code that ran in there must not be one step with what the library does next.
 */
final class TrustedInstrumenter {
  private final ClassHierarchy hierarchy;

  TrustedInstrumenter(ClassLoader loader) {
    this.hierarchy = ClassHierarchy.of(loader);
  }

  byte[] instrument(byte[] bytes) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, ClassReader.EXPAND_FRAMES);
    for (MethodNode method : node.methods) {
      instrument(node, method);
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    return writer.toByteArray();
  }

  private void instrument(ClassNode node, MethodNode method) {
    HookWriter hooks = new HookWriter(node, method, hierarchy);
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      if (instruction instanceof LineNumberNode line) {
        hooks.line(line.line);
      } else if (instruction instanceof MethodInsnNode call
          && !JdkInstrumenter.redirect(node, method, call)
          && isCallback(call)) {
        hooks.aroundCallback(call, true);
      }
    }
    hooks.guardHandlers();
  }

  private boolean isCallback(MethodInsnNode call) {
    return call.getOpcode() == Opcodes.INVOKEINTERFACE
        && hierarchy.isFunctionalInterface(call.owner);
  }
}
