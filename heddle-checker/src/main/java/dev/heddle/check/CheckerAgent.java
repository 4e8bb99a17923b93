package dev.heddle.check;

import dev.heddle.check.instrument.Agent;
import dev.heddle.check.instrument.ClassLog;
import java.util.List;

/**
 * The Java agent that instruments programs. The way to have it is to start the JVM with {@code
 * -javaagent:heddle-checker.jar}: then it is there before every class of the program.
 */
public final class CheckerAgent {
  private CheckerAgent() {}

  /** Returns whether the agent is in this JVM. */
  public static boolean isInstalled() {
    return Agent.isInstalled();
  }

  /**
   * Brings the agent into this JVM, if it was started without; does nothing if it is there.
   *
   * <p>Call it before any other method of the checker, and before the first use of the classes that
   * are to be checked: a class that was loaded before cannot be instrumented any more, and a check
   * that comes to such a class is {@link Verdict#UNSUPPORTED}. That includes the class that calls
   * this method, so a program that attaches the agent and then checks has its targets in other
   * classes, or {@linkplain TargetLoader loads} them.
   *
   * <p>It takes about a second, and another process, which attaches to this one. From JDK 21 on the
   * JVM prints a warning that an agent has been loaded, unless it was started with {@code
   * -XX:+EnableDynamicAgentLoading}.
   *
   * @throws IllegalStateException if that does not work: the JVM was started with {@code
   *     -XX:+DisableAttachMechanism} or {@code -XX:-EnableDynamicAgentLoading}, has no module
   *     {@code jdk.attach}, or does not have the checker on its class path, or the checker was in
   *     use already
   */
  public static void install() {
    Agent.attach();
  }

  /**
   * Returns what was done with each class of a target that was loaded so far, a line each in the
   * order of loading, and with the JDK's classes, a line for each package: {@code instrumented
   * com.acme.Account (classes)}, or {@code not instrumented: com.acme.Big: }and why.
   */
  public static List<String> classes(Target target) {
    return ClassLog.lines(target.loader());
  }
}
