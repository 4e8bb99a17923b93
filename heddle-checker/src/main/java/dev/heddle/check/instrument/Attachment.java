package dev.heddle.check.instrument;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Brings the agent into a JVM that runs already. A JVM must not attach to itself unless an option
 * says so; another process may, so one is started for it, whose main class this is.
 */
final class Attachment {
  private static final int MOST_SECONDS = 30;

  private Attachment() {}

  /**
   * Installs the agent in this JVM.
   *
   * @throws IllegalStateException if that does not work
   */
  static void toThisJvm() {
    String output;
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  ownClasses().toString(),
                  Attachment.class.getName(),
                  String.valueOf(ProcessHandle.current().pid()),
                  agentJar().toString())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw refused("it took more than " + MOST_SECONDS + " seconds");
      }
      output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw refused(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("the thread was interrupted");
    }
    if (!output.isEmpty()) {
      throw refused(output);
    }
  }

  private static IllegalStateException refused(String why) {
    return new IllegalStateException(
        "Heddle's agent cannot be attached to this JVM ("
            + why
            + "): start it with -javaagent:<path of heddle-checker.jar>");
  }

  private static Path ownClasses() throws IOException {
    URL location = Attachment.class.getProtectionDomain().getCodeSource().getLocation();
    try {
      return Path.of(location.toURI()).toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IOException(location + " is no file", e);
    }
  }

  /** The jar that this class is in; in a build that has not packaged it yet, one that names it. */
  static Path agentJar() throws IOException {
    Path classes = ownClasses();
    if (Files.isRegularFile(classes)) {
      return classes;
    }
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Agent-Class", Agent.class.getName());
    attributes.putValue("Premain-Class", Agent.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    Path jar = Files.createTempFile("heddle-agent", ".jar");
    jar.toFile().deleteOnExit();
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      entries.finish();
    }
    return jar;
  }

  /**
   * Attaches to another JVM; prints why if that does not work.
   *
   * @param arguments the other's process id, and the agent's jar
   */
  public static void main(String[] arguments) {
    try {
      VirtualMachine other = VirtualMachine.attach(arguments[0]);
      try {
        other.loadAgent(arguments[1]);
      } finally {
        other.detach();
      }
    } catch (AttachNotSupportedException | IOException e) {
      System.out.println(e.getMessage());
    } catch (com.sun.tools.attach.AgentLoadException
        | com.sun.tools.attach.AgentInitializationException e) {
      System.out.println("the agent does not start: " + e.getMessage());
    }
  }
}
