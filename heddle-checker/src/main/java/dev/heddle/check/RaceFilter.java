package dev.heddle.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which data races are reported: not those that are known, by {@code --ignore-races} or by a file
 * {@code META-INF/heddle/races} on the class path, and not those outside the scope. It counts and
 * lists what it leaves out.
 */
final class RaceFilter {
  private static final String RESOURCE = "META-INF/heddle/races";

  private final Target target;
  private final List<ClassPattern> scope;
  private final List<KnownRace> known = new ArrayList<>();

  /** The lines that are to be warned of if they are not needed. */
  private final Set<KnownRace> needed = new LinkedHashSet<>();

  /** The variables with a race that each line has left out. */
  private final Map<KnownRace, Set<String>> ignored = new LinkedHashMap<>();

  private final Set<String> outside = new TreeSet<>();
  private final List<String> defects = new ArrayList<>();

  RaceFilter(Target target, CheckOptions options) {
    this.target = target;
    this.scope = options.scope();
    known.addAll(options.knownRaces());
    needed.addAll(known);
    readResources();
  }

  private void readResources() {
    ClassLoader loader = target.loader();
    if (loader == null) {
      return;
    }
    try {
      for (URL url : Collections.list(loader.getResources(RESOURCE))) {
        try (InputStream in = url.openStream()) {
          String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          List<KnownRace> lines = KnownRace.parse(text, nameOf(url));
          known.addAll(lines);
          // A library names its own races for all who use it, of which few meet each.
          if (url.getProtocol().equals("file")) {
            needed.addAll(lines);
          }
        } catch (IllegalArgumentException e) {
          defects.add("known races are not read: " + e.getMessage());
        }
      }
    } catch (IOException e) {
      defects.add("known races are not read: " + e.getMessage());
    }
  }

  private static String nameOf(URL url) {
    String path = url.getPath();
    int inJar = path.indexOf("!/");
    return inJar < 0 ? RESOURCE : RESOURCE + " of " + lastName(path.substring(0, inJar));
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Returns whether a race is not to be reported, and counts it then.
   *
   * @param variable the field, or the place where what is raced for was made; see {@link
   *     dev.heddle.check.runtime.DataRace#variable}
   * @param classes the classes of both accesses
   */
  boolean leavesOut(String variable, List<String> classes) {
    String name = variable.replace('/', '.');
    int made = name.lastIndexOf(" at ");
    boolean isField = !name.contains(" ");
    String place =
        isField ? name : made < 0 ? "" : name.substring(made + 4).replaceFirst("\\(.*", "");
    int dot = place.lastIndexOf('.');
    if (dot > 0) {
      String className = place.substring(0, dot);
      String field = isField ? place.substring(dot + 1) : null;
      for (KnownRace each : known) {
        if (each.matches(className, field)) {
          ignored.computeIfAbsent(each, key -> new TreeSet<>()).add(name);
          return true;
        }
      }
    }
    if (!scope.isEmpty() && classes.stream().noneMatch(this::isInScope)) {
      outside.add(name);
      return true;
    }
    return false;
  }

  private boolean isInScope(String className) {
    return scope.stream().anyMatch(each -> each.matches(className));
  }

  /**
   * Returns the name of the jar that has both accesses of a race, if that is another than the one
   * with the target's own class; otherwise null.
   */
  @Nullable String thirdParty(List<String> classes) {
    Set<String> locations =
        classes.stream().map(this::locationOf).collect(Collectors.toCollection(TreeSet::new));
    String location = locations.size() == 1 ? locations.iterator().next() : "";
    return location.endsWith(".jar") && !location.equals(ownLocation()) ? lastName(location) : null;
  }

  private String ownLocation() {
    String name = target.name();
    int hash = name.indexOf('#');
    String own = locationOf(hash < 0 ? name : name.substring(0, hash));
    return own.isEmpty() ? locationOf(target.body().getClass()) : own;
  }

  private String locationOf(String className) {
    try {
      return locationOf(Class.forName(className, false, target.loader()));
    } catch (ClassNotFoundException | LinkageError e) {
      return "";
    }
  }

  private static String locationOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null ? "" : source.getLocation().getPath();
  }

  /** Returns what has to be said of the races that were left out, and of lines without one. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(defects);
    int count = ignored.values().stream().mapToInt(Set::size).sum();
    if (count > 0) {
      String all =
          ignored.entrySet().stream()
              .map(each -> describe(each.getKey(), each.getValue().size()))
              .collect(Collectors.joining(", "));
      warnings.add(
          (count == 1 ? "1 known race was ignored: " : count + " known races were ignored: ")
              + all);
    }
    if (!outside.isEmpty()) {
      String where = scope.stream().map(ClassPattern::text).collect(Collectors.joining(", "));
      warnings.add(
          (outside.size() == 1 ? "1 data race" : outside.size() + " data races")
              + " outside of "
              + where
              + (outside.size() == 1 ? " was" : " were")
              + " left out: "
              + String.join(", ", outside));
    }
    for (KnownRace each : needed) {
      if (!ignored.containsKey(each)) {
        warnings.add(
            "no race was found that line %d of %s ignores: %s"
                .formatted(each.line(), each.source(), each.name()));
      }
    }
    return warnings;
  }

  private static String describe(KnownRace race, int count) {
    List<String> more = new ArrayList<>();
    if (count > 1) {
      more.add(count + " variables");
    }
    if (!race.reason().isEmpty()) {
      more.add(race.reason());
    }
    return race.name() + (more.isEmpty() ? "" : " (" + String.join("; ", more) + ")");
  }
}
