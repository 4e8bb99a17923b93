package dev.heddle.watch.attach;

import dev.heddle.watch.Snapshot;
import dev.heddle.watch.agent.Entry;
import dev.heddle.watch.agent.RemoteLook;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A directory through which the agent hands over what it finds. It is in the file system of the JVM
 * that is looked at, belongs to that JVM's user, and is deleted at the end.
 */
final class Exchange implements AutoCloseable {
  /** Nothing but the values of a snapshot is read. */
  private static final ObjectInputFilter VALUES =
      ObjectInputFilter.Config.createFilter(
          "maxdepth=40;dev.heddle.watch.*;java.lang.*;java.util.*;java.time.*;!*");

  private final Path directory;
  private final String directoryThere;
  private final String jarThere;

  private Exchange(Path directory, String directoryThere, String jarThere) {
    this.directory = directory;
    this.directoryThere = directoryThere;
    this.jarThere = jarThere;
  }

  static Exchange with(TargetProcess process) throws IOException, WatchException {
    Path jar = AgentJar.locate();
    boolean elsewhere = process.isElsewhere();
    boolean foreign = process.isOfAnotherUser();
    Path directory =
        elsewhere
            ? Files.createTempDirectory(process.root().resolve("tmp"), "heddle-watch-")
            : Files.createTempDirectory("heddle-watch-");
    String there =
        elsewhere ? "/tmp/" + directory.getFileName() : directory.toAbsolutePath().toString();
    if (!elsewhere && !foreign) {
      return new Exchange(directory, there, jar.toAbsolutePath().toString());
    }
    // That user may not be able to read the jar where it is.
    Path copy = directory.resolve("heddle-watch.jar");
    Files.copy(jar, copy);
    for (Path each : List.of(copy, directory)) {
      chown(each, process);
    }
    return new Exchange(directory, there, there + "/heddle-watch.jar");
  }

  private static void chown(Path file, TargetProcess process) {
    try {
      Optional<Object> owner = process.owner();
      if (owner.isPresent() && owner.get() instanceof UserPrincipal user) {
        Files.setOwner(file, user);
      }
    } catch (IOException e) {
      // Not root: attaching fails as well, and says why.
    }
  }

  String jarThere() {
    return jarThere;
  }

  String directoryThere() {
    return directoryThere;
  }

  /** Returns the path of an agent jar that joins the boot class path, with the entry alone. */
  String bootJarThere() throws IOException {
    Path jar = directory.resolve("heddle-watch-boot.jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Agent-Class", Entry.class.getName());
    attributes.putValue("Boot-Class-Path", jar.getFileName().toString());
    String name = Entry.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream in = Entry.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IOException(name + " is missing");
      }
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
      out.closeEntry();
    }
    return directoryThere + "/" + jar.getFileName();
  }

  /** Tells the agent that somebody is there. */
  void touch() throws IOException {
    Path alive = directory.resolve(RemoteLook.ALIVE);
    if (!Files.exists(alive)) {
      Files.createFile(alive);
    }
    Files.setLastModifiedTime(alive, FileTime.from(Instant.now()));
  }

  /**
   * Takes the snapshot, if there is one.
   *
   * @throws WatchException if the agent has failed
   */
  Optional<Snapshot> take() throws IOException, WatchException {
    Path error = directory.resolve(RemoteLook.ERROR);
    if (Files.exists(error)) {
      throw new WatchException("The look has failed: " + Files.readString(error));
    }
    Path file = directory.resolve(RemoteLook.SNAPSHOT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file);
        ObjectInputStream values = new ObjectInputStream(in)) {
      values.setObjectInputFilter(VALUES);
      Snapshot snapshot = (Snapshot) values.readObject();
      Files.delete(file);
      return Optional.of(snapshot);
    } catch (ClassNotFoundException e) {
      throw new WatchException(
          "The JVM has another version of the agent: %s is missing.".formatted(e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    // The agent may just write its last snapshot.
    for (int i = 0; i < 3 && Files.exists(directory); i++) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      } catch (DirectoryNotEmptyException e) {
        Thread.onSpinWait();
      }
    }
  }
}
