package dev.heddle.junit;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The fields of a test's object that extensions have filled: a bean, a directory, a mock. A new
 * object of the same class gets the same values, except for mocks, which are made anew.
 *
 * <p>The constructor and the initialisers of fields have run for the new object, too. So a field is
 * one that an extension has filled if it has its default value in a new object and another one in
 * JUnit's.
 */
final class SharedFields {
  private static final String MOCKITO = "org.mockito.";

  /** A field that may have been filled. */
  private record Filled(String name, VarHandle handle, Object value) {}

  private final List<Filled> filled = new ArrayList<>();
  private final @Nullable MethodHandle openMocks;

  /** Looks at an object of JUnit's, when extensions have done their part. */
  SharedFields(Object instance) {
    boolean mocks = false;
    for (Class<?> type = instance.getClass();
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())
            || Modifier.isFinal(field.getModifiers())
            || field.isSynthetic()) {
          continue;
        }
        VarHandle handle = handle(field);
        Object value = handle.get(instance);
        if (isDefault(value)) {
          continue;
        }
        if (isOfMockito(field)) {
          mocks = true;
        } else {
          String name = type.getName() + "." + field.getName();
          filled.add(new Filled(name, handle, Objects.requireNonNull(value)));
        }
      }
    }
    openMocks = mocks ? openMocks(instance.getClass()) : null;
  }

  private static boolean isDefault(@Nullable Object value) {
    return value == null
        || value.equals(false)
        || (value instanceof Number number && number.doubleValue() == 0)
        || value.equals('\0');
  }

  private static boolean isOfMockito(Field field) {
    for (Annotation annotation : field.getAnnotations()) {
      if (annotation.annotationType().getName().startsWith(MOCKITO)) {
        return true;
      }
    }
    return false;
  }

  private static VarHandle handle(Field field) {
    Class<?> type = field.getDeclaringClass();
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup()).unreflectVarHandle(field);
    } catch (IllegalAccessException e) {
      throw new ExtensionConfigurationException(
          "@Interleavings: the field %s of %s cannot be read: open the package to the module"
                  .formatted(field.getName(), type.getName())
              + " dev.heddle.junit",
          e);
    }
  }

  private static MethodHandle openMocks(Class<?> testClass) {
    try {
      Class<?> mockito =
          Class.forName(MOCKITO + "MockitoAnnotations", true, testClass.getClassLoader());
      return MethodHandles.lookup()
          .findStatic(
              mockito, "openMocks", MethodType.methodType(AutoCloseable.class, Object.class))
          .asType(MethodType.methodType(AutoCloseable.class, Object.class));
    } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException e) {
      throw new ExtensionConfigurationException(
          "@Interleavings: the mocks of %s cannot be made anew: Mockito 3.4 or newer is needed"
              .formatted(testClass.getName()),
          e);
    }
  }

  /** Fills the fields of a new object that its constructor has left at their defaults. */
  void fill(Object instance) throws Throwable {
    for (Filled each : filled) {
      if (isDefault(each.handle.get(instance))) {
        each.handle.set(instance, each.value);
      }
    }
    if (openMocks != null) {
      AutoCloseable unused = (AutoCloseable) openMocks.invokeExact(instance);
    }
  }

  /** Returns the names of the fields that a new object shares with JUnit's. */
  List<String> names(Object fresh) {
    return filled.stream()
        .filter(each -> each.value == each.handle.get(fresh))
        .map(Filled::name)
        .toList();
  }
}
