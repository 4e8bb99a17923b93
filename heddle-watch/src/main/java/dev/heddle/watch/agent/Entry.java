package dev.heddle.watch.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the watch enters a JVM. This one class joins the class path of the service. It loads all
 * others in memory, in a class loader of their own, so that they are apart from any classes of the
 * same names, and so that the jar does not stay open. They stay for the next look.
 *
 * <p>It is not replaced when a newer version attaches, so its protocol stays as it is: the mode,
 * the jar and the directory for what is found, each in Base64, with commas between.
 */
public final class Entry extends ClassLoader {
  private static @Nullable Entry present;
  private static @Nullable Instrumentation instrumentation;

  private final String source;
  private final Map<String, byte[]> classes = new HashMap<>();
  private final ProtectionDomain domain;

  private Entry(Path jar, String source) throws IOException {
    super(ClassLoader.getPlatformClassLoader());
    this.source = source;
    Permissions all = new Permissions();
    all.add(new AllPermission());
    domain = new ProtectionDomain(new CodeSource(null, (Certificate[]) null), all);
    try (JarFile file = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> each = file.entries(); each.hasMoreElements(); ) {
        JarEntry entry = each.nextElement();
        String name = entry.getName();
        if (name.startsWith("dev/heddle/watch/") && name.endsWith(".class")) {
          try (InputStream in = file.getInputStream(entry)) {
            String type = name.substring(0, name.length() - ".class".length());
            classes.put(type.replace('/', '.'), in.readAllBytes());
          }
        }
      }
    }
  }

  /**
   * Called by the JVM when it is started with {@code -javaagent}: lends the instrumentation to
   * {@code dev.heddle.watch.Watch}.
   */
  public static void premain(@Nullable String arguments, Instrumentation lent) {
    instrumentation = lent;
  }

  /**
   * Called by the JVM when the agent is loaded.
   *
   * @throws Exception if something went wrong that could not be written into the directory
   */
  public static void agentmain(@Nullable String arguments, Instrumentation lent) throws Exception {
    if (arguments == null || arguments.isEmpty()) {
      instrumentation = lent;
      return;
    }
    String[] parts = arguments.split(",");
    Path directory = Path.of(decode(parts[2]));
    try {
      loader(Path.of(decode(parts[1])))
          .loadClass("dev.heddle.watch.agent.RemoteLook")
          .getMethod("run", String.class, Path.class, Instrumentation.class)
          .invoke(null, decode(parts[0]), directory, lent);
    } catch (ReflectiveOperationException | IOException | RuntimeException | Error e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Files.writeString(directory.resolve("error"), cause.toString());
    }
  }

  /** Returns what the JVM has lent, or null. */
  public static @Nullable Instrumentation instrumentation() {
    return instrumentation;
  }

  private static String decode(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  /** Returns the loader of the classes in a jar: the same for the same build. */
  private static synchronized Entry loader(Path jar) throws IOException {
    String source = Files.size(jar) + " " + Files.getLastModifiedTime(jar);
    Entry loader = present;
    if (loader == null || !loader.source.equals(source)) {
      loader = new Entry(jar, source);
      present = loader;
    }
    return loader;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.remove(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length, domain);
  }
}
