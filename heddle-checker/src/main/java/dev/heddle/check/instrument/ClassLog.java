package dev.heddle.check.instrument;

import java.lang.ref.WeakReference;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What was done with each class that was loaded, in the order in which they were. */
public final class ClassLog {
  private enum Kind {
    INSTRUMENTED,
    TRUSTED,
    LEFT,
    FAILED
  }

  /**
   * One class.
   *
   * @param loader the class loader that it belongs to; null for the boot loader
   * @param name the binary name
   * @param why why it was not instrumented; empty if it was
   * @param origin where it came from; empty if that is not known
   */
  private record Entry(
      @Nullable WeakReference<ClassLoader> loader,
      String name,
      Kind kind,
      String why,
      String origin) {

    boolean isOf(ClassLoader program) {
      ClassLoader own = loader == null ? null : loader.get();
      while (own != null && own != program) {
        own = own.getParent();
      }
      return own != null;
    }

    String text() {
      String from = origin.isEmpty() ? "" : " (" + origin + ")";
      return switch (kind) {
        case INSTRUMENTED -> "instrumented " + name + from;
        case TRUSTED -> "instrumented as a library, each call one step: " + name + from;
        case LEFT, FAILED -> "not instrumented: " + name + ": " + why + from;
      };
    }
  }

  private static final Queue<Entry> ENTRIES = new ConcurrentLinkedQueue<>();

  private ClassLog() {}

  static void instrumented(
      @Nullable ClassLoader loader, String internalName, @Nullable ProtectionDomain domain) {
    add(loader, internalName, Kind.INSTRUMENTED, "", domain);
  }

  static void trusted(ClassLoader loader, String internalName, @Nullable ProtectionDomain domain) {
    add(loader, internalName, Kind.TRUSTED, "", domain);
  }

  /** Notes a class that need not be instrumented, or cannot be any more. */
  static void left(
      ClassLoader loader, String internalName, String why, @Nullable ProtectionDomain domain) {
    add(loader, internalName, Kind.LEFT, why, domain);
  }

  /** Notes a class whose steps are not seen, because of what is in it. */
  static void failed(
      ClassLoader loader, String internalName, String why, @Nullable ProtectionDomain domain) {
    add(loader, internalName, Kind.FAILED, why, domain);
  }

  private static void add(
      @Nullable ClassLoader loader,
      String internalName,
      Kind kind,
      String why,
      @Nullable ProtectionDomain domain) {
    ENTRIES.add(
        new Entry(
            loader == null ? null : new WeakReference<>(loader),
            internalName.replace('/', '.'),
            kind,
            why,
            origin(domain)));
  }

  /** The file's name alone: reports are read on other machines, too. */
  private static String origin(@Nullable ProtectionDomain domain) {
    CodeSource source = domain == null ? null : domain.getCodeSource();
    if (source == null || source.getLocation() == null) {
      return "";
    }
    String path = source.getLocation().getPath();
    String file = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** Returns whether a class, by its binary name, has come by. */
  static boolean contains(ClassLoader loader, String name) {
    for (Entry entry : ENTRIES) {
      if (entry.name.equals(name) && entry.loader != null && entry.loader.refersTo(loader)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the classes of a program that could not be instrumented, with the reason.
   *
   * @param program the class loader of the program
   */
  public static List<String> failed(ClassLoader program) {
    return ENTRIES.stream()
        .filter(
            entry ->
                entry.kind == Kind.FAILED && entry.loader != null && entry.loader.refersTo(program))
        .map(entry -> entry.name + ": " + entry.why)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Returns a line for each class of a program, those of class loaders below its own included, and
   * then one for each package of the JDK of which classes were instrumented.
   *
   * @param program the class loader of the program
   */
  public static List<String> lines(ClassLoader program) {
    List<String> lines = new ArrayList<>();
    ENTRIES.stream().filter(entry -> entry.isOf(program)).map(Entry::text).forEach(lines::add);
    Map<String, Set<String>> ofTheJdk = new TreeMap<>();
    for (Entry entry : ENTRIES) {
      if (entry.loader == null) {
        String packageName = entry.name.substring(0, entry.name.lastIndexOf('.'));
        ofTheJdk.computeIfAbsent(packageName, name -> new HashSet<>()).add(entry.name);
      }
    }
    ofTheJdk.forEach(
        (name, classes) ->
            lines.add("instrumented " + classes.size() + " classes of the JDK's " + name));
    return lines;
  }
}
