package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the field or the array element that is reached by a {@link VarHandle}, a field updater or
 * {@code sun.misc.Unsafe}. All of these keep an offset into the object.
 */
final class Cells {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final MethodHandle FIELD_OFFSET;
  private static final MethodHandle STATIC_OFFSET;
  private static final MethodHandle ARRAY_BASE;
  private static final MethodHandle ARRAY_SCALE;
  private static final MethodHandle GET_REFERENCE;
  private static final MethodHandle GET_LONG;
  private static final MethodHandle GET_INT;

  static {
    try {
      Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, LOOKUP);
      Object unsafe = lookup.findStatic(type, "getUnsafe", MethodType.methodType(type)).invoke();
      MethodType ofField = MethodType.methodType(long.class, Field.class);
      FIELD_OFFSET = lookup.findVirtual(type, "objectFieldOffset", ofField).bindTo(unsafe);
      STATIC_OFFSET = lookup.findVirtual(type, "staticFieldOffset", ofField).bindTo(unsafe);
      ARRAY_BASE = ofArray(lookup, type, unsafe, "arrayBaseOffset");
      ARRAY_SCALE = ofArray(lookup, type, unsafe, "arrayIndexScale");
      GET_REFERENCE = getter(lookup, type, unsafe, "getReferenceVolatile", Object.class);
      GET_LONG = getter(lookup, type, unsafe, "getLongVolatile", long.class);
      GET_INT = getter(lookup, type, unsafe, "getIntVolatile", int.class);
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final ClassValue<Map<Long, Known>> FIELDS =
      new ClassValue<>() {
        @Override
        protected Map<Long, Known> computeValue(Class<?> type) {
          return fieldsOf(type);
        }
      };

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return new Shape(
              getterOf(type, "fieldOffset", "offset"),
              getterOf(type, "base"),
              isArray(type),
              type.getName().endsWith("LazyInitializingVarHandle")
                  ? getterOf(type, "target")
                  : null,
              type.getName().endsWith("LazyInitializingVarHandle") ? getterOf(type, "refc") : null);
        }
      };

  private Cells() {}

  /**
   * A field of a class.
   *
   * @param number see {@link Sites#fieldNumber}
   */
  private record Known(int number, Class<?> type, boolean isVolatile) {}

  /** How the handles of a class say where they lead. */
  private record Shape(
      @Nullable MethodHandle offset,
      @Nullable MethodHandle base,
      boolean array,
      @Nullable MethodHandle target,
      @Nullable MethodHandle declarer) {}

  /**
   * A field or an element.
   *
   * @param object the object or array, null for a static field
   * @param facet the field's number, or the element's index
   * @param isVolatile whether the field is declared volatile
   * @param holder the object that has it in the memory of the JVM
   */
  record Cell(
      @Nullable Object object,
      boolean isElement,
      int facet,
      boolean isVolatile,
      Object holder,
      long offset,
      Class<?> type) {

    int slot(ControlledThread self) {
      Locations locations = self.scheduler.locations();
      return object != null && isElement
          ? locations.element(self, object, facet)
          : locations.slot(self, object, facet);
    }

    /** A plain access, as the program's own. */
    void access(ControlledThread self, int site, boolean writes) {
      if (object != null && isElement) {
        Accesses.element(self, object, facet, site, writes);
      } else {
        Accesses.field(self, object, facet, site, false, writes);
      }
    }

    /** Returns what it holds, to be compared; null if that is not known. */
    @Nullable Object value() {
      try {
        if (!type.isPrimitive()) {
          Object value = (Object) GET_REFERENCE.invokeExact(holder, offset);
          return value == null ? Cell.class : value;
        }
        if (type == long.class || type == double.class) {
          return (long) GET_LONG.invokeExact(holder, offset);
        }
        return type == int.class || type == float.class
            ? (Object) (int) GET_INT.invokeExact(holder, offset)
            : null;
      } catch (Throwable e) {
        throw JdkInternals.rethrow(e);
      }
    }
  }

  /**
   * Returns what an access through a handle reaches, or null if that is not known.
   *
   * @param handle a {@code VarHandle} or a field updater
   * @param object the first argument of the access, if it is an object
   * @param index the second, if it is a number
   */
  static @Nullable Cell of(Object handle, @Nullable Object object, long index) {
    Shape shape = SHAPES.get(handle.getClass());
    try {
      if (shape.array()) {
        return object != null && object.getClass().isArray()
            ? element(object, (int) index, base(object) + index * scale(object))
            : null;
      }
      if (shape.target() != null) {
        // That of a static field, until its class is initialised.
        Object target = (Object) shape.target().invokeExact(handle);
        return target == null ? null : of(target, object, index);
      }
      if (shape.offset() == null) {
        return null;
      }
      long offset = (long) shape.offset().invokeExact(handle);
      if (shape.base() == null) {
        return object == null ? null : at(object, offset);
      }
      Object base = (Object) shape.base().invokeExact(handle);
      return base == null ? null : at(base, offset);
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /**
   * Returns the class that declares the static field to which a handle leads, which an access
   * initialises; null for another handle.
   */
  static @Nullable Class<?> declarerOf(Object handle) {
    Shape shape = SHAPES.get(handle.getClass());
    MethodHandle getter = shape.declarer() == null ? shape.base() : shape.declarer();
    if (getter == null) {
      return null;
    }
    try {
      return (Object) getter.invokeExact(handle) instanceof Class<?> type ? type : null;
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /** Returns what is found at an offset into an object, or null if that is not known. */
  static @Nullable Cell at(Object object, long offset) {
    try {
      if (object.getClass().isArray()) {
        long base = base(object);
        long scale = scale(object);
        return scale > 0 && offset >= base
            ? element(object, (int) ((offset - base) / scale), offset)
            : null;
      }
      boolean isStatic = object instanceof Class<?>;
      Known known = FIELDS.get(isStatic ? (Class<?>) object : object.getClass()).get(offset);
      return known == null
          ? null
          : new Cell(
              isStatic ? null : object,
              false,
              known.number(),
              known.isVolatile(),
              object,
              offset,
              known.type());
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  private static Cell element(Object array, int index, long offset) {
    return new Cell(array, true, index, false, array, offset, array.getClass().getComponentType());
  }

  private static long base(Object array) throws Throwable {
    return (long) ARRAY_BASE.invokeExact((Class<?>) array.getClass());
  }

  private static long scale(Object array) throws Throwable {
    return (long) ARRAY_SCALE.invokeExact((Class<?>) array.getClass());
  }

  private static Map<Long, Known> fieldsOf(Class<?> type) {
    Map<Long, Known> fields = new HashMap<>();
    try {
      for (Class<?> each = type; each != null; each = each.getSuperclass()) {
        for (Field field : each.getDeclaredFields()) {
          boolean isStatic = Modifier.isStatic(field.getModifiers());
          if (isStatic && each != type) {
            continue;
          }
          long offset =
              isStatic
                  ? (long) STATIC_OFFSET.invokeExact(field)
                  : (long) FIELD_OFFSET.invokeExact(field);
          int number = Sites.fieldNumber(each.getName().replace('.', '/'), field.getName());
          boolean isVolatile = Modifier.isVolatile(field.getModifiers());
          // The static fields are in another object, the class, with offsets of their own.
          fields.putIfAbsent(offset, new Known(number, field.getType(), isVolatile));
        }
      }
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
    return fields;
  }

  private static boolean isArray(Class<?> type) {
    return VarHandle.class.isAssignableFrom(type) && type.getName().endsWith("$Array");
  }

  private static @Nullable MethodHandle getterOf(Class<?> type, String... names) {
    for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        for (String name : names) {
          if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
            return getter(field);
          }
        }
      }
    }
    return null;
  }

  private static @Nullable MethodHandle getter(Field field) {
    Class<?> result = field.getType() == long.class ? long.class : Object.class;
    try {
      // No lookup may be had inside java.lang.invoke.
      field.setAccessible(true);
      return LOOKUP.unreflectGetter(field).asType(MethodType.methodType(result, Object.class));
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      // A module that is not open to the checker: its handles are not told apart.
      return null;
    }
  }

  /** The offsets have become longer with time. */
  private static MethodHandle ofArray(
      MethodHandles.Lookup lookup, Class<?> type, Object unsafe, String name)
      throws ReflectiveOperationException {
    return lookup
        .unreflect(type.getMethod(name, Class.class))
        .bindTo(unsafe)
        .asType(MethodType.methodType(long.class, Class.class));
  }

  private static MethodHandle getter(
      MethodHandles.Lookup lookup, Class<?> type, Object unsafe, String name, Class<?> result)
      throws ReflectiveOperationException {
    return lookup
        .findVirtual(type, name, MethodType.methodType(result, Object.class, long.class))
        .bindTo(unsafe);
  }
}
