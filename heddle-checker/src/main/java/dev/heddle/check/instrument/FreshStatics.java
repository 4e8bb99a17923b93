package dev.heddle.check.instrument;

import dev.heddle.check.runtime.StaticState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Lets the static state of a class start afresh in each execution, see {@link StaticState}.
 *
 * <p>The initialiser becomes a private method, which the JVM's own initialisation registers with
 * the runtime, and which begins by zeroing the static fields. What would make the JVM initialise a
 * class asks the runtime first: static methods and constructors at their beginning, whoever calls
 * them and how; {@code new} and accesses of static fields where they stand. The latter are left out
 * within the class itself and its subclasses, whose code runs only when the class was started.
 */
final class FreshStatics {
  static final String HOOKS = "dev/heddle/check/runtime/DeterminismHooks";

  private static final int NONE = -1;

  private final ClassNode node;
  private final ClassHierarchy hierarchy;
  private final boolean started;

  /**
   * Prepares to weave an unmodified class. Call {@link #beforeFields} before any other
   * instrumentation and {@link #weave} after it.
   */
  FreshStatics(ClassNode node, ClassHierarchy hierarchy) {
    this.node = node;
    this.hierarchy = hierarchy;
    this.started = isStarted(node);
  }

  /** Starts the declaring class before each access of a static field. */
  void beforeFields() {
    for (MethodNode method : node.methods) {
      for (AbstractInsnNode instruction : method.instructions.toArray()) {
        if (instruction instanceof FieldInsnNode field && isStatic(field)) {
          beforeUse(method, field, hierarchy.declarerOfField(field.owner, field.name));
        }
      }
    }
  }

  void weave() {
    // Where another agent has changed the class, its file may tell otherwise than the class itself.
    int own = started ? numberAsStarted() : numberOf(node.name);
    for (MethodNode method : node.methods) {
      if (method.instructions.size() > 0) {
        beforeUses(method);
        if (own != NONE && beginsUse(method)) {
          method.instructions.insert(use(own));
        }
      }
    }
    if (started) {
      moveInitialiser(own);
    }
  }

  private int numberAsStarted() {
    return StaticState.numberOf(hierarchy.loader(), node.name.replace('/', '.'), null);
  }

  /** Returns true if the class is reinitialised in each execution. */
  static boolean isStarted(ClassNode node) {
    return !StaticFields.isInterface(node)
        && !StaticFields.isEnum(node)
        && StaticFields.areWorthStarting(node);
  }

  /** Whether the JVM would initialise the class when somebody calls a method. */
  private boolean beginsUse(MethodNode method) {
    if (CoverageProbes.isAdded(method.name)) {
      return false;
    }
    return method.name.equals("<init>")
        ? !StaticFields.isEnum(node)
        : (method.access & Opcodes.ACC_STATIC) != 0 && !method.name.equals("<clinit>");
  }

  /**
   * Returns the number of the class that has to be started when {@code name} is used: itself or the
   * nearest of its superclasses with static state.
   */
  private int numberOf(@Nullable String name) {
    if (name == null
        || hierarchy.isLibrary(name)
        || MockLibraries.contain(name)
        || MockLibraries.nameIfMade(name) != null
        || Transformer.isTool(hierarchy.loader(), name)) {
      return NONE;
    }
    return hierarchy.startNumber(name, this::findNumber);
  }

  private int findNumber(String name) {
    ClassFacts facts = hierarchy.find(name);
    if (facts == null) {
      return NONE;
    }
    ClassNode target = new ClassNode();
    new ClassReader(facts.bytes()).accept(target, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    String binaryName = name.replace('/', '.');
    ClassLoader loader = hierarchy.definingLoader(name);
    if (StaticFields.isInterface(target) || StaticFields.isEnum(target)) {
      String reason = StaticFields.reasonToWarn(target, hierarchy);
      if (reason != null) {
        return StaticState.numberOf(loader, binaryName, reason);
      }
    } else if (isStarted(target)) {
      return StaticState.numberOf(loader, binaryName, null);
    }
    return StaticFields.isInterface(target) ? NONE : numberOf(target.superName);
  }

  private static InsnList use(int number) {
    InsnList list = new InsnList();
    list.add(new LdcInsnNode(number));
    list.add(new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, "use", "(I)V", false));
    return list;
  }

  private void beforeUses(MethodNode method) {
    Map<AbstractInsnNode, LabelNode> creations = new HashMap<>();
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      if (instruction.getOpcode() == Opcodes.NEW) {
        TypeInsnNode creation = (TypeInsnNode) instruction;
        if (beforeUse(method, creation, creation.desc)) {
          LabelNode exact = new LabelNode();
          method.instructions.insertBefore(creation, exact);
          creations.put(creation, exact);
        }
      } else if (instruction instanceof MethodInsnNode call
          && call.owner.equals("java/lang/Class")
          && call.name.equals("forName")) {
        afterForName(method, call);
      }
    }
    if (!creations.isEmpty()) {
      moveLabels(method, creations);
    }
  }

  private static boolean isStatic(FieldInsnNode field) {
    return field.getOpcode() == Opcodes.GETSTATIC || field.getOpcode() == Opcodes.PUTSTATIC;
  }

  private boolean beforeUse(MethodNode method, AbstractInsnNode use, @Nullable String type) {
    if (type == null || hierarchy.isLibrary(type) || hierarchy.isSubclass(node.name, type)) {
      return false;
    }
    int number = numberOf(type);
    if (number == NONE) {
      return false;
    }
    method.instructions.insertBefore(use, use(number));
    return true;
  }

  /** Frames name an object that is not initialised by the place of its {@code new} exactly. */
  private static void moveLabels(MethodNode method, Map<AbstractInsnNode, LabelNode> creations) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof FrameNode frame) {
        moveLabels(frame.local, creations);
        moveLabels(frame.stack, creations);
      }
    }
  }

  private static void moveLabels(
      @Nullable List<Object> types, Map<AbstractInsnNode, LabelNode> creations) {
    if (types == null) {
      return;
    }
    for (ListIterator<Object> each = types.listIterator(); each.hasNext(); ) {
      if (each.next() instanceof LabelNode label) {
        LabelNode exact = creations.get(creationAfter(label));
        if (exact != null) {
          each.set(exact);
        }
      }
    }
  }

  private static AbstractInsnNode creationAfter(LabelNode label) {
    AbstractInsnNode at = label;
    while (at.getOpcode() != Opcodes.NEW) {
      at = at.getNext();
    }
    return at;
  }

  private static void afterForName(MethodNode method, MethodInsnNode call) {
    if (call.desc.equals("(Ljava/lang/String;)Ljava/lang/Class;")) {
      // It depends on its caller, so that it cannot be replaced.
      InsnList after = new InsnList();
      after.add(new InsnNode(Opcodes.DUP));
      after.add(
          new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, "use", "(Ljava/lang/Class;)V", false));
      method.instructions.insert(call, after);
    } else if (call.desc.startsWith("(Ljava/lang/String;Z")) {
      method.instructions.set(
          call, new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, "forName", call.desc, false));
    }
  }

  private void moveInitialiser(int number) {
    InsnList beginning = new InsnList();
    for (FieldNode field : node.fields) {
      if (StaticFields.isState(field)) {
        // Only the JVM's own initialiser may set a final field.
        field.access &= ~Opcodes.ACC_FINAL;
        beginning.add(initialValue(field));
        beginning.add(new FieldInsnNode(Opcodes.PUTSTATIC, node.name, field.name, field.desc));
      }
    }
    int superNumber = numberOf(node.superName);
    if (superNumber != NONE) {
      beginning.add(use(superNumber));
    }
    MethodNode initialiser = StaticFields.initialiser(node);
    if (initialiser == null) {
      initialiser = new MethodNode();
      initialiser.desc = "()V";
      initialiser.exceptions = new ArrayList<>();
      initialiser.tryCatchBlocks = new ArrayList<>();
      initialiser.instructions.add(new InsnNode(Opcodes.RETURN));
      node.methods.add(initialiser);
    }
    initialiser.name = StaticState.INITIALISER;
    initialiser.access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
    initialiser.instructions.insert(beginning);
    node.methods.add(initialiserOfJvm(number));
  }

  private MethodNode initialiserOfJvm(int number) {
    MethodNode method = new MethodNode(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    method.visitLdcInsn(number);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        "java/lang/invoke/MethodHandles",
        "lookup",
        "()Ljava/lang/invoke/MethodHandles$Lookup;",
        false);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        HOOKS,
        "initialise",
        "(ILjava/lang/invoke/MethodHandles$Lookup;)V",
        false);
    method.visitInsn(Opcodes.RETURN);
    return method;
  }

  private static AbstractInsnNode initialValue(FieldNode field) {
    if (field.value != null) {
      return new LdcInsnNode(field.value);
    }
    return new InsnNode(
        switch (Type.getType(field.desc).getSort()) {
          case Type.LONG -> Opcodes.LCONST_0;
          case Type.FLOAT -> Opcodes.FCONST_0;
          case Type.DOUBLE -> Opcodes.DCONST_0;
          case Type.OBJECT, Type.ARRAY -> Opcodes.ACONST_NULL;
          default -> Opcodes.ICONST_0;
        });
  }
}
