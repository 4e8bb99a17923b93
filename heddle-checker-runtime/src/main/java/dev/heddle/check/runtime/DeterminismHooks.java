package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandles;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * What instrumented code calls so that the same choices always come to the same: static state
 * starts afresh, and identity hashes, random numbers and the numbers of threads are those of the
 * execution. Nothing here is a scheduling point, and nothing special happens in threads that are
 * not under control.
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
  public static void use(Class<?> type) {
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

  // ---- identity hashes

  /** Before {@code hashCode} or {@code toString} of an object that may not have its own. */
  public static void beforeHash(@Nullable Object object) {
    if (object != null && (Hooks.current != null || object instanceof Enum)) {
      IdentityHashes.beforeHash(object);
    }
  }

  /** Before the identity hash of an object is asked for. */
  public static void beforeIdentityHash(@Nullable Object object) {
    if (object != null && (Hooks.current != null || object instanceof Enum)) {
      IdentityHashes.beforeIdentityHash(object);
    }
  }

  /** Once, before classes of the JDK call any of this. */
  public static void prepare() {
    IdentityHashes.begin();
  }

  // ---- random numbers

  /** Returns a seed for a generator that was made without one. */
  public static long seed() {
    return Randomness.next();
  }

  /** Instead of {@link Math#random()}. */
  public static double random() {
    return (Randomness.next() >>> 11) * 0x1.0p-53;
  }

  /** Instead of a reference to {@link Random#Random()}. */
  public static Random newRandom() {
    return new Random(seed());
  }

  /** Instead of a reference to {@link SplittableRandom#SplittableRandom()}. */
  public static SplittableRandom newSplittableRandom() {
    return new SplittableRandom(seed());
  }

  /** Instead of {@link RandomGenerator#getDefault()}. */
  public static RandomGenerator defaultGenerator() {
    return RandomGeneratorFactory.getDefault().create(seed());
  }

  /** Instead of {@link RandomGenerator#of(String)}. */
  public static RandomGenerator generator(String name) {
    return RandomGeneratorFactory.of(name).create(seed());
  }

  /** Instead of {@link RandomGeneratorFactory#create()}. */
  public static RandomGenerator generator(RandomGeneratorFactory<?> factory) {
    return factory.create(seed());
  }

  /** Instead of {@link Collections#shuffle(List)}. */
  public static void shuffle(List<?> list) {
    Collections.shuffle(list, newRandom());
  }

  /** Instead of {@link UUID#randomUUID()}, of version 4 and the variant of the IETF. */
  public static UUID randomUuid() {
    if (Hooks.self() == null) {
      return UUID.randomUUID();
    }
    long most = Randomness.next() & ~0xf000L | 0x4000L;
    long least = Randomness.next() & ~(0b11L << 62) | 0b10L << 62;
    return new UUID(most, least);
  }

  /** Instead of the number of a thread where {@code ThreadLocalRandom} makes its next number. */
  public static long sequence(Thread thread) {
    ControlledThread self = Hooks.self();
    return self == null ? thread.getId() : self.id + 1L;
  }

  // ---- threads

  /** Instead of {@code Thread.getId} and {@code Thread.threadId}. */
  public static long threadId(Thread thread) {
    ControlledThread self = Hooks.self();
    return self == null || IdentityHashes.overridesGetId(thread)
        ? thread.getId()
        : self.scheduler.threads().idOf(thread);
  }
}
