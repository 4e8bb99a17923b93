package dev.heddle.watch.attach;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** Finds the jar that this class came from, which is the agent. */
final class AgentJar {
  /** Names the jar where the classes do not come from one, as in the tests of this module. */
  private static final String PROPERTY = "dev.heddle.watch.agent";

  private AgentJar() {}

  static Path locate() throws WatchException {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return Path.of(named);
    }
    CodeSource source = AgentJar.class.getProtectionDomain().getCodeSource();
    try {
      Path path = source == null ? null : Path.of(source.getLocation().toURI());
      if (path != null && Files.isRegularFile(path)) {
        return path;
      }
    } catch (URISyntaxException | RuntimeException e) {
      // Within another jar.
    }
    throw new WatchException(
        "The agent is not in a jar file of its own: name heddle-watch.jar by -D%s=FILE."
            .formatted(PROPERTY));
  }
}
