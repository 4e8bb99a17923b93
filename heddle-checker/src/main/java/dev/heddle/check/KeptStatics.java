package dev.heddle.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The static fields of classes that are not started anew in each execution: they begin each one
 * with the values that they had when the check began, and have them again after it.
 */
final class KeptStatics {
  static final String REASON =
      "its static fields begin each execution with the values from before the check";

  private final Map<VarHandle, @Nullable Object> values = new LinkedHashMap<>();

  /**
   * Takes the values down.
   *
   * @throws IllegalArgumentException if a class cannot be reached, because of its module
   */
  KeptStatics(Set<Class<?>> classes) {
    for (Class<?> type : classes) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())
            && !Modifier.isFinal(field.getModifiers())
            && !field.isSynthetic()) {
          VarHandle handle = handle(field);
          values.put(handle, handle.get());
        }
      }
    }
  }

  private static VarHandle handle(Field field) {
    Class<?> type = field.getDeclaringClass();
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup()).unreflectVarHandle(field);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "the static fields of "
              + type.getName()
              + " cannot be kept, because its module is not open to this one",
          e);
    }
  }

  /** Gives all fields their values again. */
  void restore() {
    values.forEach((field, value) -> field.set(value));
  }
}
