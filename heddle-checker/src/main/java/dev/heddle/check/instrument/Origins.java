package dev.heddle.check.instrument;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Finds the accesses that no other thread can see, because the object is not known to any: the
 * object under construction, and an array that is being filled by its initialiser.
 *
 * <p>An object under construction is known to others as soon as the constructor passes {@code this}
 * on: stores it, calls a method with it or on it, captures it. From there on, in the order of the
 * code, its accesses count as visible; in a constructor with a loop, all of them do.
 */
final class Origins {
  private static final BasicValue THIS = new Origin();
  private static final BasicValue MAYBE_THIS = new Origin();
  private static final BasicValue FRESH_ARRAY = new Origin();

  private final Set<AbstractInsnNode> unseen = new HashSet<>();
  private boolean leaks;

  private Origins() {}

  /** Returns whether nobody else can see what an instruction accesses. */
  boolean isUnseen(AbstractInsnNode instruction) {
    return unseen.contains(instruction);
  }

  /** Analyses a method that has code. */
  static Origins of(String owner, MethodNode method, ClassHierarchy hierarchy) {
    Origins origins = new Origins();
    if (!isWorthwhile(method)) {
      return origins;
    }
    Frame<BasicValue>[] frames;
    try {
      frames = new Analyzer<>(new OriginInterpreter()).analyze(owner, method);
    } catch (AnalyzerException e) {
      // Without the analysis every access counts as visible, which is always right.
      return origins;
    }
    boolean constructor = method.name.equals("<init>");
    boolean hasLoop = constructor && hasLoop(method);
    Set<AbstractInsnNode> ofThis = new HashSet<>();
    for (AbstractInsnNode instruction = method.instructions.getFirst();
        instruction != null;
        instruction = instruction.getNext()) {
      Frame<BasicValue> frame = frames[method.instructions.indexOf(instruction)];
      if (frame == null) {
        continue;
      }
      if (isArrayStore(instruction.getOpcode())
          && fromTop(frame, 2) == FRESH_ARRAY
          // The other copy is still on the stack below: the array has not gone anywhere.
          && fromTop(frame, 3) == FRESH_ARRAY) {
        origins.unseen.add(instruction);
      }
      if (constructor) {
        if (passesThisOn(instruction, frame, hierarchy)) {
          origins.leaks = true;
        } else if (!origins.leaks && isFieldOfThis(instruction, frame)) {
          ofThis.add(instruction);
        }
      }
    }
    if (!(hasLoop && origins.leaks)) {
      origins.unseen.addAll(ofThis);
    }
    return origins;
  }

  /** Returns whether a constructor may make the object known to other threads before it returns. */
  private static boolean leaks(String owner, String descriptor, ClassHierarchy hierarchy) {
    if (hierarchy.isLibrary(owner)) {
      // No constructor of the JDK publishes a subclass's object to another thread.
      return false;
    }
    ClassFacts facts = hierarchy.find(owner);
    if (facts == null) {
      return true;
    }
    ClassNode node = new ClassNode();
    new ClassReader(facts.bytes()).accept(node, ClassReader.SKIP_DEBUG);
    for (MethodNode method : node.methods) {
      if (method.name.equals("<init>") && method.desc.equals(descriptor)) {
        return Origins.of(owner, method, hierarchy).leaks;
      }
    }
    return true;
  }

  /** Returns whether any constructor of a class of the program leaks the object. */
  static boolean anyConstructorLeaks(String owner, ClassHierarchy hierarchy) {
    ClassFacts facts = hierarchy.find(owner);
    return facts == null
        || facts.methods().stream()
            .filter(method -> method.startsWith("<init>"))
            .anyMatch(method -> leaks(owner, method.substring("<init>".length()), hierarchy));
  }

  private static boolean isWorthwhile(MethodNode method) {
    if (method.name.equals("<init>")) {
      return true;
    }
    for (AbstractInsnNode instruction : method.instructions) {
      if (isArrayStore(instruction.getOpcode())) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasLoop(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof JumpInsnNode jump
          && method.instructions.indexOf(jump.label) < method.instructions.indexOf(jump)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isArrayStore(int opcode) {
    return opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE;
  }

  private static @Nullable BasicValue fromTop(Frame<BasicValue> frame, int depth) {
    int index = frame.getStackSize() - 1 - depth;
    return index < 0 ? null : frame.getStack(index);
  }

  private static boolean isFieldOfThis(AbstractInsnNode instruction, Frame<BasicValue> frame) {
    return switch (instruction.getOpcode()) {
      case Opcodes.GETFIELD -> fromTop(frame, 0) == THIS;
      case Opcodes.PUTFIELD -> fromTop(frame, 1) == THIS;
      default -> false;
    };
  }

  private static boolean passesThisOn(
      AbstractInsnNode instruction, Frame<BasicValue> frame, ClassHierarchy hierarchy) {
    int opcode = instruction.getOpcode();
    switch (opcode) {
      case Opcodes.PUTFIELD, Opcodes.PUTSTATIC, Opcodes.AASTORE -> {
        return mayBeThis(fromTop(frame, 0));
      }
      case Opcodes.INVOKEDYNAMIC -> {
        return isAmong(
            frame, Type.getArgumentTypes(((InvokeDynamicInsnNode) instruction).desc).length);
      }
      default -> {
        if (!(instruction instanceof MethodInsnNode call)) {
          return false;
        }
        int arguments = Type.getArgumentTypes(call.desc).length;
        if (isAmong(frame, arguments)) {
          return true;
        }
        if (opcode == Opcodes.INVOKESTATIC || !mayBeThis(fromTop(frame, arguments))) {
          return false;
        }
        return !call.name.equals("<init>") || leaks(call.owner, call.desc, hierarchy);
      }
    }
  }

  private static boolean mayBeThis(@Nullable BasicValue value) {
    return value == THIS || value == MAYBE_THIS;
  }

  private static boolean isAmong(Frame<BasicValue> frame, int topmost) {
    for (int depth = 0; depth < topmost; depth++) {
      if (mayBeThis(fromTop(frame, depth))) {
        return true;
      }
    }
    return false;
  }

  /** A value that is told apart by its identity. */
  private static final class Origin extends BasicValue {
    Origin() {
      super(Type.getObjectType("java/lang/Object"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Follows {@code this} through locals and the stack, and a new array on the stack only. */
  private static final class OriginInterpreter extends BasicInterpreter {
    OriginInterpreter() {
      super(Opcodes.ASM9);
    }

    @Override
    public BasicValue newParameterValue(boolean isInstanceMethod, int local, Type type) {
      return isInstanceMethod && local == 0
          ? THIS
          : super.newParameterValue(isInstanceMethod, local, type);
    }

    @Override
    public BasicValue copyOperation(AbstractInsnNode instruction, BasicValue value) {
      return instruction instanceof VarInsnNode && value == FRESH_ARRAY
          ? BasicValue.REFERENCE_VALUE
          : value;
    }

    @Override
    public BasicValue unaryOperation(AbstractInsnNode instruction, BasicValue value)
        throws AnalyzerException {
      int opcode = instruction.getOpcode();
      if (opcode == Opcodes.NEWARRAY || opcode == Opcodes.ANEWARRAY) {
        return FRESH_ARRAY;
      }
      return opcode == Opcodes.CHECKCAST ? value : super.unaryOperation(instruction, value);
    }

    @Override
    public BasicValue merge(BasicValue one, BasicValue other) {
      if (one == other) {
        return one;
      }
      if (mayBeThis(one) || mayBeThis(other)) {
        return MAYBE_THIS;
      }
      if (one == FRESH_ARRAY || other == FRESH_ARRAY) {
        return one.isReference() && other.isReference()
            ? BasicValue.REFERENCE_VALUE
            : BasicValue.UNINITIALIZED_VALUE;
      }
      return super.merge(one, other);
    }
  }
}
