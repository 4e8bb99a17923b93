package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * What instrumented code calls so that every execution begins alike: static state starts afresh.
 * Nothing here is a scheduling point, and nothing special happens in threads that are not under
 * control.
 */
public final class DeterminismHooks {
  private DeterminismHooks() {}

  // ---- static state

  /** Before an active use of a class (JLS 12.4.1), given by its number. */
  public static void use(int number) {
    long[] epochs = StaticState.epochs;
    if (number >= epochs.length || epochs[number] < StaticState.epoch) {
      StaticState.start(number);
    }
  }

  /** Before, or after, something that would make the JVM initialise a class. */
  public static void use(@Nullable Class<?> type) {
    if (StaticState.epoch != 0) {
      StaticState.start(type);
    }
  }

  /** In place of the initialiser of a class, when the JVM initialises it. */
  public static void initialise(int number, MethodHandles.Lookup lookup) throws Throwable {
    StaticState.initialise(number, lookup);
  }

  /** Instead of {@link Class#forName(String, boolean, ClassLoader)}. */
  public static Class<?> forName(String name, boolean initialise, @Nullable ClassLoader loader)
      throws ClassNotFoundException {
    Class<?> type = Class.forName(name, initialise, loader);
    if (initialise) {
      use(type);
    }
    return type;
  }
}
