package dev.heddle.check.instrument;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Recognizes what JaCoCo has added to a class. Its transformer runs before Heddle's whichever agent
 * is named first, because it cannot retransform. The probes go on counting, but they are not the
 * program's: a store into the array of probes is no step and no race.
 *
 * <p>Each method reads the array into a local variable of its own at its beginning, from a dynamic
 * constant, or by {@code $jacocoInit()} in class files older than Java 11. A probe is a store of
 * {@code true} into the array in that variable.
 */
final class CoverageProbes {
  private static final String PREFIX = "$jacoco";

  private final Set<Integer> arrays = new HashSet<>();

  private CoverageProbes() {}

  /** Returns the probes of a method. */
  static CoverageProbes of(MethodNode method) {
    CoverageProbes probes = new CoverageProbes();
    for (AbstractInsnNode instruction : method.instructions) {
      if (readsArray(instruction)) {
        AbstractInsnNode next = next(instruction);
        while (next != null && keepsArray(next)) {
          next = next(next);
        }
        if (next != null && next.getOpcode() == Opcodes.ASTORE) {
          probes.arrays.add(((VarInsnNode) next).var);
        }
      }
    }
    return probes;
  }

  /** Returns whether a field or a method was added to its class for the probes. */
  static boolean isAdded(String member) {
    return member.startsWith(PREFIX);
  }

  /** Returns whether an array access is a probe. */
  boolean isProbe(AbstractInsnNode access) {
    if (arrays.isEmpty() || access.getOpcode() != Opcodes.BASTORE) {
      return false;
    }
    AbstractInsnNode value = previous(access);
    AbstractInsnNode index = value == null ? null : previous(value);
    AbstractInsnNode array = index == null ? null : previous(index);
    return value != null
        && value.getOpcode() == Opcodes.ICONST_1
        && array instanceof VarInsnNode variable
        && array.getOpcode() == Opcodes.ALOAD
        && arrays.contains(variable.var);
  }

  private static boolean readsArray(AbstractInsnNode instruction) {
    return (instruction instanceof MethodInsnNode call && isAdded(call.name))
        || (instruction instanceof FieldInsnNode field && isAdded(field.name))
        || (instruction instanceof LdcInsnNode constant
            && constant.cst instanceof ConstantDynamic dynamic
            && isAdded(dynamic.getBootstrapMethod().getName()));
  }

  private static boolean keepsArray(AbstractInsnNode instruction) {
    return instruction.getOpcode() == Opcodes.CHECKCAST
        || instruction.getOpcode() == Opcodes.DUP
        || instruction.getOpcode() == Opcodes.PUTSTATIC;
  }

  /** Returns the next real instruction, without labels, lines and frames. */
  private static @Nullable AbstractInsnNode next(AbstractInsnNode instruction) {
    AbstractInsnNode at = instruction.getNext();
    while (at != null && at.getOpcode() < 0) {
      at = at.getNext();
    }
    return at;
  }

  private static @Nullable AbstractInsnNode previous(AbstractInsnNode instruction) {
    AbstractInsnNode at = instruction.getPrevious();
    while (at != null && at.getOpcode() < 0) {
      at = at.getPrevious();
    }
    return at;
  }
}
