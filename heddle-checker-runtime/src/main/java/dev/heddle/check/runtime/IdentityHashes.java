package dev.heddle.check.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Identity hashes that are the same in every execution and every JVM: that of an object which the
 * program's code has created depends on which thread created it as which of its objects; of other
 * objects the n-th of a class that a thread asks, for the first time, gets the same one each time.
 *
 * <p>The JVM keeps the identity hash of an object in its header, and takes a random number when it
 * is first asked. Whoever is about to ask under control comes here first, and the number that this
 * class has chosen is put into the header, by the same compare-and-set that the JVM uses. So there
 * is only one hash of an object, whoever asks, in the JDK or elsewhere, now or after the execution;
 * a second one, kept in a table beside the real one, would lose entries of hash tables that are
 * used both under control and not. An object that has a hash keeps it.
 *
 * <p>Objects that outlive executions must not take numbers from others: constants of enums,
 * classes, strings and boxed values get a hash of their name or value.
 *
 * <p>Where the hash stands in the header is found out by looking, once; if that does not succeed,
 * as on a JVM of another kind, hashes stay what they are.
 */
final class IdentityHashes {
  /** The lowest bits of the header of an object that nobody locks. */
  private static final long UNLOCKED = 0b001;

  private static final long LOCK_BITS = 0b111;
  private static final long HASH_BITS = 0x7fff_ffffL;
  private static final int THREADS = 0x5eed;
  private static final int CREATED = 0xc4ea;

  /** How far left the hash stands in the header; 0 as long as nothing is to be done. */
  private static int shift;

  /** Whether a class is being looked at, for which hash tables are used. */
  private static boolean looking;

  private static final ClassValue<ClassHashes> CLASSES =
      new ClassValue<>() {
        @Override
        protected ClassHashes computeValue(Class<?> type) {
          return new ClassHashes(type);
        }
      };

  private IdentityHashes() {}

  /** What has to be known of a class. */
  private static final class ClassHashes {
    final boolean overridesHashCode;
    final boolean overridesGetId;
    private final int seed;

    /** How many objects each thread has asked, in the execution with the number given. */
    private int[] asked = new int[4];

    private long execution;

    ClassHashes(Class<?> type) {
      overridesHashCode = overrides(type, "hashCode", Object.class);
      overridesGetId =
          Thread.class.isAssignableFrom(type) && overrides(type, "getId", Thread.class);
      seed = nameOf(type).hashCode();
    }

    private static boolean overrides(Class<?> type, String method, Class<?> declarer) {
      for (Class<?> each = type; each != null && each != declarer; each = each.getSuperclass()) {
        try {
          each.getDeclaredMethod(method);
          return true;
        } catch (NoSuchMethodException e) {
          continue;
        } catch (LinkageError e) {
          // A signature names a class that is not there. Without a hash of ours it gets another.
          return true;
        }
      }
      return false;
    }

    int next(int thread) {
      if (execution != StaticState.execution()) {
        execution = StaticState.execution();
        Arrays.fill(asked, 0);
      }
      if (thread >= asked.length) {
        asked = Arrays.copyOf(asked, 2 * thread);
      }
      return mix(seed, thread, ++asked[thread]);
    }
  }

  /** Finds out where the JVM keeps hashes, and begins to set them if that is known. */
  static synchronized void begin() {
    if (shift != 0 || !"64".equals(System.getProperty("sun.arch.data.model"))) {
      return;
    }
    Object probe = new Object();
    long before = JdkInternals.Headers.get(probe);
    int hash = System.identityHashCode(probe);
    long after = JdkInternals.Headers.get(probe);
    for (int candidate = 1; candidate < 33; candidate++) {
      if ((before & LOCK_BITS) == UNLOCKED
          && (before >>> candidate & HASH_BITS) == 0
          && after == (before | (long) hash << candidate)
          && sets(candidate)) {
        shift = candidate;
        return;
      }
    }
  }

  private static boolean sets(int candidate) {
    Object probe = new Object();
    int hash = 0x1234_5678;
    long header = JdkInternals.Headers.get(probe);
    return JdkInternals.Headers.replace(probe, header, header | (long) hash << candidate)
        && System.identityHashCode(probe) == hash
        && probe.hashCode() == hash;
  }

  /** Before {@code hashCode} or {@code toString} of an object, which may be the object's own. */
  static void beforeHash(Object object) {
    boolean hasOwn =
        object instanceof String || object instanceof Integer || object instanceof Long;
    if (shift != 0 && !hasOwn) {
      give(object, false);
    }
  }

  /** Before the identity hash of an object is asked for, whatever its class says. */
  static void beforeIdentityHash(Object object) {
    if (shift != 0) {
      give(object, true);
    }
  }

  /** When a thread of the program begins; the checker's own tables ask before the program does. */
  static void beforeHashOfThread(Thread thread, int id) {
    if (shift != 0) {
      put(thread, mix(THREADS, id, 0));
    }
  }

  /** Returns whether a subclass of {@code Thread} has its own idea of what its number is. */
  static boolean overridesGetId(Thread thread) {
    return thread.getClass() != Thread.class && CLASSES.get(thread.getClass()).overridesGetId;
  }

  private static void give(Object object, boolean anyway) {
    ControlledThread self = Hooks.self();
    if (looking || !hasNone(object)) {
      return;
    }
    Integer lasting = hashOfLasting(object, anyway);
    if (lasting != null) {
      put(object, mix(lasting, 0, 0));
    } else if (self != null) {
      ClassHashes known = classHashes(object.getClass());
      if (anyway || !known.overridesHashCode) {
        long number = self.scheduler.locations().knownNumber(object);
        if (number < 0) {
          put(object, known.next(self.number));
        } else {
          putFor(object, number);
        }
      }
    }
  }

  /**
   * Gives an object that a thread of the program has created its hash: one for the number by which
   * {@link Locations} knows it, whoever asks and when.
   */
  static void putFor(Object object, long number) {
    if (shift != 0 && hasNone(object)) {
      put(object, mix(CREATED, (int) (number >>> Integer.SIZE), (int) number));
    }
  }

  /** Returns whether an object was never asked for its hash, as far as that can be told. */
  static boolean isUnasked(Object object) {
    return shift != 0 && hasNone(object);
  }

  private static ClassHashes classHashes(Class<?> type) {
    looking = true;
    try {
      return CLASSES.get(type);
    } finally {
      looking = false;
    }
  }

  private static boolean hasNone(Object object) {
    long header = JdkInternals.Headers.get(object);
    return (header & LOCK_BITS) == UNLOCKED && (header >>> shift & HASH_BITS) == 0;
  }

  private static void put(Object object, int hash) {
    long header = JdkInternals.Headers.get(object);
    if ((header & LOCK_BITS) == UNLOCKED && (header >>> shift & HASH_BITS) == 0) {
      // If it fails, somebody else was faster, or locks the object: it goes without.
      JdkInternals.Headers.replace(object, header, header | (long) hash << shift);
    }
  }

  /** Returns what tells an object apart that may outlive the execution; null for any other. */
  private static @Nullable Integer hashOfLasting(Object object, boolean anyway) {
    if (object instanceof Enum<?> constant) {
      return constant.getDeclaringClass().getName().hashCode() * 31 + constant.name().hashCode();
    }
    if (object instanceof Class<?> type) {
      return nameOf(type).hashCode();
    }
    boolean isValue =
        object instanceof String
            || object instanceof Character
            || object instanceof Boolean
            || (object instanceof Number && object.getClass().getName().startsWith("java.lang."));
    return anyway && isValue ? object.hashCode() : null;
  }

  /**
   * The name of a class; those that the JVM makes for lambdas are numbered differently each time.
   */
  private static String nameOf(Class<?> type) {
    String name = type.getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  /** Returns a hash of 31 bits that is not 0. */
  private static int mix(int seed, int thread, int number) {
    int hash = (int) (Randomness.mix(((long) seed << 32) ^ ((long) thread << 20) ^ number) >>> 33);
    return hash == 0 ? 1 : hash;
  }
}
