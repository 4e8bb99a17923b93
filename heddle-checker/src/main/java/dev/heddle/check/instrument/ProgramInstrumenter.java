package dev.heddle.check.instrument;

import static dev.heddle.check.instrument.Redirects.HOOKS;
import static dev.heddle.check.instrument.Redirects.THREAD;

import dev.heddle.check.runtime.TrustedPackages;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Instruments one class of the program: a hook before every access that other threads may see, in
 * place of every monitor operation, and in place of, or before, calls into the JDK.
 */
final class ProgramInstrumenter {
  private final ClassHierarchy hierarchy;

  ProgramInstrumenter(ClassLoader loader) {
    this.hierarchy = ClassHierarchy.of(loader);
  }

  /**
   * Instruments a class of the JDK that is not loaded yet. Its static state stays as it is: other
   * code of the JDK may use it.
   */
  static byte[] instrumentOfJdk(byte[] bytes) {
    ProgramInstrumenter instrumenter =
        new ProgramInstrumenter(ClassLoader.getPlatformClassLoader());
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, ClassReader.EXPAND_FRAMES);
    instrumenter.instrumentMethods(node);
    return write(node);
  }

  byte[] instrument(byte[] bytes) {
    ClassFacts facts = ClassFacts.of(bytes);
    hierarchy.put(facts);
    hierarchy.addInstrumented(facts.name());
    ClassNode node = new ClassNode();
    new ClassReader(OldClassFiles.modernise(bytes, hierarchy))
        .accept(node, ClassReader.EXPAND_FRAMES);
    FreshStatics statics = new FreshStatics(node, hierarchy);
    statics.beforeFields();
    instrumentMethods(node);
    statics.weave();
    SerialVersion.keep(node, bytes, hierarchy);
    return write(node);
  }

  private void instrumentMethods(ClassNode node) {
    MethodReferences references = new MethodReferences(node, this);
    for (MethodNode method : List.copyOf(node.methods)) {
      references.desugar(method);
    }
    for (MethodNode method : node.methods) {
      if (CoverageProbes.isAdded(method.name)) {
        new HookWriter(node, method, hierarchy).makeForeign();
      } else if (method.instructions.size() > 0) {
        instrument(node, method);
      }
    }
    NondeterministicCalls.control(node, hierarchy);
  }

  private static byte[] write(ClassNode node) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    return writer.toByteArray();
  }

  private void instrument(ClassNode node, MethodNode method) {
    LoopHeads.weave(node, method);
    Origins origins = Origins.of(node.name, method, hierarchy);
    Confinement confinement = Confinement.of(node.name, method, hierarchy);
    CoverageProbes probes = CoverageProbes.of(method);
    HookWriter hooks = new HookWriter(node, method, hierarchy);
    boolean constructed = !method.name.equals("<init>");
    Deque<TypeInsnNode> uninitialised = new ArrayDeque<>();
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      int opcode = instruction.getOpcode();
      if (instruction instanceof LineNumberNode line) {
        hooks.line(line.line);
      } else if (opcode == Opcodes.NEW) {
        uninitialised.push((TypeInsnNode) instruction);
      } else if (opcode == Opcodes.NEWARRAY || opcode == Opcodes.ANEWARRAY) {
        hooks.afterCreation(instruction, "created", HookWriter.nameOfArray(instruction));
      } else if (opcode == Opcodes.MULTIANEWARRAY) {
        hooks.afterCreation(instruction, "createdNested", HookWriter.nameOfArray(instruction));
      } else if (instruction instanceof FieldInsnNode field) {
        if (constructed
            && !origins.isUnseen(field)
            && isVisible(field)
            && !CoverageProbes.isAdded(field.name)
            && !field.owner.equals(HOOKS)) {
          hooks.beforeField(field);
        }
      } else if (isArrayAccess(opcode)) {
        if (!origins.isUnseen(instruction)
            && !confinement.isConfined(instruction)
            && !probes.isProbe(instruction)
            && !isEnumSwitch(instruction)) {
          hooks.beforeArrayAccess(instruction);
        }
      } else if (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) {
        hooks.replaceMonitor(instruction);
      } else if (instruction instanceof InvokeDynamicInsnNode call) {
        if (readsArguments(call)) {
          hooks.beforeUseOfArguments(call, call.desc, call.name);
        } else if (call.bsm.getOwner().equals("java/lang/runtime/ObjectMethods")) {
          hooks.beforeMethodOfRecord(call);
        }
      } else if (instruction instanceof MethodInsnNode call) {
        if (call.name.equals("<init>")) {
          TypeInsnNode creation = uninitialised.poll();
          if (creation != null) {
            instrumentCall(hooks, call, false);
            if (creation.getNext().getOpcode() == Opcodes.DUP && isNumbered(call.owner)) {
              hooks.afterCreation(call, "created", "new " + call.owner.replace('/', '.'));
            }
          } else {
            constructed = true;
          }
        } else {
          instrumentCall(hooks, call, confinement.isConfined(call));
          if (returnsNew(call)) {
            hooks.afterCreation(call, "created", HookWriter.nameOf(call));
          }
        }
      }
    }
    hooks.guardHandlers();
    if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
      hooks.replaceSynchronized();
    }
    if (method.name.equals("<clinit>") && !FreshStatics.isStarted(node)) {
      hooks.makeAtomic();
    }
  }

  /** Whether steps may touch objects of a class. */
  private static boolean isNumbered(String type) {
    return !type.endsWith("Exception")
        && !type.endsWith("Error")
        && !type.equals("java/lang/String");
  }

  /** Whether a call of the JDK may make an object that steps touch. */
  private boolean returnsNew(MethodInsnNode call) {
    Type type = Type.getReturnType(call.desc);
    if (type.getSort() == Type.ARRAY) {
      return hierarchy.isLibrary(call.owner) || call.owner.startsWith("[");
    }
    return type.getSort() == Type.OBJECT
        && call.owner.startsWith("java/util/")
        && type.getInternalName().startsWith("java/util/")
        && !type.getInternalName().startsWith("java/util/function/")
        && !type.getInternalName().startsWith("java/util/Optional");
  }

  /** Whether an invokedynamic reads the objects that it gets: text is made of them. */
  private static boolean readsArguments(InvokeDynamicInsnNode call) {
    return call.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory");
  }

  /**
   * Whether other threads may see an access. A final field counts only if its object may be known
   * to others before it is complete.
   */
  private boolean isVisible(FieldInsnNode field) {
    return switch (field.getOpcode()) {
      case Opcodes.PUTFIELD -> true;
      case Opcodes.GETFIELD ->
          !hierarchy.isFinalField(field.owner, field.name)
              || hierarchy.showsIncompleteObjects(field.owner);
      default -> !hierarchy.isFinalField(field.owner, field.name);
    };
  }

  private static boolean isArrayAccess(int opcode) {
    return (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD)
        || (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE);
  }

  /** Whether an array read is that of the table that javac makes for a switch over an enum. */
  private static boolean isEnumSwitch(AbstractInsnNode read) {
    AbstractInsnNode before = read;
    for (int i = 0; i < 6 && before != null; i++) {
      before = before.getPrevious();
      if (before instanceof FieldInsnNode field && field.name.startsWith("$SwitchMap$")) {
        return read.getOpcode() == Opcodes.IALOAD;
      }
    }
    return false;
  }

  private void instrumentCall(HookWriter hooks, MethodInsnNode call, boolean confined) {
    if (call.owner.startsWith("[") && call.name.equals("clone")) {
      hooks.beforeClone(call);
      return;
    }
    if (call.name.equals("clone")
        && call.desc.equals("()Ljava/lang/Object;")
        && (call.owner.equals("java/lang/Object") || !hierarchy.isLibrary(call.owner))) {
      hooks.beforeObjectClone(call);
      return;
    }
    if (call.owner.equals("java/lang/reflect/Array")
        && call.getOpcode() == Opcodes.INVOKESTATIC
        && !call.name.equals("getLength")
        && !call.name.equals("newInstance")) {
      hooks.beforeReflectiveElement(call);
      return;
    }
    if (call.getOpcode() == Opcodes.INVOKESTATIC && JdkCalls.onlyKeeps(call.owner, call.name)) {
      return;
    }
    CallPlan plan = plan(call.getOpcode(), call.owner, call.name, call.desc);
    boolean withoutPoint =
        plan.kind() == CallKind.NONE || (confined && plan.kind() == CallKind.BEFORE_CALL);
    if (withoutPoint) {
      if (hierarchy.isLibrary(call.owner) && !TrustedPackages.containInternal(call.owner)) {
        hooks.beforeUseOfArguments(call, call.desc, call.owner + "." + call.name);
      }
      return;
    }
    if (JdkCalls.mayEndForNoReason(call.name, call.desc)) {
      hooks.noteWait(call);
    }
    switch (plan.kind()) {
      case NONE -> {}
      case REDIRECT -> hooks.redirect(call, Objects.requireNonNull(plan.redirect()));
      case TELL_SITE -> hooks.tellSite(call, "at");
      case BEFORE_PARKING -> hooks.tellSite(call, "beforeParking");
      case READ_SETTING -> hooks.tellSite(call, "readSetting");
      case CHANGE_SETTING -> hooks.tellSite(call, "changeSetting");
      case CENSUS -> hooks.tellSite(call, "beforeCensus");
      case BEFORE_LIBRARY -> hooks.tellSite(call, "beforeLibrary");
      case BEFORE_STATIC -> hooks.beforeStaticCall(call);
      case BEFORE_CALL -> hooks.beforeCall(call, "beforeCall");
      case BEFORE_INHERITED -> hooks.beforeCall(call, "beforeInheritedCall");
    }
  }

  /** Whether a method reference stands for a call that {@link #instrumentCall} adds to. */
  boolean needsHook(Handle handle) {
    int opcode = opcodeOf(handle);
    if (opcode == -1
        || opcode == Opcodes.INVOKESTATIC
            && JdkCalls.onlyKeeps(handle.getOwner(), handle.getName())) {
      return false;
    }
    return plan(opcode, handle.getOwner(), handle.getName(), handle.getDesc()).kind()
            != CallKind.NONE
        || (opcode == Opcodes.INVOKESTATIC || opcode == Opcodes.INVOKESPECIAL)
            && hierarchy.isLibrary(handle.getOwner())
            && !TrustedPackages.containInternal(handle.getOwner())
            && HookWriter.usesArguments(handle.getDesc());
  }

  /** What is to be done with a call. */
  enum CallKind {
    NONE,
    REDIRECT,
    TELL_SITE,
    BEFORE_PARKING,
    BEFORE_LIBRARY,
    READ_SETTING,
    CHANGE_SETTING,
    CENSUS,
    BEFORE_STATIC,
    BEFORE_CALL,
    BEFORE_INHERITED
  }

  /**
   * What is to be done with a call, and with what it is replaced.
   *
   * @param kind what is to be done
   * @param redirect the replacement, for {@link CallKind#REDIRECT}
   */
  record CallPlan(CallKind kind, Redirects.@Nullable Redirect redirect) {
    static final CallPlan NONE = new CallPlan(CallKind.NONE, null);
  }

  /** Decides what is to be done with a call of a method. */
  CallPlan plan(int opcode, String owner, String name, String descriptor) {
    if (owner.startsWith("[") || name.equals("<init>")) {
      return CallPlan.NONE;
    }
    Redirects.Redirect redirect = redirectOf(opcode, owner, name, descriptor);
    if (redirect != null) {
      return new CallPlan(CallKind.REDIRECT, redirect);
    }
    String key = name + descriptor;
    if (MockLibraries.contain(owner)) {
      return new CallPlan(CallKind.BEFORE_LIBRARY, null);
    }
    if (!hierarchy.isLibrary(owner)) {
      String declarer =
          opcode == Opcodes.INVOKEINTERFACE ? null : hierarchy.jdkDeclarer(owner, key);
      if (opcode == Opcodes.INVOKEINTERFACE && hierarchy.inheritsFromJdkInterface(owner, key)) {
        return new CallPlan(CallKind.BEFORE_CALL, null);
      }
      if (declarer == null || JdkCalls.isPureSuperclass(declarer)) {
        return CallPlan.NONE;
      }
      if (declarer.equals(THREAD)) {
        return threadPlan(opcode, name, descriptor);
      }
      return new CallPlan(
          opcode == Opcodes.INVOKESTATIC ? CallKind.BEFORE_STATIC : CallKind.BEFORE_INHERITED,
          null);
    }
    if (opcode == Opcodes.INVOKESTATIC) {
      if (JdkCalls.readsSetting(owner, name)) {
        return new CallPlan(CallKind.READ_SETTING, null);
      }
      if (JdkCalls.changesSetting(owner, name)) {
        return new CallPlan(CallKind.CHANGE_SETTING, null);
      }
      if (JdkCalls.takesCensus(owner, name)) {
        return new CallPlan(CallKind.CENSUS, null);
      }
    }
    if (owner.equals(THREAD)) {
      return threadPlan(opcode, name, descriptor);
    }
    if (opcode == Opcodes.INVOKESTATIC) {
      if (owner.equals("java/util/concurrent/locks/LockSupport")) {
        return new CallPlan(CallKind.BEFORE_PARKING, null);
      }
      return JdkCalls.isPureStatic(owner)
          ? CallPlan.NONE
          : new CallPlan(CallKind.BEFORE_STATIC, null);
    }
    if (JdkCalls.isPureTrusted(owner, name)) {
      return CallPlan.NONE;
    }
    if (opcode == Opcodes.INVOKESPECIAL) {
      return JdkCalls.isPureSuperclass(owner)
          ? CallPlan.NONE
          : new CallPlan(CallKind.BEFORE_INHERITED, null);
    }
    if (owner.equals("java/lang/Object")
        && !name.equals("equals")
        && !name.equals("toString")
        && !name.equals("hashCode")) {
      return CallPlan.NONE;
    }
    return new CallPlan(CallKind.BEFORE_CALL, null);
  }

  private static CallPlan threadPlan(int opcode, String name, String descriptor) {
    if (name.equals("start") && descriptor.equals("()V")) {
      return new CallPlan(CallKind.TELL_SITE, null);
    }
    if (!JdkCalls.isThreadStep(name + descriptor)) {
      return CallPlan.NONE;
    }
    return new CallPlan(
        opcode == Opcodes.INVOKESTATIC ? CallKind.BEFORE_STATIC : CallKind.BEFORE_INHERITED, null);
  }

  private Redirects.@Nullable Redirect redirectOf(
      int opcode, String owner, String name, String descriptor) {
    if (owner.equals("java/lang/Runtime")) {
      return Redirects.ofRuntime(name, descriptor);
    }
    Redirects.Redirect redirect = Redirects.byNameAndDescriptor(name, descriptor);
    if (redirect == null || redirect.isStatic() != (opcode == Opcodes.INVOKESTATIC)) {
      return null;
    }
    boolean applies =
        switch (redirect.declaringClass()) {
          // Final methods of Object: nobody else can declare them.
          case "java/lang/Object" -> true;
          case THREAD ->
              hierarchy.isSubclass(owner, THREAD)
                  && (hierarchy.isLibrary(owner)
                      || THREAD.equals(hierarchy.jdkDeclarer(owner, name + descriptor)));
          default -> owner.equals(redirect.declaringClass());
        };
    return applies ? redirect : null;
  }

  /** Returns the opcode that calls what a method handle refers to, or -1 for another kind. */
  static int opcodeOf(Handle handle) {
    return switch (handle.getTag()) {
      case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
      case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
      case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
      case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
      default -> -1;
    };
  }

  /** Returns the descriptor of a method with its receiver as the first argument. */
  static String withReceiver(String owner, String descriptor) {
    return "(" + Type.getObjectType(owner).getDescriptor() + descriptor.substring(1);
  }

  static MethodInsnNode hook(String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
  }
}
