package dev.heddle.watch.attach;

import dev.heddle.watch.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Looks at another JVM without an agent: reads two dumps that its JDK makes of itself, {@code jcmd
 * PID Thread.print -l}, 200 ms apart.
 */
public final class JcmdWatch {
  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final int PATIENCE_SECONDS = 30;

  private JcmdWatch() {}

  /**
   * Looks once.
   *
   * @param pid the JVM's process
   * @throws WatchException if that JVM cannot be asked; the message says why
   */
  public static Snapshot look(long pid) throws WatchException {
    TargetProcess process = new TargetProcess(pid);
    if (!process.isAlive()) {
      throw new WatchException("There is no process %d.".formatted(pid));
    }
    String first = jcmd(pid);
    try {
      TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WatchException("Interrupted.");
    }
    return ThreadDump.snapshot(pid, process.jdk().orElse(""), first, jcmd(pid));
  }

  private static String jcmd(long pid) throws WatchException {
    String command = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(command, Long.toString(pid), "Thread.print", "-l")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new WatchException(
            "jcmd cannot ask process %d: %s".formatted(pid, text.lines().reduce("", (a, b) -> b)));
      }
      return text;
    } catch (IOException e) {
      throw new WatchException("%s cannot be started: a JDK is needed.".formatted(command));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WatchException("Interrupted.");
    }
  }
}
