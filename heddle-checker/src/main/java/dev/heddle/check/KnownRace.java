package dev.heddle.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data race that is known and meant: a line of a file such as
 *
 * <pre>
 * # races that are meant
 * com.acme.Cache#hits     # statistics only
 * com.acme.Cache          # whatever this class declares, or makes
 * com.acme.metrics.**     # and a package
 * </pre>
 *
 * @param classes the class that declares the field, or in whose code the array or the JDK's object
 *     is made that is raced for
 * @param field the field, or null for any
 * @param reason what the line says after its {@code #}, or nothing
 * @param source the file's name
 * @param line the line's number in it, from 1
 */
record KnownRace(
    ClassPattern classes, @Nullable String field, String reason, String source, int line) {

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if the file cannot be read, or a line has another form
   */
  static List<KnownRace> read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + reasonOf(e), e);
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String reasonOf(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }

  /**
   * Reads the text of a file.
   *
   * @throws IllegalArgumentException if a line has another form
   */
  static List<KnownRace> parse(String text, String source) {
    List<KnownRace> known = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      // A # after a space begins a remark; one inside a name comes before a field.
      String[] parts = (" " + line).split("\\s#", 2);
      String name = parts[0].strip();
      if (!name.isEmpty()) {
        known.add(of(name, parts.length < 2 ? "" : parts[1].strip(), source, number));
      }
    }
    return known;
  }

  private static KnownRace of(String name, String reason, String source, int line) {
    int hash = name.indexOf('#');
    String field = hash < 0 ? null : name.substring(hash + 1);
    try {
      ClassPattern classes = new ClassPattern(hash < 0 ? name : name.substring(0, hash));
      if (field != null && (classes.isOfPackage() || !field.matches("[\\w$]+"))) {
        throw new IllegalArgumentException(
            "'" + name + "' names no field of one class, as com.acme.Cache#hits does");
      }
      return new KnownRace(classes, field, reason, source, line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "line %d of %s: %s".formatted(line, source, e.getMessage()), e);
    }
  }

  /** Returns what the line names. */
  String name() {
    return field == null ? classes.text() : classes.text() + "#" + field;
  }

  /** Returns whether a variable is meant, by its class and its name, which may be no field's. */
  boolean matches(String className, @Nullable String fieldName) {
    return classes.matches(className) && (field == null || field.equals(fieldName));
  }
}
