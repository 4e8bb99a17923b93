package dev.heddle.check.instrument;

import static dev.heddle.check.instrument.FreshStatics.HOOKS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The calls whose result differs from one execution, or JVM, to the next although the program makes
 * the same choices: random numbers, numbers of threads, and whatever shows an identity hash. The
 * former are replaced; before the latter the object is given its hash.
 */
final class NondeterministicCalls {
  private static final Map<String, Handle> REPLACED = new HashMap<>();
  private static final Map<String, String> MADE_WITHOUT_SEED =
      Map.of("java/util/Random", "newRandom", "java/util/SplittableRandom", "newSplittableRandom");

  private static final String GENERATOR = "Ljava/util/random/RandomGenerator;";

  static {
    replace("java/lang/Math.random()D", "random");
    replace("java/lang/StrictMath.random()D", "random");
    replace("java/util/UUID.randomUUID()Ljava/util/UUID;", "randomUuid");
    replace("java/util/Collections.shuffle(Ljava/util/List;)V", "shuffle");
    replace("java/util/random/RandomGenerator.getDefault()" + GENERATOR, "defaultGenerator");
    replace("java/util/random/RandomGenerator.of(Ljava/lang/String;)" + GENERATOR, "generator");
    REPLACED.put(
        "java/util/random/RandomGeneratorFactory.create()" + GENERATOR,
        hook("generator", "(Ljava/util/random/RandomGeneratorFactory;)" + GENERATOR));
  }

  /** The JDK's classes that ask objects for their hashes, or texts, on behalf of the program. */
  private static final List<String> ASKING =
      List.of(
          "java/util/AbstractCollection",
          "java/util/AbstractList",
          "java/util/AbstractMap",
          "java/util/AbstractSet",
          "java/util/ArrayList",
          "java/util/Arrays",
          "java/util/Collections",
          "java/util/EnumMap",
          "java/util/Formatter",
          "java/util/HashMap",
          "java/util/Hashtable",
          "java/util/IdentityHashMap",
          "java/util/ImmutableCollections",
          "java/util/KeyValueHolder",
          "java/util/LinkedHashMap",
          "java/util/Objects",
          "java/util/Optional",
          "java/util/TreeMap",
          "java/util/WeakHashMap",
          "jdk/internal/util/ArraysSupport");

  /** Classes that make a text of any object that they are given. */
  static final Set<String> TEXT_TAKERS =
      Set.of(
          "java/lang/StringBuilder",
          "java/lang/StringBuffer",
          "java/io/PrintStream",
          "java/io/PrintWriter");

  private NondeterministicCalls() {}

  private static void replace(String method, String hook) {
    REPLACED.put(method, hook(hook, method.substring(method.indexOf('('))));
  }

  private static Handle hook(String name, String descriptor) {
    return new Handle(Opcodes.H_INVOKESTATIC, HOOKS, name, descriptor, false);
  }

  /**
   * Loads the classes of the JDK that have to be instrumented for this. The instrumenter uses some
   * of them itself, so it cannot be while they are loaded that they are instrumented.
   */
  static void load() {
    for (String name : ASKING) {
      try {
        loadMembers(Class.forName(name.replace('/', '.'), false, null));
      } catch (ClassNotFoundException e) {
        // This JDK does not have it.
        continue;
      }
    }
  }

  private static void loadMembers(Class<?> type) {
    for (Class<?> member : type.getDeclaredClasses()) {
      loadMembers(member);
    }
  }

  /** Returns whether a class of the JDK has to be instrumented for this. */
  static boolean areIn(String jdkClass) {
    for (String name : ASKING) {
      if (jdkClass.startsWith(name)
          && (jdkClass.length() == name.length() || jdkClass.charAt(name.length()) == '$')) {
        return true;
      }
    }
    return false;
  }

  /** Puts all in order in a class of the program. */
  static void control(ClassNode node, ClassHierarchy hierarchy) {
    for (MethodNode method : node.methods) {
      for (AbstractInsnNode instruction : method.instructions.toArray()) {
        if (instruction instanceof InvokeDynamicInsnNode dynamic) {
          replaceReferences(dynamic, hierarchy);
        } else if (instruction instanceof MethodInsnNode call && !call.owner.equals(HOOKS)) {
          control(method, call, hierarchy);
        }
      }
    }
  }

  private static void control(MethodNode method, MethodInsnNode call, ClassHierarchy hierarchy) {
    if (call.name.equals("<init>")) {
      if (call.desc.equals("()V") && MADE_WITHOUT_SEED.containsKey(call.owner)) {
        method.instructions.insertBefore(call, hookCall("seed", "()J"));
        call.desc = "(J)V";
      }
      return;
    }
    Handle replacement = replacement(call.owner, call.name, call.desc, hierarchy);
    if (replacement != null) {
      method.instructions.set(call, hookCall(replacement.getName(), replacement.getDesc()));
    } else if (!hasOwnHash(call, hierarchy)) {
      tellHash(method, call);
    }
  }

  private static @Nullable Handle replacement(
      String owner, String name, String descriptor, ClassHierarchy hierarchy) {
    boolean isId = name.equals("getId") || name.equals("threadId");
    if (isId && descriptor.equals("()J") && isThreadsOwn(owner, name, hierarchy)) {
      return hook("threadId", "(Ljava/lang/Thread;)J");
    }
    return REPLACED.get(owner + "." + name + descriptor);
  }

  private static boolean isThreadsOwn(String owner, String name, ClassHierarchy hierarchy) {
    return owner.equals(Redirects.THREAD)
        || (hierarchy.isSubclass(owner, Redirects.THREAD)
            && Redirects.THREAD.equals(hierarchy.jdkDeclarer(owner, name + "()J")));
  }

  private static void replaceReferences(InvokeDynamicInsnNode dynamic, ClassHierarchy hierarchy) {
    for (int i = 0; i < dynamic.bsmArgs.length; i++) {
      if (dynamic.bsmArgs[i] instanceof Handle handle) {
        String owner = handle.getOwner();
        String maker = MADE_WITHOUT_SEED.get(owner);
        Handle replacement = null;
        if (handle.getTag() != Opcodes.H_NEWINVOKESPECIAL) {
          replacement = replacement(owner, handle.getName(), handle.getDesc(), hierarchy);
        } else if (maker != null && handle.getDesc().equals("()V")) {
          replacement = hook(maker, "()L" + owner + ";");
        }
        if (replacement != null) {
          dynamic.bsmArgs[i] = replacement;
        }
      }
    }
  }

  /** Whether it is known that a call does not come to {@code Object}'s methods. */
  private static boolean hasOwnHash(MethodInsnNode call, ClassHierarchy hierarchy) {
    if (call.getOpcode() != Opcodes.INVOKEVIRTUAL || call.owner.startsWith("[")) {
      return false;
    }
    String key = call.name + call.desc;
    for (String type = call.owner; type != null && !type.equals("java/lang/Object"); ) {
      ClassFacts facts = hierarchy.find(type);
      if (facts == null) {
        return false;
      }
      if (facts.methods().contains(key)) {
        // A text or a hash that is made of those of other objects asks them itself.
        return !TEXT_TAKERS.contains(call.owner);
      }
      type = facts.superName();
    }
    return false;
  }

  /**
   * Gives an object its hash before a call that shows it; returns whether the call is such a one.
   * The object is the last thing on the stack.
   */
  static boolean tellHash(MethodNode method, MethodInsnNode call) {
    String hook = hookBefore(call);
    if (hook == null) {
      return false;
    }
    method.instructions.insertBefore(call, new InsnNode(Opcodes.DUP));
    method.instructions.insertBefore(call, hookCall(hook, "(Ljava/lang/Object;)V"));
    return true;
  }

  private static @Nullable String hookBefore(MethodInsnNode call) {
    boolean ofObject =
        (call.name.equals("hashCode") && call.desc.equals("()I"))
            || (call.name.equals("toString") && call.desc.equals("()Ljava/lang/String;"));
    switch (call.getOpcode()) {
      case Opcodes.INVOKESPECIAL -> {
        return ofObject && call.owner.equals("java/lang/Object") ? "beforeIdentityHash" : null;
      }
      case Opcodes.INVOKESTATIC -> {
        if (call.owner.equals("java/lang/System") && call.name.equals("identityHashCode")) {
          return "beforeIdentityHash";
        }
        return call.owner.equals("java/lang/String")
                && call.name.equals("valueOf")
                && call.desc.startsWith("(Ljava/lang/Object;)")
            ? "beforeHash"
            : null;
      }
      default -> {
        boolean takesText =
            TEXT_TAKERS.contains(call.owner) && call.desc.startsWith("(Ljava/lang/Object;)");
        return ofObject || takesText ? "beforeHash" : null;
      }
    }
  }

  /**
   * Replaces what decides in which order collections such as {@code Set.of()} are iterated: a
   * number that each JVM chooses for itself. It decides nothing else.
   */
  static boolean fixOrder(MethodNode method, AbstractInsnNode instruction) {
    if (method.name.equals("<clinit>")
        || !(instruction instanceof FieldInsnNode field)
        || field.getOpcode() != Opcodes.GETSTATIC
        || !field.owner.equals("java/util/ImmutableCollections")) {
      return false;
    }
    switch (field.name + field.desc) {
      case "SALT32LJ" -> method.instructions.set(field, new LdcInsnNode(0x243f_6a88L));
      case "REVERSEZ" -> method.instructions.set(field, new InsnNode(Opcodes.ICONST_0));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The hook that gives the object on the stack its hash, and takes it off. */
  static MethodInsnNode beforeHash() {
    return hookCall("beforeHash", "(Ljava/lang/Object;)V");
  }

  private static MethodInsnNode hookCall(String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
  }
}
