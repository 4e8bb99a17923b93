package dev.heddle.check.runtime;

import java.io.PrintStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * Which objects of the JDK, and of trusted libraries, hold state that a call may read or change, so
 * that the call has to be a step of its own.
 */
final class JdkObjects {
  private static final Set<String> STATELESS =
      Set.of(
          "java.lang.String",
          "java.lang.Class",
          "java.lang.Object",
          "java.lang.Runtime",
          "java.lang.Module",
          "java.lang.StackTraceElement",
          "java.math.BigInteger",
          "java.math.BigDecimal",
          "java.util.UUID",
          "java.util.Locale",
          "java.util.Optional",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "java.util.OptionalDouble",
          "java.util.regex.Pattern");

  private static final String[] STATELESS_PREFIXES = {
    "java.util.ImmutableCollections", "java.lang.invoke.", "java.lang.ScopedValue", "java.time."
  };

  /** Classes whose methods lock their object's own monitor, in blocks of theirs, too. */
  private static final Set<String> SELF_LOCKING =
      Set.of(
          "java.util.Vector",
          "java.util.Stack",
          "java.util.Hashtable",
          "java.util.Properties",
          "java.lang.StringBuffer",
          "java.io.ByteArrayOutputStream",
          "java.io.CharArrayWriter");

  /** From JDK 19 to 23 a {@code PrintStream} has a lock inside, and its monitor means nothing. */
  private static final boolean PRINTERS_LOCK_THEMSELVES =
      Runtime.version().feature() < 19 || Runtime.version().feature() > 23;

  /** Superclasses of the JDK that keep nothing that their methods share. */
  private static final Set<String> STATELESS_SUPERCLASSES =
      Set.of(
          "java.util.AbstractCollection",
          "java.util.AbstractList",
          "java.util.AbstractMap",
          "java.util.AbstractQueue",
          "java.util.AbstractSequentialList",
          "java.util.AbstractSet",
          "java.lang.ClassLoader");

  /** The names of the methods that classes of the program declare, down to the first library's. */
  private static final ClassValue<Set<String>> OVERRIDDEN =
      new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
          return methodsOfProgram(type);
        }
      };

  private static final ClassValue<Boolean> HAS_STATE =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isStateful(type);
        }
      };

  /** The JDK's classes that are instrumented as the program's are, by their names. */
  private static volatile Set<String> withSteps = Set.of();

  private JdkObjects() {}

  /** Notes a class of the JDK, before it is loaded, that is instrumented as the program's are. */
  static synchronized void addWithSteps(String name) {
    Set<String> more = new HashSet<>(withSteps);
    more.add(name);
    withSteps = more;
  }

  /**
   * Returns whether the methods that an object inherits from the JDK have steps of their own, so
   * that a call of one is none.
   */
  static boolean hasSteps(Object object) {
    if (withSteps.isEmpty()) {
      return false;
    }
    Class<?> type = object.getClass();
    while (type.getClassLoader() != null && type.getSuperclass() != null) {
      type = type.getSuperclass();
    }
    return isWithSteps(type);
  }

  private static boolean isWithSteps(Class<?> type) {
    Set<String> known = withSteps;
    return !known.isEmpty() && type.getClassLoader() == null && known.contains(type.getName());
  }

  /**
   * Returns whether an object is a library's and holds state; the program's own have points inside.
   */
  static boolean hasState(Object object) {
    return HAS_STATE.get(object.getClass());
  }

  /**
   * Returns whether a call of a method runs the program's own code, which has points of its own,
   * although the class has its state from a library.
   */
  static boolean isOverridden(Object object, String method) {
    Class<?> type = object.getClass();
    return type.getClassLoader() != null && OVERRIDDEN.get(type).contains(method);
  }

  private static Set<String> methodsOfProgram(Class<?> type) {
    Set<String> names = new HashSet<>();
    for (Class<?> each = type; each != null && !isLibrary(each); each = each.getSuperclass()) {
      try {
        for (Method method : each.getDeclaredMethods()) {
          if (!Modifier.isStatic(method.getModifiers())) {
            names.add(method.getName());
          }
        }
      } catch (LinkageError e) {
        // A class with a method of which a class is missing: its calls count as the library's.
        continue;
      }
    }
    return names;
  }

  /** Returns whether the methods of a class lock their object's own monitor. */
  static boolean locksItself(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (SELF_LOCKING.contains(each.getName())
          || each == PrintStream.class && PRINTERS_LOCK_THEMSELVES
          || each.getName().startsWith("java.util.Collections$Synchronized")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether a method of a class is one of the JDK's that are declared synchronized: it
   * locks its object's own monitor.
   */
  static boolean isSynchronized(Class<?> type, String method) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each.getClassLoader() != null || isWithSteps(each)) {
        continue;
      }
      boolean declared = false;
      for (Method candidate : each.getDeclaredMethods()) {
        if (candidate.getName().equals(method) && !Modifier.isStatic(candidate.getModifiers())) {
          if (Modifier.isSynchronized(candidate.getModifiers())) {
            return true;
          }
          declared = true;
        }
      }
      if (declared) {
        return false;
      }
    }
    return false;
  }

  /** Returns whether starting a thread is up to the program: it is not one of the JVM's helpers. */
  static boolean isProgramThread(Thread thread) {
    return !(thread instanceof ThreadSwitcher.PooledThread)
        && !thread.getClass().getName().startsWith("jdk.");
  }

  static boolean isLibrary(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null && !isWithSteps(type)
        || loader == ClassLoader.getPlatformClassLoader()
        || TrustedPackages.contain(type.getName());
  }

  private static boolean isStateful(Class<?> type) {
    if (type.isHidden() || type.isRecord() || isWithSteps(type)) {
      return false;
    }
    if (!isLibrary(type)) {
      // A class of the program may inherit methods of a stateful class of the JDK.
      Class<?> superclass = type.getSuperclass();
      return superclass != null
          && superclass != Object.class
          && !STATELESS_SUPERCLASSES.contains(superclass.getName())
          && !Thread.class.isAssignableFrom(type)
          && isStateful(superclass);
    }
    String name = type.getName();
    if (STATELESS.contains(name)
        || Number.class.isAssignableFrom(type) && name.startsWith("java.lang.")
        || type == Boolean.class
        || type == Character.class
        || Enum.class.isAssignableFrom(type)
        || Throwable.class.isAssignableFrom(type)) {
      return false;
    }
    for (String prefix : STATELESS_PREFIXES) {
      if (name.startsWith(prefix)) {
        // Handles read, write and call, iterators move; the rest of these packages only describes.
        return VarHandle.class.isAssignableFrom(type)
            || MethodHandle.class.isAssignableFrom(type)
            || Iterator.class.isAssignableFrom(type);
      }
    }
    return true;
  }
}
