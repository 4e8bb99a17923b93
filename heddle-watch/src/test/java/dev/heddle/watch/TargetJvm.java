package dev.heddle.watch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second JVM on the JDK of the tests, which runs a program until it is closed. */
public final class TargetJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private TargetJvm(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a JVM with these options, main class and arguments. */
  public static TargetJvm start(String... command) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.add("-Xmx256m");
    all.add("-cp");
    all.add(System.getProperty("java.class.path"));
    all.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(all);
    // From JDK 21 on each agent makes the JVM warn, and a pipe that is full would stop it.
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    return new TargetJvm(builder.start());
  }

  /** Starts a program that hangs and waits until it says so. */
  public static TargetJvm hanging(String hang, String threads, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(options));
    command.addAll(List.of("hangs.Hangs", hang, threads));
    TargetJvm jvm = start(command.toArray(String[]::new));
    jvm.await("hanging");
    return jvm;
  }

  /** Waits until the program prints a line. */
  public void await(String line) throws IOException {
    String read;
    do {
      read = output.readLine();
      if (read == null) {
        throw new IOException("The JVM has ended before \"%s\": %s".formatted(line, lines));
      }
      lines.add(read);
    } while (!read.equals(line));
  }

  public long pid() {
    return process.pid();
  }

  public Process process() {
    return process;
  }

  /** Writes a line to the program's input. */
  public void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
