package dev.heddle.check.instrument;

import static dev.heddle.check.instrument.Redirects.JDK_HOOKS;

import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Hand-over points inside the JDK: where its own code calls an object that is a location of its
 * own, as a pool's worker runs a future, or where a worker begins, or goes for its next task.
 * Without them all of that would be part of a step that was announced before anyone knew of it.
 */
final class HandOvers {
  private static final String CONCURRENT = "java/util/concurrent/";

  private static final Set<String> QUEUE = Set.of("put", "take", "offer", "poll");

  /** Methods at whose beginning there is a point, if the step was not announced for the object. */
  private static final Map<String, Set<String>> ENTRANCES =
      Map.ofEntries(
          Map.entry(
              "ThreadPoolExecutor",
              Set.of(
                  "execute",
                  "remove",
                  "shutdown",
                  "shutdownNow",
                  "isShutdown",
                  "isTerminated",
                  "awaitTermination")),
          Map.entry("ScheduledThreadPoolExecutor", Set.of("delayedExecute", "reExecutePeriodic")),
          Map.entry(
              "FutureTask",
              Set.of(
                  "run",
                  "runAndReset",
                  "get",
                  "cancel",
                  "isDone",
                  "isCancelled",
                  "state",
                  "resultNow",
                  "exceptionNow")),
          Map.entry("ArrayBlockingQueue", QUEUE),
          Map.entry("LinkedBlockingQueue", QUEUE),
          Map.entry("LinkedBlockingDeque", QUEUE),
          Map.entry("PriorityBlockingQueue", QUEUE),
          Map.entry("DelayQueue", QUEUE),
          Map.entry("SynchronousQueue", QUEUE),
          Map.entry("LinkedTransferQueue", QUEUE),
          Map.entry("ThreadPerTaskExecutor", Set.of("taskComplete")));

  /** Classes all of whose methods that others can call are such entrances. */
  private static final Set<String> ALL =
      Set.of("CompletableFuture", "CountedCompleter", "ForkJoinPool", "ForkJoinTask");

  /** Of these: what only says what never changes, or is called where a point was already. */
  private static final Set<String> NOT =
      Set.of(
          "toString",
          "hashCode",
          "exec",
          "compute",
          "getRawResult",
          "setRawResult",
          "getFactory",
          "getUncaughtExceptionHandler",
          "getParallelism",
          "getAsyncMode",
          "getCompleter",
          "getRoot",
          "defaultExecutor",
          "newIncompleteFuture");

  /** The methods by which those nested in {@code CompletableFuture} begin. */
  private static final Set<String> COMPLETIONS = Set.of("run", "exec", "accept", "execute");

  private HandOvers() {}

  /** Inserts points where a method of the JDK needs them; returns whether it did. */
  static boolean insert(String className, MethodNode method) {
    return NotAtomic.divide(className, method) | begin(className, method);
  }

  private static boolean begin(String className, MethodNode method) {
    if (!className.startsWith(CONCURRENT)
        || (method.access & (Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT)) != 0) {
      return false;
    }
    String name = className.substring(CONCURRENT.length());
    if (name.equals("ThreadPoolExecutor")) {
      if (method.name.equals("runWorker")) {
        return prepend(method, "beginWorker");
      }
      if (method.name.equals("getTask")) {
        return prepend(method, "beforeTask");
      }
    }
    if (method.name.equals("<init>")) {
      return name.equals("FutureTask") && tellCreation(method);
    }
    if (!isEntrance(name, method)) {
      return false;
    }
    InsnList prologue = new InsnList();
    prologue.add(new VarInsnNode(Opcodes.ALOAD, 0));
    prologue.add(new LdcInsnNode(JdkCalls.modelName(method.name, method.desc)));
    prologue.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC,
            JDK_HOOKS,
            "enter",
            "(Ljava/lang/Object;Ljava/lang/String;)V",
            false));
    method.instructions.insert(prologue);
    return true;
  }

  private static boolean isEntrance(String className, MethodNode method) {
    if (ENTRANCES.getOrDefault(className, Set.of()).contains(method.name)) {
      return true;
    }
    if (ALL.contains(className)) {
      return (method.access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0
          && (method.access & (Opcodes.ACC_SYNTHETIC | Opcodes.ACC_BRIDGE)) == 0
          && !NOT.contains(method.name);
    }
    return className.startsWith("CompletableFuture$") && COMPLETIONS.contains(method.name);
  }

  private static boolean prepend(MethodNode method, String hook) {
    method.instructions.insert(hookOfThis(hook, "Ljava/util/concurrent/ThreadPoolExecutor;"));
    return true;
  }

  /** Calls a hook with {@code this}. */
  static InsnList hookOfThis(String name, String type) {
    InsnList call = new InsnList();
    call.add(new VarInsnNode(Opcodes.ALOAD, 0));
    call.add(new MethodInsnNode(Opcodes.INVOKESTATIC, JDK_HOOKS, name, "(" + type + ")V", false));
    return call;
  }

  /** An object that several threads may touch first has to be numbered when it is made. */
  private static boolean tellCreation(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions.toArray()) {
      if (instruction.getOpcode() == Opcodes.RETURN) {
        method.instructions.insertBefore(
            instruction, hookOfThis("createdInside", "Ljava/lang/Object;"));
      }
    }
    return true;
  }
}
