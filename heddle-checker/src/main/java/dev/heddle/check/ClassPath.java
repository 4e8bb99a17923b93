package dev.heddle.check;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A target's class path: entries that exist, as absolute paths. */
final class ClassPath {

  /** Enough for every project; a bound because a class path may hold a whole disk. */
  private static final int MOST_CLASS_NAMES = 50_000;

  private static final String CLASS_FILE = ".class";

  private final List<Path> entries;

  private ClassPath(List<Path> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Resolves entries against the current directory. As for the {@code java} command, an empty entry
   * is the current directory, and {@code dir/*} is every jar in {@code dir}.
   */
  static ClassPath of(List<String> entries) throws TargetException {
    Set<Path> paths = new LinkedHashSet<>();
    for (String entry : entries) {
      if (entry.equals("*") || entry.endsWith("/*") || entry.endsWith(File.separator + "*")) {
        paths.addAll(jarsIn(entry));
      } else {
        paths.add(existing(entry));
      }
    }
    if (paths.isEmpty()) {
      throw new TargetException("The class path is empty: name at least one directory or jar.");
    }
    return new ClassPath(new ArrayList<>(paths));
  }

  private static Path existing(String entry) throws TargetException {
    Path path = path(entry);
    if (!Files.exists(path)) {
      throw new TargetException(
          "There is no class path entry \"%s\": no directory or jar exists at %s."
              .formatted(entry, path));
    }
    if (!Files.isDirectory(path)) {
      requireJar(entry, path);
    }
    return path;
  }

  private static void requireJar(String entry, Path path) throws TargetException {
    try (JarFile jar = new JarFile(path.toFile())) {
      jar.getManifest();
    } catch (IOException e) {
      throw new TargetException(
          "The class path entry \"%s\" is neither a directory nor a jar that can be read: %s (%s)."
              .formatted(entry, path, e.getMessage()),
          e);
    }
  }

  private static List<Path> jarsIn(String entry) throws TargetException {
    Path directory = path(entry.substring(0, entry.length() - 1));
    if (!Files.isDirectory(directory)) {
      throw new TargetException(
          "There is no class path entry \"%s\": %s is no directory.".formatted(entry, directory));
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jar"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new TargetException(
          "The class path entry \"%s\" cannot be read: %s.".formatted(entry, e.getMessage()), e);
    }
  }

  private static Path path(String entry) throws TargetException {
    try {
      return Path.of(entry).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new TargetException(
          "The class path entry \"%s\" is no path: %s.".formatted(entry, e.getReason()), e);
    }
  }

  /** Returns the entries as a schedule stores them. */
  List<String> entries() {
    return entries.stream().map(Path::toString).toList();
  }

  URL[] urls() {
    return entries.stream().map(ClassPath::url).toArray(URL[]::new);
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a file has no URL: " + entry, e);
    }
  }

  /** Returns the binary names of classes that are there, anonymous ones apart, to compare with. */
  List<String> classNames() {
    List<String> names = new ArrayList<>();
    for (Path entry : entries) {
      try {
        if (Files.isDirectory(entry)) {
          addFromDirectory(entry, names);
        } else {
          addFromJar(entry, names);
        }
      } catch (IOException | RuntimeException e) {
        // The names only serve a hint: what cannot be read gives none.
        continue;
      }
    }
    return names;
  }

  private static void addFromDirectory(Path directory, List<String> names) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .map(file -> directory.relativize(file).toString())
          .limit(MOST_CLASS_NAMES)
          .forEach(file -> addClass(file.replace(File.separatorChar, '/'), names));
    }
  }

  private static void addFromJar(Path file, List<String> names) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      Enumeration<JarEntry> files = jar.entries();
      while (files.hasMoreElements() && names.size() < MOST_CLASS_NAMES) {
        addClass(files.nextElement().getName(), names);
      }
    }
  }

  private static void addClass(String file, List<String> names) {
    if (!file.endsWith(CLASS_FILE) || file.startsWith("META-INF/")) {
      return;
    }
    String name = file.substring(0, file.length() - CLASS_FILE.length()).replace('/', '.');
    if (!name.endsWith("-info") && !name.matches(".*\\$\\d.*")) {
      names.add(name);
    }
  }

  /** Returns the entries joined as the command line takes them. */
  @Override
  public String toString() {
    return String.join(File.pathSeparator, entries());
  }
}
