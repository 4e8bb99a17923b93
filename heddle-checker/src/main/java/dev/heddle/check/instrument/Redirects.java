package dev.heddle.check.instrument;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of the JDK that are replaced at the place where they are called. */
final class Redirects {
  static final String HOOKS = "dev/heddle/check/runtime/Hooks";
  static final String THREAD = "java/lang/Thread";
  private static final String OBJECT = "java/lang/Object";
  private static final Map<String, Redirect> BY_METHOD = new HashMap<>();

  static {
    ofStatic(THREAD, "sleep", "(J)V", "sleep");
    ofStatic(THREAD, "sleep", "(JI)V", "sleep");
    ofStatic(THREAD, "sleep", "(Ljava/time/Duration;)V", "sleep");
    ofStatic(THREAD, "yield", "()V", "letOthersGo");
    ofStatic(THREAD, "onSpinWait", "()V", "letOthersGo");
    ofStatic(THREAD, "currentThread", "()Ljava/lang/Thread;", "currentThread");
    ofStatic(THREAD, "holdsLock", "(Ljava/lang/Object;)Z", "holdsLock");
    ofVirtual(THREAD, "join", "()V", "join");
    ofVirtual(THREAD, "join", "(J)V", "join");
    ofVirtual(THREAD, "join", "(JI)V", "join");
    ofVirtual(THREAD, "join", "(Ljava/time/Duration;)Z", "join");
    ofVirtual(THREAD, "isAlive", "()Z", "isAlive");
    ofVirtual(OBJECT, "wait", "()V", "await");
    ofVirtual(OBJECT, "wait", "(J)V", "await");
    ofVirtual(OBJECT, "wait", "(JI)V", "await");
    ofVirtual(OBJECT, "notify", "()V", "notifyOne");
    ofVirtual(OBJECT, "notifyAll", "()V", "notifyEvery");
    ofStatic("java/lang/System", "nanoTime", "()J", "nanoTime");
    ofStatic("java/lang/System", "currentTimeMillis", "()J", "currentTimeMillis");
    ofStatic("java/lang/System", "exit", "(I)V", "exit");
    ofVirtual("java/lang/Runtime", "exit", "(I)V", "exit");
    ofVirtual("java/lang/Runtime", "halt", "(I)V", "halt");
  }

  private Redirects() {}

  /**
   * A replacement.
   *
   * @param declaringClass the class whose method is replaced
   * @param isStatic whether that method is static
   * @param hook the method of {@code Hooks} that takes its place
   * @param descriptor the hook's descriptor; the receiver is its first argument
   */
  record Redirect(String declaringClass, boolean isStatic, String hook, String descriptor) {}

  /** Returns the replacement of any method with this name and descriptor, whoever declares it. */
  static @Nullable Redirect byNameAndDescriptor(String name, String descriptor) {
    return BY_METHOD.get(name + descriptor);
  }

  private static void ofStatic(String owner, String name, String descriptor, String hook) {
    BY_METHOD.put(name + descriptor, new Redirect(owner, true, hook, descriptor));
  }

  private static void ofVirtual(String owner, String name, String descriptor, String hook) {
    String withReceiver = "(L" + owner + ";" + descriptor.substring(1);
    // Runtime.exit has the descriptor of System.exit; the declaring class keeps them apart.
    String key = owner.equals("java/lang/Runtime") ? owner + name : name;
    BY_METHOD.put(key + descriptor, new Redirect(owner, false, hook, withReceiver));
  }

  static @Nullable Redirect ofRuntime(String name, String descriptor) {
    return BY_METHOD.get("java/lang/Runtime" + name + descriptor);
  }
}
