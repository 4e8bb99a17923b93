package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers objects that outlive executions, from 1, and names them such that another process which
 * checks the same program knows which object is meant.
 *
 * <p>Classes, constants of enums, interned strings and what is printed on have names of their own.
 * All others are counted as they are met, and the count is the same in another process only for
 * those that were met while both did the same, in the {@linkplain #endWarmUp warm-up}. What is met
 * later has no name.
 */
final class PermanentNumbers {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<@Nullable String> names = new ArrayList<>();
  private boolean warmingUp = true;
  private boolean unnamed;

  /** Returns the number of an object that was met for the first time. */
  int of(Object object) {
    String name = nameOf(object);
    if (name == null) {
      unnamed = true;
      names.add(null);
      return names.size();
    }
    return named(name);
  }

  private @Nullable String nameOf(Object object) {
    if (object instanceof Class<?> type) {
      return "class " + type.getName();
    }
    if (object instanceof Enum<?> constant) {
      return "enum " + constant.getDeclaringClass().getName() + " " + constant.name();
    }
    if (object instanceof String text) {
      // One that is not interned has equals, from which its text does not tell it.
      return text.intern() == text ? "string " + text : null;
    }
    if (object instanceof CapturedOutput) {
      return object == System.err ? "error output" : "output";
    }
    return warmingUp ? "met " + names.size() + " " + object.getClass().getName() : null;
  }

  /** Says that executions from now on may be others than those of another process. */
  void endWarmUp() {
    warmingUp = false;
  }

  /**
   * Returns whether an object has no name. In the execution in which it was met first, it was
   * besides taken for one of that execution's own.
   */
  boolean hasUnnamed() {
    return unnamed;
  }

  /** Returns the name of a number, or null if it has none. */
  @Nullable String name(int number) {
    return names.get(number - 1);
  }

  /**
   * Returns the number for a name, also if its object was not met yet; 0 for an object that should
   * have been met before and was not.
   */
  int numberOf(String name) {
    Integer known = numbers.get(name);
    return known == null && name.startsWith("met ") ? 0 : named(name);
  }

  private int named(String name) {
    Integer known = numbers.get(name);
    if (known == null) {
      names.add(name);
      known = names.size();
      numbers.put(name, known);
    }
    return known;
  }
}
