package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of a library's class touch and what they wait for. A call is one step; its object
 * is one location, unless a model knows better.
 *
 * <p>An exact model says for each method whether it reads, writes or only updates, and when an
 * acquiring method can succeed at once; the real method then runs without having to wait. A class
 * without a model is explored as if all such objects were one: that takes more executions and may
 * miss what such a class does behind the scenes, so the result names it.
 *
 * <p>What is known stands in three tables: {@link ExactModels} for the classes that have one,
 * {@link MethodNames} for all other methods, and {@link LibraryClasses} for the kinds of classes.
 */
final class CallModel {
  /**
   * What one method does.
   *
   * @param how how it touches its object
   * @param guard when it can succeed
   * @param argument what the guard has to know
   * @param interruptible whether an interrupt ends its waiting
   * @param local whether it concerns the calling thread alone, or what never changes
   */
  record Access(byte how, Guard guard, int argument, boolean interruptible, boolean local) {
    static final Access READ = new Access(Footprint.READ, Guard.NONE, 0, false, false);
    static final Access WRITE = new Access(Footprint.WRITE, Guard.NONE, 0, false, false);
    static final Access UPDATE = new Access(Footprint.UPDATE, Guard.NONE, 0, false, false);
    static final Access LOCAL = new Access(Footprint.READ, Guard.NONE, 0, false, true);

    /** Gives back what an acquire has taken. */
    static final Access RELEASE = new Access(Footprint.WRITE, Guard.NONE, 1, false, false);

    /** Changes what the calling thread alone has there, and orders nothing else. */
    static final Access OWN = new Access(Footprint.UPDATE, Guard.NONE, 1, false, false);

    boolean gives() {
      return this == RELEASE;
    }

    static Access waiting(byte how, Guard guard, int argument) {
      return new Access(how, guard, argument, false, false);
    }

    static Access interruptible(byte how, Guard guard, int argument) {
      return new Access(how, guard, argument, true, false);
    }
  }

  /** What a call means for the order of other accesses. */
  enum Effect {
    /** What others released is known after it. */
    ACQUIRE,
    /** What came before it is known to those who acquire. */
    RELEASE,
    /** Both. */
    BOTH,
    /** Nothing. */
    NONE
  }

  /**
   * What is known of calls of a method of a class.
   *
   * @param model the class's model
   * @param access what they do
   * @param effect what they mean for the order of others
   * @param assumes what has to be said when they are called
   * @param traits what else is true of them
   */
  record Call(
      CallModel model, Access access, Effect effect, Assumption assumes, Set<Trait> traits) {
    boolean is(Trait trait) {
      return traits.contains(trait);
    }
  }

  /** What may be true of calls of a method. */
  enum Trait {
    /** They read the thread's interrupt status first: an interrupt can end them. */
    READS_INTERRUPT,
    /** They wait in spite of an interrupt, and keep it for later. */
    KEEPS_INTERRUPT,
    /** They run code of the program before their effect shows. */
    RUNS_PROGRAM_INSIDE,
    /** They change the array or collection that they are given. */
    FILLS_ARGUMENT,
    /** They wait for a condition to be signalled. */
    AWAITS_CONDITION,
    /** They are compare-and-sets that may fail for no reason. */
    MAY_FAIL_SPURIOUSLY,
    /** They store with less order than a volatile store. */
    STORES_WEAKLY,
    /** They lock their object's own monitor. */
    LOCKS_ITSELF
  }

  /** What the model of a method leaves out, so that the result has to name it. */
  enum Assumption {
    /** It leaves out nothing. */
    NOTHING,
    /** That the method orders less than a volatile access. */
    STRONG_ORDER,
    /** That the method sees who waits: a thread whose acquire is only guarded does not queue. */
    NO_WAITERS,
    /** That others may come in between while the method runs. */
    ONE_STEP
  }

  /** Takes the number that the call was given; see {@link ControlledThread#callArgument}. */
  static final int FROM_CALL = -1;

  private static final ClassValue<CallModel> MODELS =
      new ClassValue<>() {
        @Override
        protected CallModel computeValue(Class<?> type) {
          return make(type);
        }
      };

  /** The model that was asked for last: loops call objects of the same class. */
  private static @Nullable CallModel lastAskedFor;

  private final Class<?> type;
  private final Map<String, Access> methods;

  /** What is known of the methods that were called; replaced as a whole, never changed. */
  private volatile Map<String, Call> calls = Map.of();

  private final boolean exact;
  private final boolean together;
  private final boolean pool;
  private final boolean data;
  private final boolean queue;
  private final boolean compares;
  private final boolean computes;
  private final boolean copies;
  private final boolean condition;
  private final boolean fair;
  private final boolean locksItself;

  /** The methods that are more than one step in the JDK, and are taken for one. */
  private final Set<String> oneStep;

  /** The methods that an interrupt can end, named as {@link Sites#method} does. */
  private final Set<String> interruptible;

  private final @Nullable MethodHandle isOpen;

  private CallModel(
      Map<String, Access> methods, boolean exact, Class<?> type, @Nullable MethodHandle isOpen) {
    this.type = type;
    this.methods = methods;
    this.together = LibraryClasses.isTogether(type);
    this.exact = exact && !together;
    this.pool = ThreadPoolExecutor.class.isAssignableFrom(type);
    this.data = !together && LibraryClasses.isUnsafe(type);
    this.queue = Queue.class.isAssignableFrom(type);
    this.compares = type == PriorityBlockingQueue.class || type == DelayQueue.class;
    this.computes = ConcurrentHashMap.class.isAssignableFrom(type);
    this.copies = type == CopyOnWriteArrayList.class || type == CopyOnWriteArraySet.class;
    this.condition = Condition.class.isAssignableFrom(type);
    // A reader waits behind a writer that waits, in a read-write lock that is not fair, too.
    this.fair =
        type.getName().endsWith("$FairSync")
            || type.getName()
                .equals("java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync");
    this.locksItself = JdkObjects.locksItself(type);
    this.oneStep = LibraryClasses.takenForOneStep(type);
    this.interruptible = interruptible(type);
    this.isOpen = isOpen;
  }

  static CallModel of(Class<?> type) {
    CallModel last = lastAskedFor;
    if (last != null && last.type == type) {
      return last;
    }
    CallModel model = MODELS.get(type);
    lastAskedFor = model;
    return model;
  }

  /** Forgets the class that was asked about last. */
  static void clear() {
    lastAskedFor = null;
  }

  /** Returns whether the model is exact, so that its objects are locations of their own. */
  boolean isExact() {
    return exact;
  }

  /**
   * Returns whether nothing has to be assumed of the class: it is modelled, alone or with others.
   */
  boolean isModelled() {
    return exact || together;
  }

  /**
   * Returns whether a method that seems to read does nothing else: one that waits for a task of a
   * class that is modelled with others may run other tasks meanwhile.
   */
  boolean mayOnlyRead(String method) {
    return exact || (together && method.startsWith("is"));
  }

  /** Returns whether a static method belongs to a class that is modelled with others. */
  static boolean isModelled(String call) {
    int dot = call.indexOf('.');
    return dot > 0 && LibraryClasses.isTogether(call.substring(0, dot));
  }

  /** Returns what is known of calls of a method. */
  Call call(String method) {
    Call known = calls.get(method);
    return known == null ? learn(method) : known;
  }

  private Call learn(String method) {
    Call call = new Call(this, access(method), effect(method), assumption(method), traits(method));
    Map<String, Call> more = new HashMap<>(calls);
    more.put(method, call);
    calls = more;
    return call;
  }

  private Set<Trait> traits(String method) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    if (interruptible.contains(method)) {
      traits.add(Trait.READS_INTERRUPT);
    }
    if (MethodNames.keepsInterrupt(method)) {
      traits.add(Trait.KEEPS_INTERRUPT);
    }
    if (runsProgramInside(method)) {
      traits.add(Trait.RUNS_PROGRAM_INSIDE);
    }
    if (MethodNames.fillsArgument(method)) {
      traits.add(Trait.FILLS_ARGUMENT);
    }
    if (condition && method.startsWith("await")) {
      traits.add(Trait.AWAITS_CONDITION);
    }
    if (method.startsWith("weakCompareAndSet")) {
      traits.add(Trait.MAY_FAIL_SPURIOUSLY);
    }
    if (MethodNames.storesWeakly(method)) {
      traits.add(Trait.STORES_WEAKLY);
    }
    if (locksItself || JdkObjects.isSynchronized(type, MethodNames.withoutForm(method))) {
      traits.add(Trait.LOCKS_ITSELF);
    }
    return traits;
  }

  private boolean runsProgramInside(String method) {
    return compares
        || (computes && MapKeys.computes(method))
        || (copies
            && switch (method) {
              case "removeIf", "replaceAll", "sort" -> true;
              default -> false;
            });
  }

  private Access access(String method) {
    Access known = methods.get(method);
    if (known != null) {
      return known;
    }
    return MethodNames.reads(method) ? Access.READ : Access.WRITE;
  }

  private Assumption assumption(String method) {
    if (oneStep.contains(method)) {
      return Assumption.ONE_STEP;
    }
    if (MethodNames.looksAtWaiters(method)) {
      return Assumption.NO_WAITERS;
    }
    return MethodNames.isWeak(method) ? Assumption.STRONG_ORDER : Assumption.NOTHING;
  }

  /** Returns whether objects of the class are data, not made to be shared. */
  boolean isUnsafe() {
    return data;
  }

  /**
   * Returns whether the class is the synchronizer of a lock that serves in the order of arrival.
   */
  boolean isFair() {
    return fair;
  }

  private Effect effect(String method) {
    if (queue && compares && MethodNames.queues(method)) {
      // The program's code compares the elements, under the queue's lock.
      return Effect.BOTH;
    }
    if (MethodNames.releases(method) || (queue && MethodNames.queues(method))) {
      return Effect.RELEASE;
    }
    Access access = access(method);
    if (pool) {
      // What a task is given goes to it; what it has done comes by its future, or at the end.
      return MethodNames.givesTasks(method) ? Effect.RELEASE : Effect.ACQUIRE;
    }
    if (access == Access.OWN) {
      return Effect.NONE;
    }
    if (access.how() == Footprint.UPDATE) {
      // Updates commute, so that one never knows of another.
      return Effect.RELEASE;
    }
    boolean takes =
        access.guard() != Guard.NONE
            || access.how() == Footprint.READ
            || method.startsWith("try")
            || (queue && !MethodNames.queues(method));
    boolean onlyReads = access.how() == Footprint.READ && mayOnlyRead(method);
    return onlyReads || (exact && takes) ? Effect.ACQUIRE : Effect.BOTH;
  }

  /** Returns whether an object of a class that lets threads through does so now. */
  boolean isOpen(Object object) {
    if (isOpen == null) {
      return false;
    }
    try {
      return (boolean) isOpen.invokeExact(object);
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }

  private static CallModel make(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      String name = each.getName();
      Map<String, Access> methods = ExactModels.of(name);
      if (methods != null) {
        return new CallModel(
            methods, true, type, name.equals("dev.heddle.sync.Event") ? isSet(each) : null);
      }
      if (LibraryClasses.haveOneLocation(name)) {
        return new CallModel(Map.of(), true, type, null);
      }
    }
    return new CallModel(Map.of(), LibraryClasses.isData(type), type, null);
  }

  private static Set<String> interruptible(Class<?> type) {
    Set<String> names = new HashSet<>();
    try {
      for (Method method : type.getMethods()) {
        if (method.getDeclaringClass() != Object.class
            && Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class)) {
          names.add(MethodNames.modelName(method));
        }
      }
    } catch (LinkageError e) {
      // A class of the program with a method of which a class is missing.
      return Set.of();
    }
    return names;
  }

  private static MethodHandle isSet(Class<?> type) {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(type, "isSet", MethodType.methodType(boolean.class))
          .asType(MethodType.methodType(boolean.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("dev.heddle.sync.Event has no method isSet", e);
    }
  }
}
