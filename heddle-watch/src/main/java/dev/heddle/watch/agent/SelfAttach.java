package dev.heddle.watch.agent;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Brings the agent into this JVM: a JVM may not attach to itself, so that another process does. It
 * makes a jar of the two classes that are needed, and works wherever they were loaded from.
 */
public final class SelfAttach {
  private SelfAttach() {}

  /** Returns what this JVM has lent to the agent, or null if it is not there. */
  public static @Nullable Instrumentation instrumentation() {
    Instrumentation own = Entry.instrumentation();
    if (own != null) {
      return own;
    }
    try {
      // The agent is loaded by the system class loader, which need not be this class's.
      Class<?> entry =
          Class.forName(Entry.class.getName(), true, ClassLoader.getSystemClassLoader());
      return (Instrumentation) entry.getMethod("instrumentation").invoke(null);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /**
   * Attaches.
   *
   * @throws IllegalStateException if that fails
   */
  public static void attach() {
    Path jar = null;
    try {
      jar = Files.createTempFile("heddle-watch-", ".jar");
      write(jar);
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:-UsePerfData",
                  "-cp",
                  jar.toString(),
                  SelfAttach.class.getName(),
                  Long.toString(ProcessHandle.current().pid()),
                  jar.toString())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0 || instrumentation() == null) {
        throw new IllegalStateException(
            "the watch cannot attach to its own JVM; start it with -javaagent:heddle-watch.jar: "
                + said.strip());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the watch cannot attach to its own JVM: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the watch was being attached", e);
    } finally {
      delete(jar);
    }
  }

  private static void delete(@Nullable Path jar) {
    try {
      if (jar != null) {
        Files.deleteIfExists(jar);
      }
    } catch (IOException e) {
      jar.toFile().deleteOnExit();
    }
  }

  private static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Agent-Class", Entry.class.getName());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Class<?> each : new Class<?>[] {Entry.class, SelfAttach.class}) {
        String name = each.getName().replace('.', '/') + ".class";
        try (InputStream in = each.getResourceAsStream("/" + name)) {
          if (in == null) {
            throw new IOException(name + " is missing");
          }
          out.putNextEntry(new JarEntry(name));
          in.transferTo(out);
          out.closeEntry();
        }
      }
    }
  }

  /**
   * The process that attaches.
   *
   * @param arguments the process to attach to, and the jar
   * @throws Exception if that fails, for the process to print
   */
  public static void main(String[] arguments) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(arguments[0]);
    try {
      machine.loadAgent(arguments[1]);
    } finally {
      machine.detach();
    }
  }
}
