package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * Models the {@code toString}, {@code equals} and {@code hashCode} that the JVM implements for a
 * record. The fields are final, but the objects they refer to may be mutable.
 */
final class Records {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final ClassValue<List<MethodHandle>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<MethodHandle> computeValue(Class<?> type) {
          return componentsOf(type);
        }
      };

  private Records() {}

  /** Reads the components of a record; does nothing for other objects. */
  static void read(Object object, int site) {
    for (MethodHandle component : COMPONENTS.get(object.getClass())) {
      Object value;
      try {
        value = (Object) component.invokeExact(object);
      } catch (Throwable e) {
        throw JdkInternals.rethrow(e);
      }
      if (value != null && !value.getClass().isArray()) {
        Hooks.beforeCall(value, site);
      }
    }
  }

  private static List<MethodHandle> componentsOf(Class<?> type) {
    List<MethodHandle> handles = new ArrayList<>();
    RecordComponent[] components = type.getRecordComponents();
    if (components == null || JdkObjects.isLibrary(type)) {
      return handles;
    }
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, LOOKUP);
      for (RecordComponent component : components) {
        if (!component.getType().isPrimitive()) {
          Field field = type.getDeclaredField(component.getName());
          handles.add(
              lookup
                  .unreflectGetter(field)
                  .asType(MethodType.methodType(Object.class, Object.class)));
        }
      }
    } catch (ReflectiveOperationException e) {
      // The module is not open to the checker, so the components are unknown.
      return List.of();
    }
    return handles;
  }
}
