package dev.heddle.benchmarks.checker;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.jetbrains.lincheck.Lincheck;

/**
 * Runs {@link Increments} under Lincheck's model checker, once so that Lincheck has instrumented
 * what it needs, and then for as many invocations as are asked for.
 *
 * <p>Lincheck restores what a body has changed of the state around it, so that a counter in the
 * body stays 0. The invocations are counted by the threads that the JVM has started: two in each.
 */
public final class LincheckIncrements {
  private static final int WARM_UP = 500;

  private LincheckIncrements() {}

  /**
   * Prints how many invocations there were, and how many milliseconds they took, and kept a
   * processor.
   */
  public static void main(String[] arguments) {
    Lincheck.runConcurrentTest(WARM_UP, LincheckIncrements::run);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getTotalStartedThreadCount();
    long cpuStart = cpuNanos();
    long start = System.nanoTime();
    Lincheck.runConcurrentTest(Integer.parseInt(arguments[0]), LincheckIncrements::run);
    long millis = (System.nanoTime() - start) / 1_000_000;
    long invocations = (threads.getTotalStartedThreadCount() - before) / 2;
    System.out.println(invocations + " " + millis + " " + (cpuNanos() - cpuStart) / 1_000_000);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void run() {
    try {
      Increments.main(new String[0]);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
