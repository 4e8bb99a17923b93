package dev.heddle.check;

import dev.heddle.check.instrument.Agent;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that helps this one with a check, and the link to it. */
final class HelperProcess {
  private static final long MOST_SECONDS_TO_END = 5;

  /** The number by which the shared tree knows it. */
  final int number;

  private final Process process;
  private final Thread listener;
  private final MessageOutput out;
  private final MessageInput in;

  // Guarded by the lock of Helpers.
  boolean isReady;
  boolean giveIsAsked;
  boolean hasEnded;

  /** Whether it waits to be allowed more executions. */
  boolean isSpent;

  /** How many executions it may run, and how many it has reported. */
  long allowed;

  long executions;

  private HelperProcess(int number, Process process, Helpers helpers) {
    this.number = number;
    this.process = process;
    this.listener = new Thread(() -> listen(helpers), "heddle-helper-" + number);
    this.out = new MessageOutput(process.getOutputStream());
    this.in = new MessageInput(process.getInputStream());
  }

  /**
   * Starts a process with the same JVM, options and agent as this one, and lets a helper listen to
   * it.
   */
  static HelperProcess start(int number, HelpRequest request, Helpers helpers) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command());
    // The options that these add are among the arguments already.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    HelperProcess helper = new HelperProcess(number, builder.start(), helpers);
    request.write(helper.out);
    helper.listener.setDaemon(true);
    helper.listener.start();
    return helper;
  }

  private static List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // A debugger can listen to one process only.
      if (!argument.startsWith("-agentlib:jdwp") && !argument.startsWith("-Xrunjdwp")) {
        command.add(argument);
      }
    }
    command.addAll(Agent.furtherOptions());
    command.add("-Xmx" + Runtime.getRuntime().maxMemory());
    command.add("-cp");
    command.add(Agent.classPath());
    command.add(HelperMain.class.getName());
    return command;
  }

  private void listen(Helpers helpers) {
    try {
      while (helpers.receive(this, in.next(), in)) {
        // until it has ended
      }
    } catch (EOFException e) {
      helpers.lost(this, "a process that helped has ended unexpectedly" + exitCode());
    } catch (IOException | RuntimeException e) {
      helpers.lost(this, "the link to a process that helped has failed: " + e);
    }
  }

  private String exitCode() {
    try {
      return process.waitFor(MOST_SECONDS_TO_END, TimeUnit.SECONDS)
          ? " (exit code " + process.exitValue() + ")"
          : "";
    } catch (InterruptedException e) {
      return "";
    }
  }

  /** A message to be written. */
  interface Writing {
    void write(MessageOutput out) throws IOException;
  }

  /** Sends a message; if the process is gone, its listener finds out. */
  void send(Writing message) {
    try {
      message.write(out);
      out.flush();
    } catch (IOException e) {
      hasEnded = true;
    }
  }

  /** Waits for the process to end, which was told to, and ends it if it does not. */
  void awaitEnd() {
    boolean interrupted = false;
    try {
      if (!process.waitFor(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      listener.join();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
