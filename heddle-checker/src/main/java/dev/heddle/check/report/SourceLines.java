package dev.heddle.check.report;

import dev.heddle.check.CodeLocation;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds the source text of a place in the program, as far as sources are to be found beside a class
 * path: in an entry itself, in the {@code src/main/java}, {@code src/test/java} and {@code src} of
 * the project that an entry such as {@code target/classes} or {@code build/libs/some.jar} belongs
 * to, in {@code some-sources.jar} beside {@code some.jar}, and in the current directory.
 *
 * <p>Source that cannot be found or read is no error: there is just no text. Files are read once.
 * For use by one thread.
 */
public final class SourceLines {

  /** From {@code X/build/classes/java/main} up to {@code X}. */
  private static final int LEVELS_TO_PROJECT = 4;

  private static final List<String> SOURCE_FOLDERS =
      List.of("src/main/java", "src/test/java", "src");

  private final List<Path> roots;
  private final Map<String, List<String>> filesRead = new HashMap<>();

  private SourceLines(Collection<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /** Returns the sources that belong to the entries of a class path. */
  public static SourceLines of(List<String> classPath) {
    Set<Path> roots = new LinkedHashSet<>();
    for (String entry : classPath) {
      try {
        addRoots(Path.of(entry).toAbsolutePath().normalize(), roots);
      } catch (InvalidPathException e) {
        // An entry that is no path has no sources.
        continue;
      }
    }
    Path here = Path.of("").toAbsolutePath();
    addProject(here, roots);
    addIfExists(here, roots);
    return new SourceLines(roots);
  }

  private static void addRoots(Path entry, Set<Path> roots) {
    if (Files.isDirectory(entry)) {
      roots.add(entry);
    } else if (entry.toString().endsWith(".jar")) {
      String jar = entry.toString();
      addIfExists(Path.of(jar.substring(0, jar.length() - 4) + "-sources.jar"), roots);
    }
    Path project = entry.getParent();
    for (int level = 0; level < LEVELS_TO_PROJECT && project != null; level++) {
      addProject(project, roots);
      project = project.getParent();
    }
  }

  private static void addProject(Path project, Set<Path> roots) {
    SOURCE_FOLDERS.forEach(folder -> addIfExists(project.resolve(folder), roots));
  }

  private static void addIfExists(Path root, Set<Path> roots) {
    if (Files.exists(root)) {
      roots.add(root);
    }
  }

  /** Returns the line of source at a place, without the space around it, if it can be found. */
  public Optional<String> text(CodeLocation location) {
    String file = location.fileName();
    if (file == null || location.line() < 1) {
      return Optional.empty();
    }
    int lastDot = location.className().lastIndexOf('.');
    String folder =
        lastDot < 0 ? "" : location.className().substring(0, lastDot).replace('.', '/') + "/";
    List<String> lines = filesRead.computeIfAbsent(folder + file, this::read);
    return location.line() <= lines.size()
        ? Optional.of(lines.get(location.line() - 1).strip())
        : Optional.empty();
  }

  private List<String> read(String name) {
    for (Path root : roots) {
      try {
        Optional<byte[]> bytes =
            Files.isDirectory(root) ? readFile(root, name) : readFromJar(root, name);
        if (bytes.isPresent()) {
          // Decoding this way replaces what is not UTF-8 instead of failing.
          return new ArrayList<>(new String(bytes.get(), StandardCharsets.UTF_8).lines().toList());
        }
      } catch (IOException | RuntimeException e) {
        // What cannot be read here may be found at the next root.
        continue;
      }
    }
    return List.of();
  }

  private static Optional<byte[]> readFile(Path root, String name) throws IOException {
    Path file = root.resolve(name.replace('/', File.separatorChar));
    return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  private static Optional<byte[]> readFromJar(Path jar, String name) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        return Optional.empty();
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return Optional.of(in.readAllBytes());
      }
    }
  }
}
