package dev.heddle.watch.look;

/** The threads of the JVM itself. */
final class SystemThreads {
  private SystemThreads() {}

  /**
   * Returns whether it is one of the JVM's; {@code getThreadGroup} and {@code getName} are final.
   */
  static boolean contains(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return thread.getClass().getName().equals("jdk.internal.misc.InnocuousThread")
        || group != null && group.getParent() == null;
  }
}
