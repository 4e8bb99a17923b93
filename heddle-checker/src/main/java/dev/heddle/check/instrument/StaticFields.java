package dev.heddle.check.instrument;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What the class file tells of a class's static state: whether it can differ, or change. */
final class StaticFields {
  /** What initialisers call whose result is the same whenever they run. */
  private static final Set<String> CONSTANT_CALLS =
      Set.of("desiredAssertionStatus", "values", "ordinal");

  /** Types whose objects hold state, however final the field is that refers to them. */
  private static final List<String> CONTAINERS =
      List.of("List", "Map", "Set", "Queue", "Deque", "Collection", "Vector", "Stack", "Hashtable");

  private static final Set<String> OTHER_CONTAINERS =
      Set.of(
          "java/util/BitSet",
          "java/util/Properties",
          "java/lang/StringBuilder",
          "java/lang/StringBuffer");

  private static final List<String> IMMUTABLE_PREFIXES =
      List.of("java/lang/", "java/time/", "java/math/", "java/util/function/", "java/util/regex/");

  private static final Set<String> IMMUTABLE =
      Set.of(
          "java/nio/charset/Charset",
          "java/util/Comparator",
          "java/util/Locale",
          "java/util/Optional",
          "java/util/UUID",
          "java/util/concurrent/TimeUnit");

  private StaticFields() {}

  /** Returns whether a field belongs to the state that an initialiser, and the program, sets. */
  static boolean isState(FieldNode field) {
    return (field.access & Opcodes.ACC_STATIC) != 0
        && !CoverageProbes.isAdded(field.name)
        && (field.value == null || (field.access & Opcodes.ACC_FINAL) == 0);
  }

  static @Nullable MethodNode initialiser(ClassNode node) {
    for (MethodNode method : node.methods) {
      if (method.name.equals("<clinit>")) {
        return method;
      }
    }
    return null;
  }

  static boolean isInterface(ClassNode node) {
    return (node.access & Opcodes.ACC_INTERFACE) != 0;
  }

  /** Returns whether a class is an enum, or the class of one of its constants. */
  static boolean isEnum(ClassNode node) {
    return (node.access & Opcodes.ACC_ENUM) != 0;
  }

  /** Returns whether a class, neither enum nor interface, has anything to start afresh. */
  static boolean areWorthStarting(ClassNode node) {
    MethodNode initialiser = initialiser(node);
    boolean any = initialiser != null;
    boolean onlyConstants = true;
    for (FieldNode field : node.fields) {
      if (isState(field)) {
        any = true;
        onlyConstants &= isConstantOfJavac(field.name);
      }
    }
    return any && !(onlyConstants && initialiser != null && isConstant(initialiser));
  }

  /** Whether a field is javac's own and set to the same whenever its class is initialised. */
  private static boolean isConstantOfJavac(String field) {
    return field.equals("$assertionsDisabled") || field.startsWith("$SwitchMap$");
  }

  private static boolean isConstant(MethodNode initialiser) {
    for (AbstractInsnNode instruction : initialiser.instructions) {
      boolean constant =
          switch (instruction.getOpcode()) {
            case Opcodes.NEW, Opcodes.INVOKEDYNAMIC -> false;
            case Opcodes.PUTSTATIC -> isConstantOfJavac(((FieldInsnNode) instruction).name);
            case Opcodes.INVOKESTATIC, Opcodes.INVOKEVIRTUAL, Opcodes.INVOKEINTERFACE ->
                CONSTANT_CALLS.contains(((MethodInsnNode) instruction).name);
            default -> true;
          };
      if (!constant) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns why an enum or interface, which is not started afresh, may carry something over from
   * one execution to the next; null if it cannot.
   */
  static @Nullable String reasonToWarn(ClassNode node, ClassHierarchy hierarchy) {
    List<String> mutable = new ArrayList<>();
    for (FieldNode field : node.fields) {
      if ((field.access & Opcodes.ACC_SYNTHETIC) == 0 && mayChange(node, field, hierarchy)) {
        mutable.add(field.name);
      }
    }
    if (mutable.isEmpty()) {
      return null;
    }
    String fields = (mutable.size() == 1 ? "field " : "fields ") + String.join(", ", mutable);
    return isEnum(node)
        ? "the constants of an enum stay the same objects, so what changes in its "
            + fields
            + " is kept from one execution to the next"
        : "the initialiser of an interface runs once, so what changes in its "
            + fields
            + " is kept from one execution to the next";
  }

  private static boolean mayChange(ClassNode node, FieldNode field, ClassHierarchy hierarchy) {
    if ((field.access & Opcodes.ACC_FINAL) == 0) {
      return true;
    }
    if (field.value != null || isMadeUnmodifiable(node, field)) {
      return false;
    }
    Type type = Type.getType(field.desc);
    return switch (type.getSort()) {
      case Type.ARRAY -> true;
      case Type.OBJECT ->
          isEnum(node)
              ? isContainer(type.getInternalName())
              : !isImmutable(type.getInternalName(), hierarchy);
      default -> false;
    };
  }

  private static boolean isContainer(String type) {
    return type.startsWith("java/util/concurrent/atomic/")
        || OTHER_CONTAINERS.contains(type)
        || (type.startsWith("java/util/") && CONTAINERS.stream().anyMatch(type::endsWith));
  }

  /** Whether the only assignments of a field are of collections that nobody can change. */
  private static boolean isMadeUnmodifiable(ClassNode node, FieldNode field) {
    MethodNode initialiser = initialiser(node);
    if (initialiser == null || (field.access & Opcodes.ACC_STATIC) == 0) {
      return false;
    }
    for (AbstractInsnNode instruction : initialiser.instructions) {
      if (instruction instanceof FieldInsnNode access
          && access.getOpcode() == Opcodes.PUTSTATIC
          && access.name.equals(field.name)
          && !(access.getPrevious() instanceof MethodInsnNode call && givesUnmodifiable(call))) {
        return false;
      }
    }
    return true;
  }

  private static boolean givesUnmodifiable(MethodInsnNode call) {
    return switch (call.owner) {
      case "java/util/List", "java/util/Set", "java/util/Map" ->
          call.getOpcode() == Opcodes.INVOKESTATIC;
      case "java/util/Collections" ->
          call.name.startsWith("unmodifiable") || call.name.startsWith("empty");
      case "java/util/stream/Stream" -> call.name.equals("toList");
      default -> false;
    };
  }

  private static boolean isImmutable(String type, ClassHierarchy hierarchy) {
    if (OTHER_CONTAINERS.contains(type)) {
      return false;
    }
    for (String prefix : IMMUTABLE_PREFIXES) {
      if (type.startsWith(prefix)) {
        return true;
      }
    }
    if (IMMUTABLE.contains(type) || hierarchy.isFunctionalInterface(type)) {
      return true;
    }
    if (hierarchy.isLibrary(type)) {
      return false;
    }
    boolean any = false;
    for (String each = type; each != null; ) {
      ClassFacts facts = hierarchy.find(each);
      if (facts == null || hierarchy.isLibrary(each)) {
        return any && each.equals("java/lang/Object");
      }
      if ("java/lang/Enum".equals(facts.superName())) {
        return true;
      }
      any = true;
      for (int access : facts.fields().values()) {
        if ((access & (Opcodes.ACC_STATIC | Opcodes.ACC_FINAL)) == 0) {
          return false;
        }
      }
      each = facts.superName();
    }
    return any;
  }
}
