package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK does, since version 19, around the life of a thread that belongs to an executor or
 * to a structured scope: {@code jdk.internal.vm.ThreadContainer} is told when it starts and when it
 * exits, and it inherits the scoped values of the scope. The model starts threads in its own way
 * and so has to tell.
 */
final class ThreadContainers {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** A thread that the JDK calls virtual; null on a JDK without. */
  private static final @Nullable Class<?> VIRTUAL = classNamed("java.lang.BaseVirtualThread");

  private ThreadContainers() {}

  private static @Nullable Class<?> classNamed(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** Returns whether a thread is virtual to the program. */
  static boolean isVirtual(Thread thread) {
    return VIRTUAL != null && VIRTUAL.isInstance(thread);
  }

  /**
   * Binds a thread to its container and tells that, before it starts; what that throws is thrown.
   */
  static void enter(Thread thread, Object container) {
    try {
      Handles.SET_CONTAINER.invoke(thread, container);
      Handles.ADD.invoke(container, thread);
      boolean inherited = false;
      try {
        Handles.INHERIT_BINDINGS.invoke(thread, container);
        inherited = true;
      } finally {
        if (!inherited) {
          Handles.REMOVE.invoke(container, thread);
        }
      }
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /** Does what the JVM does when a thread has run: closes its scopes and tells its container. */
  static void exit(Thread thread) {
    try {
      Handles.EXIT.invoke(thread);
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /** Lets a thread that runs on another one see the scoped values that it has inherited. */
  static void lendScopedValues(Thread thread, Thread runner) {
    try {
      Handles.SET_BINDINGS.invoke(runner, (Object) Handles.BINDINGS.invoke(thread));
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  /** Looked up when the first thread with a container starts. */
  private static final class Handles {
    static final MethodHandle SET_CONTAINER;
    static final MethodHandle INHERIT_BINDINGS;
    static final MethodHandle ADD;
    static final MethodHandle REMOVE;
    static final MethodHandle EXIT;
    static final MethodHandle BINDINGS;
    static final MethodHandle SET_BINDINGS;

    static {
      try {
        Class<?> container = Class.forName("jdk.internal.vm.ThreadContainer");
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Thread.class, LOOKUP);
        MethodType ofContainer = MethodType.methodType(void.class, container);
        SET_CONTAINER = lookup.findVirtual(Thread.class, "setThreadContainer", ofContainer);
        INHERIT_BINDINGS =
            lookup.findVirtual(Thread.class, "inheritScopedValueBindings", ofContainer);
        EXIT = lookup.findVirtual(Thread.class, "exit", MethodType.methodType(void.class));
        BINDINGS = lookup.findGetter(Thread.class, "scopedValueBindings", Object.class);
        SET_BINDINGS = lookup.findSetter(Thread.class, "scopedValueBindings", Object.class);
        MethodHandles.Lookup inside = MethodHandles.privateLookupIn(container, LOOKUP);
        MethodType ofThread = MethodType.methodType(void.class, Thread.class);
        boolean named = Runtime.version().feature() >= 24;
        ADD = inside.findVirtual(container, named ? "add" : "onStart", ofThread);
        REMOVE = inside.findVirtual(container, named ? "remove" : "onExit", ofThread);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}
