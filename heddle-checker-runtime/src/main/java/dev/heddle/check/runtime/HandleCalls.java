package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Accesses through {@link VarHandle}, field updaters, reflection and {@code sun.misc.Unsafe}: each
 * touches one field or one element, the same location as an access of the program's own. What the
 * access orders is told by its name. Interleavings are explored as if all were volatile; what is
 * weaker is named.
 */
final class HandleCalls {
  private HandleCalls() {}

  /** How strongly an access orders others. */
  private enum Mode {
    PLAIN,
    OPAQUE,
    ACQUIRE,
    RELEASE,
    VOLATILE
  }

  /**
   * Before an access.
   *
   * @param handle what is called
   * @param object its first argument, if that is an object
   * @param number its second argument, if that is a number
   */
  static void before(
      ControlledThread self, Object handle, @Nullable Object object, long number, int site) {
    String method = Sites.method(site);
    if (handle instanceof Field field
        && isFieldAccess(method)
        && !JdkObjects.isLibrary(field.getDeclaringClass())) {
      Calls.clearArguments(self);
      beforeField(self, field, object, site, method.startsWith("set"));
      return;
    }
    if (handle instanceof Method called) {
      if (method.equals("invoke")) {
        beforeMethod(self, called, called, object, site);
      } else {
        Calls.before(self, called, site);
      }
      return;
    }
    if (handle instanceof MethodHandle called) {
      beforeMethodHandle(self, called, object, site);
      return;
    }
    boolean unsafe = isUnsafe(handle);
    if (unsafe && !isUnsafeAccess(method)) {
      return;
    }
    Class<?> declarer =
        unsafe ? object instanceof Class<?> type ? type : null : Cells.declarerOf(handle);
    if (declarer != null) {
      DeterminismHooks.use(declarer);
    }
    Cells.Cell cell =
        unsafe
            ? object == null ? null : Cells.at(object, number)
            : Cells.of(handle, object, number);
    if (cell == null) {
      Calls.before(self, handle, site);
      return;
    }
    Calls.clearArguments(self);
    self.callee = null;
    boolean updater = !unsafe && !(handle instanceof VarHandle);
    boolean reads = method.startsWith("get") && !method.startsWith("getAnd");
    boolean writes =
        method.startsWith("set") || method.startsWith("put") || method.equals("lazySet");
    Mode mode = modeOf(method, updater, reads || writes);
    if (method.startsWith("weakCompareAndSet")) {
      Calls.observeWeakCompareAndSet(self, site);
    }
    if (mode != Mode.VOLATILE && (mode != Mode.PLAIN || cell.isVolatile())) {
      String what = Sites.get(site).what();
      self.scheduler.observations().names(Observations.Kind.WEAK_ACCESS).add(what);
    }
    if (mode == Mode.PLAIN && (reads || writes) && !cell.isVolatile()) {
      cell.access(self, site, writes);
      return;
    }
    int slot = cell.slot(self);
    boolean tries = Sites.isLook(site);
    if (tries) {
      byte how = reads ? Footprint.READ : Footprint.WRITE;
      Spinning spinning = self.scheduler.spinning();
      spinning.announceRead(self, slot, how, Subject.OBJECT, reads ? null : cell);
      self.scheduler.point(self);
      spinning.read(self, slot);
    } else {
      self.spins.progress();
      self.announce(Operation.ACCESS, null);
      self.touch(slot, reads ? Footprint.READ : Footprint.WRITE, Subject.OBJECT, null);
      self.scheduler.point(self);
    }
    order(self, slot, mode, reads, writes);
    if (writes && mode != Mode.VOLATILE) {
      self.scheduler.observations().delayedStore(self, site, slot);
    }
  }

  private static void order(
      ControlledThread self, int slot, Mode mode, boolean reads, boolean writes) {
    Races races = self.scheduler.races();
    boolean acquires = mode == Mode.VOLATILE || mode == Mode.ACQUIRE;
    boolean releases = mode == Mode.VOLATILE || mode == Mode.RELEASE;
    if (acquires && !writes) {
      races.acquire(self, slot);
    }
    if (releases && !reads) {
      if (self.attempts > 0) {
        races.releaseIfChanged(self, slot);
      } else {
        races.release(self, slot);
      }
    }
  }

  private static Mode modeOf(String method, boolean updater, boolean simple) {
    if (method.endsWith("Acquire")) {
      return Mode.ACQUIRE;
    }
    if (method.endsWith("Release") || method.equals("lazySet") || method.startsWith("putOrdered")) {
      return Mode.RELEASE;
    }
    if (method.endsWith("Opaque")) {
      return Mode.OPAQUE;
    }
    boolean plain =
        method.endsWith("Plain")
            || method.equals("weakCompareAndSet") && updater
            || simple && !updater && !method.endsWith("Volatile");
    return plain ? Mode.PLAIN : Mode.VOLATILE;
  }

  static boolean isUnsafe(Object handle) {
    return handle.getClass().getName().equals("sun.misc.Unsafe");
  }

  /** Whether a method reads or writes a field or an element, rather than to say where it is. */
  private static boolean isUnsafeAccess(String method) {
    return method.startsWith("get") && !method.equals("getUnsafe")
        || method.startsWith("put")
        || method.startsWith("compareAnd");
  }

  /** Before a field of the program is read or written by reflection. */
  private static void beforeField(
      ControlledThread self, Field field, @Nullable Object object, int site, boolean writes) {
    Class<?> declarer = field.getDeclaringClass();
    boolean isStatic = Modifier.isStatic(field.getModifiers());
    if (!isStatic && !declarer.isInstance(object)) {
      // The call throws, and accesses nothing.
      return;
    }
    if (isStatic) {
      DeterminismHooks.use(declarer);
    }
    int number = Sites.fieldNumber(declarer.getName().replace('.', '/'), field.getName());
    Accesses.field(
        self,
        isStatic ? null : object,
        number,
        site,
        Modifier.isVolatile(field.getModifiers()),
        writes);
  }

  /** Before a method handle is invoked. A direct handle counts as its field access or call. */
  private static void beforeMethodHandle(
      ControlledThread self, MethodHandle handle, @Nullable Object object, int site) {
    boolean calls = Sites.method(site).startsWith("invoke");
    Member member = calls ? memberOf(handle) : null;
    if (member instanceof Field field && !JdkObjects.isLibrary(field.getDeclaringClass())) {
      Calls.clearArguments(self);
      beforeField(self, field, object, site, handle.type().returnType() == void.class);
    } else if (member instanceof Method method) {
      beforeMethod(self, method, handle, object, site);
    } else {
      Calls.before(self, handle, site);
    }
  }

  /** Returns the member behind a direct method handle, or null if the handle is not direct. */
  private static @Nullable Member memberOf(MethodHandle handle) {
    try {
      return MethodHandles.reflectAs(Member.class, handle);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Before a method is invoked through an object. A library method counts as a direct call.
   *
   * @param handle the {@code Method} or method handle
   */
  private static void beforeMethod(
      ControlledThread self, Method called, Object handle, @Nullable Object receiver, int site) {
    if (receiver == null
        || receiver instanceof Thread
        || Modifier.isStatic(called.getModifiers())
        || !JdkObjects.isLibrary(called.getDeclaringClass())
        || !called.getDeclaringClass().isInstance(receiver)) {
      Calls.before(self, handle, site);
      return;
    }
    Object[] arguments = {};
    for (Object given : self.callArguments) {
      // Method.invoke takes its arguments as an array.
      if (given instanceof ArrayPart part && part.array() instanceof Object[] values) {
        arguments = values;
      }
    }
    if (handle == called) {
      Calls.clearArguments(self);
    }
    for (Object argument : arguments) {
      if (argument instanceof Integer number) {
        Hooks.argument((int) number);
      } else {
        Hooks.argument(argument);
      }
    }
    Hooks.beforeCall(receiver, callSite(called, site));
  }

  /** Returns the site of the equivalent direct call. */
  private static int callSite(Method called, int site) {
    Site place = Sites.get(site);
    String owner = called.getDeclaringClass().getSimpleName();
    return Sites.addCall(
        new Site(
            place.className(),
            place.methodName(),
            place.fileName(),
            place.line(),
            owner + "." + called.getName()),
        MethodNames.modelName(called));
  }

  private static boolean isFieldAccess(String method) {
    return switch (method) {
      case "get",
          "getBoolean",
          "getByte",
          "getChar",
          "getShort",
          "getInt",
          "getLong",
          "getFloat",
          "getDouble",
          "set",
          "setBoolean",
          "setByte",
          "setChar",
          "setShort",
          "setInt",
          "setLong",
          "setFloat",
          "setDouble" ->
          true;
      default -> false;
    };
  }

  /** Returns whether calls of an object are accesses of something else. */
  static boolean isHandle(Object object) {
    return object instanceof VarHandle
        || object instanceof Field
        || object instanceof Method
        || object instanceof MethodHandle
        || object instanceof AtomicIntegerFieldUpdater
        || object instanceof AtomicLongFieldUpdater
        || object instanceof AtomicReferenceFieldUpdater
        || isUnsafe(object);
  }
}
