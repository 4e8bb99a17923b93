package dev.heddle.junit;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Calls by method handles: below a frame of core reflection, which is native, no thread yields. */
final class Calls {
  private Calls() {}

  /** A method with its arguments, to be called on a new object each time. */
  static final class Call {
    private final MethodHandle handle;
    private final boolean isStatic;
    private final List<@Nullable Object> arguments;

    Call(Method method, List<@Nullable Object> arguments) {
      this.isStatic = Modifier.isStatic(method.getModifiers());
      this.arguments = arguments;
      try {
        this.handle = spread(lookup(method).unreflect(method));
      } catch (IllegalAccessException e) {
        throw inaccessible(method, e);
      }
    }

    /** Calls the method. */
    void on(Object instance) throws Throwable {
      invoke(handle, isStatic ? null : instance, arguments);
    }
  }

  /** A constructor with its arguments. */
  static final class Creation {
    private final MethodHandle handle;
    private final boolean isInner;
    private final List<@Nullable Object> arguments;

    /**
     * Prepares creations.
     *
     * @param arguments the arguments, without the object around that of an inner class
     */
    Creation(Constructor<?> constructor, List<@Nullable Object> arguments) {
      this.isInner = isInner(constructor.getDeclaringClass());
      this.arguments = arguments;
      try {
        this.handle = spread(lookup(constructor).unreflectConstructor(constructor));
      } catch (IllegalAccessException e) {
        throw inaccessible(constructor, e);
      }
    }

    /** Makes an object. */
    Object in(@Nullable Object outer) throws Throwable {
      Object made = invoke(handle, isInner ? outer : null, arguments);
      if (made == null) {
        throw new AssertionError("a constructor makes an object");
      }
      return made;
    }
  }

  static boolean isInner(Class<?> type) {
    return type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
  }

  private static MethodHandles.Lookup lookup(Member member) throws IllegalAccessException {
    return MethodHandles.privateLookupIn(member.getDeclaringClass(), MethodHandles.lookup());
  }

  /** Returns a handle that takes its arguments as an array. */
  private static MethodHandle spread(MethodHandle handle) {
    return handle
        .asFixedArity()
        .asSpreader(Object[].class, handle.type().parameterCount())
        .asType(MethodType.methodType(Object.class, Object[].class));
  }

  private static @Nullable Object invoke(
      MethodHandle handle, @Nullable Object first, List<@Nullable Object> rest) throws Throwable {
    int offset = first == null ? 0 : 1;
    @Nullable Object[] all = new Object[offset + rest.size()];
    if (first != null) {
      all[0] = first;
    }
    for (int i = 0; i < rest.size(); i++) {
      all[offset + i] = rest.get(i);
    }
    return (Object) handle.invokeExact(all);
  }

  private static ExtensionConfigurationException inaccessible(
      Member member, IllegalAccessException cause) {
    return new ExtensionConfigurationException(
        "@Interleavings: %s.%s cannot be called: open the package to the module dev.heddle.junit"
            .formatted(member.getDeclaringClass().getName(), member.getName()),
        cause);
  }
}
