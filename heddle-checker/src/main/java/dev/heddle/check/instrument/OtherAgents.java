package dev.heddle.check.instrument;

import dev.heddle.check.runtime.JvmOptions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Java agents that this JVM was started with besides Heddle's. Their classes are no part of any
 * program, so they are left as they are.
 */
final class OtherAgents {
  private final Set<Path> jars = new HashSet<>();
  private final Map<String, Boolean> known = new HashMap<>();

  /** The agents named before Heddle's on the command line, so that their classes came first. */
  private final Set<String> earlier = new HashSet<>();

  OtherAgents(@Nullable CodeSource own) {
    Path ownJar = own == null ? null : pathOf(own.getLocation());
    boolean before = true;
    for (String jar : JvmOptions.agentJars()) {
      Path path = real(Path.of(jar));
      if (path.equals(ownJar)) {
        before = false;
      } else {
        jars.add(path);
        if (before) {
          earlier.add(jar);
        }
      }
    }
  }

  /** Returns whether a class comes from the jar of another agent. */
  synchronized boolean contain(ClassLoader loader, @Nullable ProtectionDomain domain) {
    if (jars.isEmpty() || loader != ClassLoader.getSystemClassLoader() || domain == null) {
      return false;
    }
    CodeSource source = domain.getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location != null
        && known.computeIfAbsent(location.toString(), any -> isJarOfAgent(location));
  }

  /** Returns what to do so that no class is loaded before Heddle's agent comes. */
  String advice() {
    if (earlier.isEmpty()) {
      return "start the JVM with -javaagent:<path of heddle-checker.jar>, or install the agent before"
          + " the class is used";
    }
    return "put -javaagent:<path of heddle-checker.jar> before -javaagent:"
        + String.join(" and -javaagent:", earlier);
  }

  private boolean isJarOfAgent(URL location) {
    Path path = pathOf(location);
    return path != null && jars.contains(path);
  }

  private static @Nullable Path pathOf(@Nullable URL location) {
    try {
      // An agent is a file; other locations, such as a jar within a jar, have no path.
      return location == null || !location.getProtocol().equals("file")
          ? null
          : real(Path.of(location.toURI()));
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
