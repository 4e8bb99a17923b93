package dev.heddle.check.instrument;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Turns references to methods of the JDK, such as {@code queue::add}, into lambdas, so that the
 * call stands in the program's code where hooks can be put around it.
 */
final class MethodReferences {
  private static final String LAMBDA_FACTORY = "java/lang/invoke/LambdaMetafactory";

  private final ClassNode node;
  private final ProgramInstrumenter instrumenter;
  private int made;

  MethodReferences(ClassNode node, ProgramInstrumenter instrumenter) {
    this.node = node;
    this.instrumenter = instrumenter;
  }

  void desugar(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof InvokeDynamicInsnNode call
          && call.bsm.getOwner().equals(LAMBDA_FACTORY)) {
        for (int i = 0; i < call.bsmArgs.length; i++) {
          if (call.bsmArgs[i] instanceof Handle handle && instrumenter.needsHook(handle)) {
            call.bsmArgs[i] = lambdaFor(handle, receiverOf(call, handle));
          }
        }
      }
    }
  }

  /** The type of the receiver: exactly that of the captured object if there is one. */
  private static String receiverOf(InvokeDynamicInsnNode call, Handle handle) {
    Type[] captured = Type.getArgumentTypes(call.desc);
    return captured.length > 0 && captured[0].getSort() == Type.OBJECT
        ? captured[0].getInternalName()
        : handle.getOwner();
  }

  private Handle lambdaFor(Handle handle, String receiver) {
    boolean creates = handle.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    String descriptor =
        switch (handle.getTag()) {
          case Opcodes.H_INVOKESTATIC -> handle.getDesc();
          case Opcodes.H_NEWINVOKESPECIAL -> returning(handle.getOwner(), handle.getDesc());
          default -> ProgramInstrumenter.withReceiver(receiver, handle.getDesc());
        };
    MethodNode lambda =
        new MethodNode(
            Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
            "lambda$heddle$" + made++,
            descriptor,
            null,
            null);
    if (creates) {
      lambda.instructions.add(new TypeInsnNode(Opcodes.NEW, handle.getOwner()));
      lambda.instructions.add(new InsnNode(Opcodes.DUP));
    }
    int local = 0;
    for (Type argument : Type.getArgumentTypes(descriptor)) {
      lambda.instructions.add(new VarInsnNode(argument.getOpcode(Opcodes.ILOAD), local));
      local += argument.getSize();
    }
    lambda.instructions.add(
        new MethodInsnNode(
            ProgramInstrumenter.opcodeOf(handle),
            handle.getOwner(),
            handle.getName(),
            handle.getDesc(),
            handle.isInterface()));
    lambda.instructions.add(
        new InsnNode(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN)));
    lambda.maxLocals = local;
    lambda.maxStack = local + 3;
    node.methods.add(lambda);
    boolean inInterface = (node.access & Opcodes.ACC_INTERFACE) != 0;
    return new Handle(Opcodes.H_INVOKESTATIC, node.name, lambda.name, descriptor, inInterface);
  }

  /** The descriptor of a constructor, as that of a method that returns the new object. */
  private static String returning(String owner, String descriptor) {
    return Type.getMethodDescriptor(Type.getObjectType(owner), Type.getArgumentTypes(descriptor));
  }
}
