package dev.heddle.check.instrument;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.Interpreter;
import org.objectweb.asm.tree.analysis.Value;

/**
 * Finds the arrays and objects of the JDK that never leave the method that makes them, such as a
 * local list and its iterators: no other thread can reach them, so their uses are no steps.
 *
 * <p>A thing leaves the method when it is passed as an argument, stored in a field or in an array,
 * captured, returned or thrown. What a call on it returns counts as part of it if its type is one
 * of a view: when the view leaves, so does the thing. The order of the code plays no role: a thing
 * that leaves anywhere is visible everywhere.
 */
final class Confinement {
  /** What is followed: plain containers, which start no threads and hold on to no other thread. */
  private static final Set<String> CONTAINERS =
      Set.of(
          "java/util/ArrayList",
          "java/util/LinkedList",
          "java/util/ArrayDeque",
          "java/util/PriorityQueue",
          "java/util/HashMap",
          "java/util/LinkedHashMap",
          "java/util/TreeMap",
          "java/util/HashSet",
          "java/util/LinkedHashSet",
          "java/util/TreeSet",
          "java/util/BitSet",
          "java/util/StringJoiner",
          "java/lang/StringBuilder",
          "java/lang/StringBuffer");

  /** Types of results that are values, and so no view of the container that gave them. */
  private static final Set<String> VALUES =
      Set.of(
          "java/lang/String",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Boolean",
          "java/lang/Double",
          "java/lang/Class");

  private final Set<AbstractInsnNode> confinedUses = new HashSet<>();

  private Confinement() {}

  /** Returns whether a call or an array access is on something that never leaves the method. */
  boolean isConfined(AbstractInsnNode use) {
    return confinedUses.contains(use);
  }

  static Confinement of(String owner, MethodNode method, ClassHierarchy hierarchy) {
    Confinement confinement = new Confinement();
    if (!makesAnything(method)) {
      return confinement;
    }
    Frame<Origin>[] frames;
    Tracker tracker = new Tracker(hierarchy);
    try {
      frames = new Analyzer<>(tracker).analyze(owner, method);
    } catch (AnalyzerException e) {
      return confinement;
    }
    // The interpreter has told what leaves; now every use of what stays is known to be confined.
    for (AbstractInsnNode instruction : method.instructions) {
      Frame<Origin> frame = frames[method.instructions.indexOf(instruction)];
      Origin used = frame == null ? null : objectUsed(instruction, frame);
      if (used != null && tracker.stays(used)) {
        confinement.confinedUses.add(instruction);
      }
    }
    return confinement;
  }

  private static boolean makesAnything(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (Tracker.isMaker(instruction)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Origin objectUsed(AbstractInsnNode instruction, Frame<Origin> frame) {
    int opcode = instruction.getOpcode();
    int depth;
    if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
      depth = 1;
    } else if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
      depth = 2;
    } else if (instruction instanceof MethodInsnNode call && opcode != Opcodes.INVOKESTATIC) {
      depth = Type.getArgumentTypes(call.desc).length;
    } else {
      return null;
    }
    return frame.getStack(frame.getStackSize() - 1 - depth);
  }

  /**
   * Where a value may come from.
   *
   * @param size 1 or 2 stack slots
   * @param makers the instructions of this method that may have made it
   * @param foreign whether it may also come from elsewhere
   */
  private record Origin(int size, Set<AbstractInsnNode> makers, boolean foreign) implements Value {
    @Override
    public int getSize() {
      return size;
    }
  }

  /** Follows values from the instructions that make them, and notes those that leave. */
  private static final class Tracker extends Interpreter<Origin> {
    private static final Origin ONE = new Origin(1, Set.of(), true);
    private static final Origin TWO = new Origin(2, Set.of(), true);

    private final ClassHierarchy hierarchy;
    private final Set<AbstractInsnNode> left = new HashSet<>();

    /** For each view, the instructions that made what it is a view of. */
    private final Map<AbstractInsnNode, Set<AbstractInsnNode>> basesOfViews = new HashMap<>();

    Tracker(ClassHierarchy hierarchy) {
      super(Opcodes.ASM9);
      this.hierarchy = hierarchy;
    }

    static boolean isMaker(AbstractInsnNode instruction) {
      return switch (instruction.getOpcode()) {
        case Opcodes.NEWARRAY, Opcodes.ANEWARRAY -> true;
        case Opcodes.NEW -> CONTAINERS.contains(((TypeInsnNode) instruction).desc);
        default -> false;
      };
    }

    /** Whether all that a value may be was made here and never leaves. */
    boolean stays(Origin value) {
      if (value.foreign || value.makers.isEmpty()) {
        return false;
      }
      Set<AbstractInsnNode> gone = new HashSet<>(left);
      boolean more = true;
      while (more) {
        more = false;
        for (Map.Entry<AbstractInsnNode, Set<AbstractInsnNode>> view : basesOfViews.entrySet()) {
          if (gone.contains(view.getKey())) {
            more |= gone.addAll(view.getValue());
          }
        }
      }
      // A view stays only as long as what it is a view of.
      Set<AbstractInsnNode> reached = new HashSet<>(value.makers);
      more = true;
      while (more) {
        more = false;
        for (AbstractInsnNode maker : Set.copyOf(reached)) {
          more |= reached.addAll(basesOfViews.getOrDefault(maker, Set.of()));
        }
      }
      return reached.stream().noneMatch(gone::contains);
    }

    /** Whether a value is nothing but results of calls. */
    private boolean isViewOnly(Origin value) {
      return basesOfViews.keySet().containsAll(value.makers);
    }

    private void leaves(Origin value) {
      left.addAll(value.makers);
    }

    @Override
    public @Nullable Origin newValue(@Nullable Type type) {
      if (type == Type.VOID_TYPE) {
        return null;
      }
      return type != null && type.getSize() == 2 ? TWO : ONE;
    }

    @Override
    public Origin newOperation(AbstractInsnNode instruction) {
      if (isMaker(instruction)) {
        return new Origin(1, Set.of(instruction), false);
      }
      return switch (instruction.getOpcode()) {
        case Opcodes.LCONST_0, Opcodes.LCONST_1, Opcodes.DCONST_0, Opcodes.DCONST_1 -> TWO;
        case Opcodes.LDC -> {
          Object constant = ((LdcInsnNode) instruction).cst;
          yield constant instanceof Long || constant instanceof Double ? TWO : ONE;
        }
        case Opcodes.GETSTATIC -> ofDescriptor(instruction);
        default -> ONE;
      };
    }

    private static Origin ofDescriptor(AbstractInsnNode field) {
      String descriptor = ((FieldInsnNode) field).desc;
      return Type.getType(descriptor).getSize() == 2 ? TWO : ONE;
    }

    @Override
    public Origin copyOperation(AbstractInsnNode instruction, Origin value) {
      return value;
    }

    @Override
    public @Nullable Origin unaryOperation(AbstractInsnNode instruction, Origin value) {
      switch (instruction.getOpcode()) {
        case Opcodes.NEWARRAY, Opcodes.ANEWARRAY -> {
          return new Origin(1, Set.of(instruction), false);
        }
        case Opcodes.CHECKCAST -> {
          // What is no class of java.util is an element, and no view.
          return ((TypeInsnNode) instruction).desc.startsWith("java/util/") || !isViewOnly(value)
              ? value
              : ONE;
        }
        case Opcodes.PUTSTATIC, Opcodes.ATHROW -> {
          leaves(value);
          return null;
        }
        case Opcodes.GETFIELD -> {
          return ofDescriptor(instruction);
        }
        case Opcodes.LNEG,
            Opcodes.DNEG,
            Opcodes.I2L,
            Opcodes.I2D,
            Opcodes.L2D,
            Opcodes.F2L,
            Opcodes.F2D,
            Opcodes.D2L -> {
          return TWO;
        }
        default -> {
          return ONE;
        }
      }
    }

    @Override
    public @Nullable Origin binaryOperation(
        AbstractInsnNode instruction, Origin one, Origin other) {
      return switch (instruction.getOpcode()) {
        case Opcodes.PUTFIELD -> {
          leaves(other);
          yield null;
        }
        case Opcodes.LALOAD,
            Opcodes.DALOAD,
            Opcodes.LADD,
            Opcodes.DADD,
            Opcodes.LSUB,
            Opcodes.DSUB,
            Opcodes.LMUL,
            Opcodes.DMUL,
            Opcodes.LDIV,
            Opcodes.DDIV,
            Opcodes.LREM,
            Opcodes.DREM,
            Opcodes.LSHL,
            Opcodes.LSHR,
            Opcodes.LUSHR,
            Opcodes.LAND,
            Opcodes.LOR,
            Opcodes.LXOR ->
            TWO;
        default -> ONE;
      };
    }

    @Override
    public @Nullable Origin ternaryOperation(
        AbstractInsnNode instruction, Origin array, Origin index, Origin value) {
      leaves(value);
      return null;
    }

    @Override
    public @Nullable Origin naryOperation(
        AbstractInsnNode instruction, List<? extends Origin> values) {
      if (!(instruction instanceof MethodInsnNode call)) {
        values.forEach(this::leaves);
        return instruction.getOpcode() == Opcodes.MULTIANEWARRAY
            ? ONE
            : newValue(Type.getReturnType(((InvokeDynamicInsnNode) instruction).desc));
      }
      int first = call.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1;
      for (Origin argument : values.subList(first, values.size())) {
        leaves(argument);
      }
      Type result = Type.getReturnType(call.desc);
      if (first == 0) {
        return newValue(result);
      }
      Origin receiver = values.get(0);
      if (receiver.makers.isEmpty()) {
        return newValue(result);
      }
      if (!hierarchy.isLibrary(call.owner) && !call.owner.startsWith("[")) {
        leaves(receiver);
      } else if (isView(call, result)) {
        basesOfViews.computeIfAbsent(call, key -> new HashSet<>()).addAll(receiver.makers);
        return new Origin(1, Set.of(call), receiver.foreign);
      }
      return newValue(result);
    }

    /**
     * Whether a result may hold on to the object that gave it. An element of a container does not;
     * what an iterator gives may be an entry, which does.
     */
    private static boolean isView(MethodInsnNode call, Type result) {
      if (result.getSort() != Type.OBJECT) {
        return false;
      }
      String type = result.getInternalName();
      return type.equals("java/lang/Object")
          ? call.owner.endsWith("Iterator")
          : !VALUES.contains(type);
    }

    @Override
    public void returnOperation(AbstractInsnNode instruction, Origin value, Origin expected) {
      leaves(value);
    }

    @Override
    public Origin merge(Origin one, Origin other) {
      if (one.equals(other)) {
        return one;
      }
      Set<AbstractInsnNode> makers = new HashSet<>(one.makers);
      makers.addAll(other.makers);
      return new Origin(
          Math.min(one.size, other.size), Set.copyOf(makers), one.foreign || other.foreign);
    }
  }
}
