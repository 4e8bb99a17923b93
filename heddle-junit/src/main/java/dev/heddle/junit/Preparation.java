package dev.heddle.junit;

import dev.heddle.junit.Calls.Call;
import dev.heddle.junit.Calls.Creation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What JUnit would have called before a test, with the arguments that it has resolved: it is taken
 * down here, and called in each execution.
 */
final class Preparation {
  /**
   * A call of a method with {@code BeforeEach}.
   *
   * @param instance the object of JUnit's that it was to be called on
   */
  record Before(Object instance, Call call) {}

  private final Map<Class<?>, List<@Nullable Object>> argumentsOfConstructors = new HashMap<>();
  private final List<Before> before = new ArrayList<>();

  /** Takes the arguments of a constructor down. */
  void constructed(Constructor<?> constructor, List<@Nullable Object> arguments) {
    int own = Calls.isInner(constructor.getDeclaringClass()) ? 1 : 0;
    argumentsOfConstructors.put(
        constructor.getDeclaringClass(), arguments.subList(own, arguments.size()));
  }

  /** Takes a call of a method with {@code BeforeEach} down. */
  void before(Object instance, Method method, List<@Nullable Object> arguments) {
    before.add(new Before(instance, new Call(method, arguments)));
  }

  /** Returns what makes a new object of the same class as one of JUnit's. */
  Creation creation(Class<?> type) {
    List<Constructor<?>> constructors = Arrays.asList(type.getDeclaredConstructors());
    List<@Nullable Object> arguments = argumentsOfConstructors.getOrDefault(type, List.of());
    int wanted = arguments.size() + (Calls.isInner(type) ? 1 : 0);
    for (Constructor<?> constructor : constructors) {
      if (constructor.getParameterCount() == wanted && !constructor.isSynthetic()) {
        return new Creation(constructor, arguments);
      }
    }
    throw new ExtensionConfigurationException(
        "@Interleavings makes a new %s for each execution, but does not know the arguments of its"
                .formatted(type.getName())
            + " constructor: put @Interleavings on the class rather than on the method");
  }

  /** Returns the calls of methods with {@code BeforeEach}, in order. */
  List<Before> before() {
    return List.copyOf(before);
  }
}
