package dev.heddle.check.instrument;

import static dev.heddle.check.instrument.Redirects.JDK_HOOKS;
import static dev.heddle.check.instrument.Redirects.THREAD;
import static dev.heddle.check.instrument.Redirects.THREAD_HOOKS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Instruments the JDK's own classes, as little as possible: parking, threads and time. A call into
 * {@code java.util.concurrent} is one step unless it parks, so nothing else in there needs a hook.
 */
final class JdkInstrumenter {
  private static final String ASSERTION = "java/lang/AssertionError";

  private static final String UNSAFE = "jdk/internal/misc/Unsafe";

  private static final String THREAD_LOCAL_RANDOM = "java/util/concurrent/ThreadLocalRandom";

  private static final String THREAD_BUILDERS = "java/lang/ThreadBuilders";

  private static final String FORK_JOIN_POOL = "java/util/concurrent/ForkJoinPool";

  private static final String COMPLETABLE_FUTURE = "java/util/concurrent/CompletableFuture";

  /** Runs the transformers of all agents, in the thread that needs a class. */
  private static final String TRANSFORMERS = "sun/instrument/InstrumentationImpl";

  /** The classes that load classes and link code, for the JVM and for the JDK. */
  private static final Set<String> LINKERS =
      Set.of(
          "java/lang/ClassLoader",
          "jdk/internal/loader/BuiltinClassLoader",
          "java/lang/invoke/MethodHandleNatives");

  /**
   * Classes that wait in monitors, which are taken out of them as of the program's: what they share
   * is guarded by these monitors, so nothing else in there needs a point, but for the state of a
   * task: {@code Timer.purge} reads it without the task's monitor.
   */
  private static final Set<String> TIMERS =
      Set.of(
          "java/util/Timer",
          "java/util/Timer$ThreadReaper",
          "java/util/TimerThread",
          "java/util/TimerTask");

  /** Collections that are data, and that call code of the program from inside their methods. */
  private static final Set<String> DATA =
      Set.of(
          "java/util/ArrayDeque",
          "java/util/ArrayList",
          "java/util/Arrays$ArrayList",
          "java/util/HashMap",
          "java/util/Hashtable",
          "java/util/IdentityHashMap",
          "java/util/LinkedHashMap",
          "java/util/LinkedList",
          "java/util/PriorityQueue",
          "java/util/TreeMap",
          "java/util/Vector",
          "java/util/WeakHashMap");

  /** What a synchronizer of the program's own says of itself. */
  private static final Set<String> SYNCHRONIZER_CALLBACKS =
      Set.of(
          "tryAcquire", "tryRelease", "tryAcquireShared", "tryReleaseShared", "isHeldExclusively");

  /** Methods that programs override, and that the JDK calls on its own objects. */
  private static final Map<String, Set<String>> TASK_CALLBACKS =
      Map.of(
          "java/util/concurrent/ThreadPoolExecutor",
          Set.of("beforeExecute", "afterExecute", "terminated"),
          "java/util/concurrent/ForkJoinTask",
          Set.of("exec"),
          "java/util/concurrent/RecursiveTask",
          Set.of("compute"),
          "java/util/concurrent/RecursiveAction",
          Set.of("compute"),
          "java/util/concurrent/CountedCompleter",
          Set.of("compute", "onCompletion", "onExceptionalCompletion"),
          "java/util/concurrent/Phaser",
          Set.of("onAdvance"));

  private JdkInstrumenter() {}

  /** Returns whether a class of the JDK is one that has to be instrumented. */
  static boolean isTarget(String name) {
    if (name.startsWith("java/util/concurrent/")) {
      return !name.startsWith(THREAD_LOCAL_RANDOM + "$");
    }
    return NondeterministicCalls.areIn(name)
        || name.equals(THREAD)
        || name.equals("java/lang/VirtualThread")
        || name.startsWith(THREAD_BUILDERS)
        || name.equals("jdk/internal/misc/ThreadFlock")
        || name.equals("jdk/internal/vm/StackableScope")
        || name.equals("jdk/internal/vm/ScopedValueContainer")
        || name.equals("java/lang/ThreadLocal")
        || name.equals(ASSERTION)
        || LINKERS.contains(name)
        || name.equals(TRANSFORMERS)
        || TIMERS.contains(name)
        || isData(name)
        || NotAtomic.isOutside(name)
        || name.equals("java/util/Date")
        || name.equals("java/util/GregorianCalendar")
        || name.equals("java/time/Clock")
        || name.equals("java/time/Clock$SystemClock");
  }

  /** Returns the instrumented class, or null if there is nothing to change. */
  static byte @Nullable [] instrument(byte[] bytes) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, ClassReader.EXPAND_FRAMES);
    boolean changed = false;
    for (MethodNode method : node.methods) {
      if (LINKERS.contains(node.name)) {
        changed |= tellLinking(node, method);
        continue;
      }
      if (node.name.equals(TRANSFORMERS)) {
        changed |= makeForeign(node, method);
        continue;
      }
      if (node.name.equals(THREAD_LOCAL_RANDOM)) {
        changed |= controlSequence(method);
        continue;
      }
      HookWriter hooks = new HookWriter(node, method, ClassHierarchy.ofJdk());
      boolean waits = TIMERS.contains(node.name);
      for (AbstractInsnNode instruction : method.instructions.toArray()) {
        if (waits && instruction instanceof LineNumberNode line) {
          hooks.line(line.line);
        } else if (waits && isStateOfTask(instruction)) {
          hooks.beforeSharedField((FieldInsnNode) instruction);
          changed = true;
        } else if (waits && isMonitor(instruction)) {
          hooks.replaceMonitor(instruction);
          changed = true;
        } else if (instruction instanceof MethodInsnNode call) {
          if (redirect(node, method, call) || controlHash(node.name, method, call)) {
            changed = true;
          } else if (isCallback(node.name, call)) {
            hooks.aroundCallback(call, isTask(call));
            changed = true;
          }
        } else if (NondeterministicCalls.fixOrder(method, instruction)
            || replaceSharedPool(method, instruction)) {
          changed = true;
        } else if (node.name.startsWith("java/util/concurrent/")) {
          changed |= tellMonitor(method, instruction);
        }
      }
      changed |= addPrologue(node.name, method) | HandOvers.insert(node.name, method);
    }
    if (!changed) {
      return null;
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    return writer.toByteArray();
  }

  private static boolean isMonitor(AbstractInsnNode instruction) {
    return instruction.getOpcode() == Opcodes.MONITORENTER
        || instruction.getOpcode() == Opcodes.MONITOREXIT;
  }

  private static boolean tellLinking(ClassNode node, MethodNode method) {
    boolean links =
        method.name.startsWith("loadClass")
            || (method.name.startsWith("link") && node.name.endsWith("MethodHandleNatives"));
    if (!links || method.instructions.size() == 0) {
      return false;
    }
    new HookWriter(node, method, ClassHierarchy.ofJdk()).tellLinking();
    return true;
  }

  private static boolean makeForeign(ClassNode node, MethodNode method) {
    if (!method.name.equals("transform")) {
      return false;
    }
    new HookWriter(node, method, ClassHierarchy.ofJdk()).makeForeign();
    return true;
  }

  /** Replaces what is read from the static fields in which the JDK keeps its pools. */
  private static boolean replaceSharedPool(MethodNode method, AbstractInsnNode instruction) {
    if (instruction.getOpcode() != Opcodes.GETSTATIC) {
      return false;
    }
    FieldInsnNode field = (FieldInsnNode) instruction;
    String hook =
        switch (field.owner + "." + field.name) {
          case FORK_JOIN_POOL + ".common" -> "commonPool";
          case FORK_JOIN_POOL + ".COMMON_PARALLELISM" -> "commonParallelism";
          case COMPLETABLE_FUTURE + ".USE_COMMON_POOL" -> "usesCommonPool";
          case COMPLETABLE_FUTURE + ".ASYNC_POOL" ->
              field.desc.endsWith("ForkJoinPool;") ? "commonPool" : "asyncPool";
          case COMPLETABLE_FUTURE + "$Delayer.delayer" -> "delayer";
          default -> null;
        };
    if (hook == null) {
      return false;
    }
    method.instructions.insert(instruction, hook(hook, "(" + field.desc + ")" + field.desc));
    return true;
  }

  private static boolean isStateOfTask(AbstractInsnNode instruction) {
    return instruction instanceof FieldInsnNode field
        && field.owner.equals("java/util/TimerTask")
        && field.name.equals("state");
  }

  private static boolean isTask(MethodInsnNode call) {
    return call.owner.equals("java/lang/Runnable")
        || call.owner.equals("java/util/concurrent/Callable");
  }

  /** Whether a call lets code of the program run in the middle of a library's method. */
  private static boolean isCallback(String className, MethodInsnNode call) {
    if (className.startsWith("java/util/concurrent/locks/AbstractQueued")
        && call.getOpcode() == Opcodes.INVOKEVIRTUAL
        && SYNCHRONIZER_CALLBACKS.contains(call.name)) {
      return true;
    }
    if (call.getOpcode() == Opcodes.INVOKEVIRTUAL
        && TASK_CALLBACKS.getOrDefault(className, Set.of()).contains(call.name)) {
      return true;
    }
    if (className.equals("java/util/concurrent/DelayQueue")
        && call.owner.equals("java/util/PriorityQueue")) {
      // It compares what the program has put there.
      return call.name.equals("offer") || call.name.equals("poll") || call.name.equals("remove");
    }
    if (isData(className)) {
      return call.getOpcode() == Opcodes.INVOKEINTERFACE
          && (call.owner.startsWith("java/util/function/")
              || call.owner.equals("java/util/Comparator"));
    }
    return className.startsWith("java/util/concurrent/")
        && call.getOpcode() == Opcodes.INVOKEINTERFACE
        && (call.owner.startsWith("java/util/function/")
            || call.owner.equals("java/lang/Runnable")
            || call.owner.equals("java/util/Comparator")
            || call.owner.equals("java/lang/Comparable")
            || call.owner.equals("java/util/concurrent/Delayed")
            || call.owner.equals("java/util/concurrent/ThreadFactory")
            || call.owner.equals("java/util/concurrent/RejectedExecutionHandler")
            || call.owner.equals("java/util/concurrent/Callable"));
  }

  private static boolean isData(String className) {
    int nested = className.indexOf('$');
    return DATA.contains(className) || nested > 0 && DATA.contains(className.substring(0, nested));
  }

  private static boolean controlHash(String className, MethodNode method, MethodInsnNode call) {
    if (className.startsWith("java/util/concurrent/") || NondeterministicCalls.areIn(className)) {
      return NondeterministicCalls.tellHash(method, call);
    }
    return className.equals(THREAD)
        && method.name.equals("toString")
        && replaceThreadId(method, call, "threadId");
  }

  /**
   * What a thread draws from {@code ThreadLocalRandom} depends on its number. The state is that of
   * the thread that the JVM sees, so nothing else in there is to be changed.
   */
  private static boolean controlSequence(MethodNode method) {
    boolean changed = false;
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      if (instruction instanceof MethodInsnNode call) {
        changed |= replaceThreadId(method, call, "sequence");
      }
    }
    return changed;
  }

  private static boolean replaceThreadId(MethodNode method, MethodInsnNode call, String hook) {
    if (!call.owner.equals(THREAD)
        || !(call.name.equals("threadId") || call.name.equals("getId"))) {
      return false;
    }
    String descriptor = "(Ljava/lang/Thread;)J";
    method.instructions.set(
        call,
        new MethodInsnNode(Opcodes.INVOKESTATIC, FreshStatics.HOOKS, hook, descriptor, false));
    return true;
  }

  /**
   * Models a monitor of java.util.concurrent beside the real one: while a thread runs code of the
   * program under it, as in {@code ConcurrentHashMap.compute}, another must wait in the model.
   */
  private static boolean tellMonitor(MethodNode method, AbstractInsnNode instruction) {
    if (!isMonitor(instruction)) {
      return false;
    }
    boolean enter = instruction.getOpcode() == Opcodes.MONITORENTER;
    method.instructions.insertBefore(instruction, new InsnNode(Opcodes.DUP));
    if (enter) {
      method.instructions.insertBefore(
          instruction, hook("enterBesideReal", "(Ljava/lang/Object;)V"));
    } else {
      method.instructions.insert(instruction, hook("exitBesideReal", "(Ljava/lang/Object;)V"));
    }
    return true;
  }

  /** Replaces a call whose meaning the model decides: of the clock, or of another thread. */
  static boolean redirect(ClassNode node, MethodNode method, MethodInsnNode call) {
    if (call.owner.equals(UNSAFE) && call.name.equals("park")) {
      method.instructions.set(call, threadHook("park", "(Ljava/lang/Object;ZJ)V"));
      return true;
    }
    if (call.owner.equals(UNSAFE) && call.name.equals("unpark")) {
      method.instructions.set(
          call, threadHook("unpark", "(Ljava/lang/Object;Ljava/lang/Object;)V"));
      return true;
    }
    if (call.owner.equals("jdk/internal/misc/VM") && call.name.equals("getNanoTimeAdjustment")) {
      method.instructions.set(call, threadHook("nanoTimeAdjustment", "(J)J"));
      return true;
    }
    if (node.name.equals("java/lang/VirtualThread")) {
      return false;
    }
    if (call.owner.equals("jdk/internal/vm/ContinuationSupport")
        && call.name.equals("isSupported")
        && method.name.equals("newVirtualThread")) {
      method.instructions.set(call, threadHook("makesVirtualThreads", "()Z"));
      return true;
    }
    if (call.owner.equals(THREAD)
        && call.name.equals("isVirtual")
        && node.name.equals("java/util/concurrent/locks/LockSupport")) {
      method.instructions.set(call, threadHook("parksAsVirtual", "(Ljava/lang/Thread;)Z"));
      return true;
    }
    Redirects.Redirect redirect = Redirects.byNameAndDescriptor(call.name, call.desc);
    if (redirect == null
        || !redirect.declaringClass().equals(call.owner)
        || redirect.isStatic() != (call.getOpcode() == Opcodes.INVOKESTATIC)
        || !isWantedInside(node.name, call)) {
      return false;
    }
    String hook = redirect.hook().equals("isAlive") ? "isAliveInside" : redirect.hook();
    method.instructions.set(call, redirect.call(hook));
    return true;
  }

  /** Whether a method of the table is to be replaced inside a class of the JDK. */
  private static boolean isWantedInside(String className, MethodInsnNode call) {
    return switch (call.name) {
      // Bounded spinning before parking; the model parks at once.
      case "onSpinWait" -> false;
      // Monitors of the JDK are real; TimeUnit.timedWait waits on one of the program's.
      case "wait", "notify", "notifyAll" ->
          TIMERS.contains(className) || className.equals("java/util/concurrent/TimeUnit");
      case "holdsLock", "exit" -> false;
      // Thread's own methods call each other.
      case "join", "sleep", "yield" -> !className.equals(THREAD);
      default -> true;
    };
  }

  /**
   * Lets the model answer at the beginning of a method of {@code Thread} that can be overridden.
   */
  private static boolean addPrologue(String className, MethodNode method) {
    String key = method.name + method.desc;
    if (className.equals("java/lang/VirtualThread")) {
      if (key.equals("start(Ljdk/internal/vm/ThreadContainer;)V")) {
        insertEarlyReturn(className, method, "start");
        return true;
      }
      return false;
    }
    if (isWeakAttempt(className, method)) {
      insertSpuriousFailure(className, method);
      return true;
    }
    if (className.endsWith("Synchronizer$ConditionObject") && method.name.equals("canReacquire")) {
      return replaceAnswer(method, "isSignalled");
    }
    if (className.endsWith("Synchronizer$ConditionNode") && method.name.equals("isReleasable")) {
      return replaceAnswer(method, "isReleased");
    }
    if (className.equals(ASSERTION)) {
      return method.name.equals("<init>") && tellAssertion(method);
    }
    if (!className.equals(THREAD)) {
      return false;
    }
    switch (key) {
      case "start()V", "start(Ljdk/internal/vm/ThreadContainer;)V" ->
          insertEarlyReturn(className, method, "start");
      case "interrupt()V" -> insertEarlyReturn(className, method, "interrupt");
      case "isInterrupted()Z" ->
          insertAnswer(method, "isInterrupted", "(Ljava/lang/Thread;)I", Opcodes.IRETURN);
      case "interrupted()Z" -> insertAnswer(method, "interrupted", "()I", Opcodes.IRETURN);
      case "getState()Ljava/lang/Thread$State;" ->
          insertAnswer(
              method, "state", "(Ljava/lang/Thread;)Ljava/lang/Thread$State;", Opcodes.ARETURN);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean tellAssertion(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      if (instruction.getOpcode() == Opcodes.RETURN) {
        method.instructions.insertBefore(
            instruction, HandOvers.hookOfThis("assertionFailed", "Ljava/lang/AssertionError;"));
      }
    }
    return true;
  }

  /** Lets a hook say what a method returns. */
  private static boolean replaceAnswer(MethodNode method, String hook) {
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      if (instruction.getOpcode() == Opcodes.IRETURN) {
        method.instructions.insertBefore(instruction, hook(hook, "(Z)Z"));
      }
    }
    return true;
  }

  /** Whether a method is a weak compare-and-set of an atomic, which calls no other such method. */
  private static boolean isWeakAttempt(String className, MethodNode method) {
    return className.startsWith("java/util/concurrent/atomic/Atomic")
        && !className.contains("FieldUpdater")
        && method.name.startsWith("weakCompareAndSet")
        && (method.access & (Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT)) == 0;
  }

  /** {@code if (JdkHooks.failsSpuriously(this)) return false;}. */
  private static void insertSpuriousFailure(String className, MethodNode method) {
    LabelNode goOn = new LabelNode();
    List<Object> locals = new ArrayList<>();
    locals.add(className);
    for (Type argument : Type.getArgumentTypes(method.desc)) {
      locals.add(
          switch (argument.getSort()) {
            case Type.LONG -> Opcodes.LONG;
            case Type.OBJECT -> argument.getInternalName();
            default -> Opcodes.INTEGER;
          });
    }
    InsnList prologue = new InsnList();
    prologue.add(new VarInsnNode(Opcodes.ALOAD, 0));
    prologue.add(hook("failsSpuriously", "(Ljava/lang/Object;)Z"));
    prologue.add(new JumpInsnNode(Opcodes.IFEQ, goOn));
    prologue.add(new InsnNode(Opcodes.ICONST_0));
    prologue.add(new InsnNode(Opcodes.IRETURN));
    prologue.add(goOn);
    prologue.add(new FrameNode(Opcodes.F_NEW, locals.size(), locals.toArray(), 0, new Object[0]));
    method.instructions.insert(prologue);
  }

  /** {@code if (ThreadHooks.hook(this)) return;}, with the method's argument if it has one. */
  private static void insertEarlyReturn(String className, MethodNode method, String hook) {
    LabelNode goOn = new LabelNode();
    InsnList prologue = new InsnList();
    prologue.add(new VarInsnNode(Opcodes.ALOAD, 0));
    if (method.desc.startsWith("()")) {
      prologue.add(threadHook(hook, "(Ljava/lang/Thread;)Z"));
    } else {
      prologue.add(new VarInsnNode(Opcodes.ALOAD, 1));
      prologue.add(threadHook(hook, "(Ljava/lang/Thread;Ljava/lang/Object;)Z"));
    }
    prologue.add(new JumpInsnNode(Opcodes.IFEQ, goOn));
    prologue.add(new InsnNode(Opcodes.RETURN));
    prologue.add(goOn);
    prologue.add(frame(className, method, new Object[0]));
    method.instructions.insert(prologue);
  }

  /** Returns the hook's answer unless it is -1 or null. */
  private static void insertAnswer(
      MethodNode method, String hook, String descriptor, int returnOpcode) {
    boolean isReference = returnOpcode == Opcodes.ARETURN;
    LabelNode goOn = new LabelNode();
    InsnList prologue = new InsnList();
    if (descriptor.startsWith("(L")) {
      prologue.add(new VarInsnNode(Opcodes.ALOAD, 0));
    }
    prologue.add(threadHook(hook, descriptor));
    prologue.add(new InsnNode(Opcodes.DUP));
    prologue.add(new JumpInsnNode(isReference ? Opcodes.IFNULL : Opcodes.IFLT, goOn));
    prologue.add(new InsnNode(returnOpcode));
    prologue.add(goOn);
    Object onStack = isReference ? "java/lang/Thread$State" : Opcodes.INTEGER;
    prologue.add(frame(THREAD, method, new Object[] {onStack}));
    prologue.add(new InsnNode(Opcodes.POP));
    method.instructions.insert(prologue);
  }

  private static FrameNode frame(String className, MethodNode method, Object[] stack) {
    Object[] locals;
    if ((method.access & Opcodes.ACC_STATIC) != 0) {
      locals = new Object[0];
    } else if (method.desc.startsWith("()")) {
      locals = new Object[] {className};
    } else {
      locals = new Object[] {className, "jdk/internal/vm/ThreadContainer"};
    }
    return new FrameNode(Opcodes.F_NEW, locals.length, locals, stack.length, stack);
  }

  private static MethodInsnNode hook(String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, JDK_HOOKS, name, descriptor, false);
  }

  private static MethodInsnNode threadHook(String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, THREAD_HOOKS, name, descriptor, false);
  }
}
