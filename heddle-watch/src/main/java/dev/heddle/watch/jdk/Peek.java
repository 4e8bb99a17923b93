package dev.heddle.watch.jdk;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of objects by name, without their help: no getter, no lock. A value read this way
 * may be out of date, and two may not belong together.
 */
final class Peek {
  /** A field, by the class that an object has and the name. */
  private record Key(Class<?> type, String name) {}

  private final Map<Key, Field> fields = new ConcurrentHashMap<>();

  /** Reads the field of this name that is nearest to the object's class. */
  @Nullable Object get(Object target, String name) {
    try {
      return field(target.getClass(), name).get(target);
    } catch (IllegalAccessException e) {
      throw new UnreadableException(target.getClass().getName() + "." + name, e);
    }
  }

  /** Reads a field that was found before; for what is read of every thread. */
  static @Nullable Object read(Field field, Object target) {
    try {
      return field.get(target);
    } catch (IllegalAccessException e) {
      throw new UnreadableException(field.toString(), e);
    }
  }

  static int readInt(Field field, Object target) {
    try {
      return field.getInt(target);
    } catch (IllegalAccessException e) {
      throw new UnreadableException(field.toString(), e);
    }
  }

  static long readLong(Field field, Object target) {
    try {
      return field.getLong(target);
    } catch (IllegalAccessException e) {
      throw new UnreadableException(field.toString(), e);
    }
  }

  /** Reads a field that must not be null. */
  Object require(Object target, String name) {
    Object value = get(target, name);
    if (value == null) {
      throw new UnreadableException(
          "%s.%s is null".formatted(target.getClass().getName(), name), new NullPointerException());
    }
    return value;
  }

  long number(Object target, String name) {
    return ((Number) require(target, name)).longValue();
  }

  @Nullable Object getStatic(Class<?> type, String name) {
    try {
      return field(type, name).get(null);
    } catch (IllegalAccessException e) {
      throw new UnreadableException(type.getName() + "." + name, e);
    }
  }

  long staticNumber(Class<?> type, String name) {
    Object value = getStatic(type, name);
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw new UnreadableException(type.getName() + "." + name, new ClassCastException());
  }

  /** Returns whether the class has the field, itself or by inheritance. */
  boolean has(Class<?> type, String name) {
    return find(type, name) != null;
  }

  Field field(Class<?> type, String name) {
    return fields.computeIfAbsent(new Key(type, name), Peek::open);
  }

  Method method(Class<?> type, String name, Class<?>... parameters) {
    try {
      Method method = type.getDeclaredMethod(name, parameters);
      method.setAccessible(true);
      return method;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new UnreadableException(type.getName() + "." + name, e);
    }
  }

  static @Nullable Object call(Method method, @Nullable Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new UnreadableException(method.toString(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new UnreadableException(method.toString(), e);
    }
  }

  static Class<?> type(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new UnreadableException(name, e);
    }
  }

  private static Field open(Key key) {
    Field field = find(key.type(), key.name());
    String what = key.type().getName() + "." + key.name();
    if (field == null) {
      throw new UnreadableException(what, new NoSuchFieldException(key.name()));
    }
    try {
      field.setAccessible(true);
      return field;
    } catch (RuntimeException e) {
      throw new UnreadableException(what, e);
    }
  }

  private static @Nullable Field find(Class<?> type, String name) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      try {
        return each.getDeclaredField(name);
      } catch (NoSuchFieldException e) {
        // Perhaps in the superclass.
      }
    }
    return null;
  }
}
