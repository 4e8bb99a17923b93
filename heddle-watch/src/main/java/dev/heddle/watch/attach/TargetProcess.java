package dev.heddle.watch.attach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the operating system tells of a JVM's process; on Linux more than elsewhere. */
record TargetProcess(long pid) {
  private Path proc() {
    return Path.of("/proc", Long.toString(pid));
  }

  boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** The user that it runs as. */
  Optional<String> user() {
    return ProcessHandle.of(pid).flatMap(each -> each.info().user());
  }

  boolean isOfAnotherUser() {
    Optional<String> mine = ProcessHandle.current().info().user();
    return user().isPresent() && mine.isPresent() && !user().equals(mine);
  }

  /** Whether it has a file system of its own, as in a container. */
  boolean isElsewhere() {
    try {
      Path mine = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
      return !mine.equals(Files.readSymbolicLink(proc().resolve("ns/mnt")));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Its root directory, as this process sees it. */
  Path root() {
    return proc().resolve("root");
  }

  /** Whether its command line has an option. */
  boolean hasOption(String option) {
    try {
      String line = Files.readString(proc().resolve("cmdline"), StandardCharsets.ISO_8859_1);
      return (" " + line.replace('\0', ' ')).contains(" " + option + " ");
    } catch (IOException e) {
      return false;
    }
  }

  /** The owner of its files. */
  Optional<Object> owner() {
    try {
      return Optional.of(Files.getOwner(proc()));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** The version of its JDK, from the file that each JDK has beside its programs. */
  Optional<String> jdk() {
    try {
      Path java = proc().resolve("exe").toRealPath();
      Path home = java.getParent().getParent();
      for (String line : Files.readAllLines(home.resolve("release"))) {
        if (line.startsWith("JAVA_VERSION=")) {
          return Optional.of(line.substring("JAVA_VERSION=".length()).replace("\"", ""));
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
