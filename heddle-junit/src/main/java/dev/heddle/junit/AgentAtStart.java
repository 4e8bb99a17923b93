package dev.heddle.junit;

import dev.heddle.check.CheckerAgent;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Attaches the checker's agent to the JVM before JUnit looks for tests, and so before it loads
 * their classes. Where that is not possible, each test that needs it says why.
 */
public final class AgentAtStart implements LauncherSessionListener {
  private static volatile String refusal = "";

  /** Called by JUnit's launcher. */
  public AgentAtStart() {}

  /** Returns why the agent could not be attached, or an empty text. */
  static String refusal() {
    return refusal;
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    try {
      CheckerAgent.install();
    } catch (IllegalStateException e) {
      refusal = String.valueOf(e.getMessage());
    }
  }
}
