package dev.heddle.check;

import java.util.regex.Pattern;

/**
 * Names classes: one, {@code com.acme.Cache}, with those nested in it, or all of a package and of
 * the packages below it, {@code com.acme.**}.
 */
record ClassPattern(String text) {
  private static final String BELOW = ".**";

  private static final Pattern FORM = Pattern.compile("[\\w$]+(\\.[\\w$]+)*(\\.\\*\\*)?");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it names no classes in this way
   */
  ClassPattern {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a class, com.acme.Cache, nor a package, com.acme.**");
    }
  }

  boolean isOfPackage() {
    return text.endsWith(BELOW);
  }

  boolean matches(String className) {
    if (isOfPackage()) {
      return className.startsWith(text.substring(0, text.length() - BELOW.length() + 1));
    }
    return className.equals(text) || className.startsWith(text + "$");
  }
}
