package dev.heddle.check.instrument;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodInsnNode;

/** The methods of the JDK that are replaced at the place where they are called. */
final class Redirects {
  static final String HOOKS = "dev/heddle/check/runtime/Hooks";
  static final String JDK_HOOKS = "dev/heddle/check/runtime/JdkHooks";
  static final String THREAD_HOOKS = "dev/heddle/check/runtime/ThreadHooks";
  static final String THREAD = "java/lang/Thread";
  private static final String OBJECT = "java/lang/Object";
  private static final Map<String, Redirect> BY_METHOD = new HashMap<>();

  static {
    ofStatic(THREAD, "sleep", "(J)V", THREAD_HOOKS, "sleep");
    ofStatic(THREAD, "sleep", "(JI)V", THREAD_HOOKS, "sleep");
    ofStatic(THREAD, "sleep", "(Ljava/time/Duration;)V", THREAD_HOOKS, "sleep");
    ofStatic(THREAD, "yield", "()V", THREAD_HOOKS, "letOthersGo");
    ofStatic(THREAD, "onSpinWait", "()V", THREAD_HOOKS, "letOthersGo");
    ofStatic(THREAD, "currentThread", "()Ljava/lang/Thread;", THREAD_HOOKS, "currentThread");
    ofStatic(THREAD, "holdsLock", "(Ljava/lang/Object;)Z", HOOKS, "holdsLock");
    ofVirtual(THREAD, "join", "()V", THREAD_HOOKS, "join");
    ofVirtual(THREAD, "join", "(J)V", THREAD_HOOKS, "join");
    ofVirtual(THREAD, "join", "(JI)V", THREAD_HOOKS, "join");
    ofVirtual(THREAD, "join", "(Ljava/time/Duration;)Z", THREAD_HOOKS, "join");
    ofVirtual(THREAD, "isAlive", "()Z", THREAD_HOOKS, "isAlive");
    ofVirtual(OBJECT, "wait", "()V", HOOKS, "await");
    ofVirtual(OBJECT, "wait", "(J)V", HOOKS, "await");
    ofVirtual(OBJECT, "wait", "(JI)V", HOOKS, "await");
    ofVirtual(OBJECT, "notify", "()V", HOOKS, "notifyOne");
    ofVirtual(OBJECT, "notifyAll", "()V", HOOKS, "notifyEvery");
    ofStatic("java/lang/System", "nanoTime", "()J", THREAD_HOOKS, "nanoTime");
    ofStatic("java/lang/System", "currentTimeMillis", "()J", THREAD_HOOKS, "currentTimeMillis");
    ofStatic("java/lang/System", "exit", "(I)V", HOOKS, "exit");
    ofVirtual("java/lang/Runtime", "exit", "(I)V", HOOKS, "exit");
    ofVirtual("java/lang/Runtime", "halt", "(I)V", HOOKS, "halt");
    ofVirtual(
        "java/lang/Runtime", "addShutdownHook", "(Ljava/lang/Thread;)V", HOOKS, "addShutdownHook");
    ofVirtual(
        "java/lang/Runtime",
        "removeShutdownHook",
        "(Ljava/lang/Thread;)Z",
        HOOKS,
        "removeShutdownHook");
  }

  private Redirects() {}

  /**
   * A replacement.
   *
   * @param declaringClass the class whose method is replaced
   * @param isStatic whether that method is static
   * @param hooks the class with the method that takes its place
   * @param hook the name of that method
   * @param descriptor the hook's descriptor; the receiver is its first argument
   */
  record Redirect(
      String declaringClass, boolean isStatic, String hooks, String hook, String descriptor) {

    /** Makes a call of a hook of that class with that descriptor. */
    MethodInsnNode call(String name) {
      return new MethodInsnNode(Opcodes.INVOKESTATIC, hooks, name, descriptor, false);
    }
  }

  /** Returns the replacement of any method with this name and descriptor, whoever declares it. */
  static @Nullable Redirect byNameAndDescriptor(String name, String descriptor) {
    return BY_METHOD.get(name + descriptor);
  }

  private static void ofStatic(
      String owner, String name, String descriptor, String hooks, String hook) {
    BY_METHOD.put(name + descriptor, new Redirect(owner, true, hooks, hook, descriptor));
  }

  private static void ofVirtual(
      String owner, String name, String descriptor, String hooks, String hook) {
    String withReceiver = "(L" + owner + ";" + descriptor.substring(1);
    // Runtime.exit has the descriptor of System.exit; the declaring class keeps them apart.
    String key = owner.equals("java/lang/Runtime") ? owner + name : name;
    BY_METHOD.put(key + descriptor, new Redirect(owner, false, hooks, hook, withReceiver));
  }

  static @Nullable Redirect ofRuntime(String name, String descriptor) {
    return BY_METHOD.get("java/lang/Runtime" + name + descriptor);
  }
}
