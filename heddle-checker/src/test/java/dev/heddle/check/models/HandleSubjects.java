package dev.heddle.check.models;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Variables by their handles, in every access mode. A weak compare-and-set may fail for no reason
 * on some machines, and never does under check: it is approximate.
 */
final class HandleSubjects {
  private HandleSubjects() {}

  static List<Subject<?>> all() {
    return List.of(
        fieldAccesses(),
        fieldUpdates(),
        staticAccesses(),
        staticUpdates(),
        elementAccesses(),
        elementUpdates(),
        references(),
        reflectedField(),
        invocation());
  }

  /** What handles lead to. The elements are not volatile: plain accesses of them would race. */
  private static final class Variables {
    static final VarHandle FIELD;
    static final VarHandle STATIC;
    static final VarHandle NAME;
    static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);
    static final Field REFLECTED_FIELD;
    static final Method INCREMENT;
    static final MethodHandle INCREMENT_HANDLE;

    static volatile int shared;
    volatile int field = 5;
    volatile String name = "a";
    final int[] elements = {5, 0};

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        FIELD = lookup.findVarHandle(Variables.class, "field", int.class);
        STATIC = lookup.findStaticVarHandle(Variables.class, "shared", int.class);
        NAME = lookup.findVarHandle(Variables.class, "name", String.class);
        REFLECTED_FIELD = Variables.class.getDeclaredField("field");
        INCREMENT = Variables.class.getDeclaredMethod("increment");
        INCREMENT_HANDLE =
            lookup.findVirtual(Variables.class, "increment", MethodType.methodType(int.class));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    static Variables make() {
      shared = 5;
      return new Variables();
    }

    synchronized int increment() {
      return ++field;
    }
  }

  private static Subject<Variables> fieldAccesses() {
    return Subject.<Variables>of("reads and writes of a field by VarHandle", v -> v.field)
        .beginning("of 5", Variables::make)
        .call("get", (v, turn) -> (int) Variables.FIELD.get(v))
        .call("getVolatile", (v, turn) -> (int) Variables.FIELD.getVolatile(v))
        .call("getOpaque", (v, turn) -> (int) Variables.FIELD.getOpaque(v))
        .call("getAcquire", (v, turn) -> (int) Variables.FIELD.getAcquire(v))
        .doing("set", (v, turn) -> Variables.FIELD.set(v, 1))
        .doing("setVolatile", (v, turn) -> Variables.FIELD.setVolatile(v, 2))
        .doing("setOpaque", (v, turn) -> Variables.FIELD.setOpaque(v, 3))
        .doing("setRelease", (v, turn) -> Variables.FIELD.setRelease(v, 4))
        .call("compareAndSet", (v, turn) -> Variables.FIELD.compareAndSet(v, 5, 6))
        .call("getAndAdd", (v, turn) -> (int) Variables.FIELD.getAndAdd(v, 2))
        .call("read by itself", (v, turn) -> v.field)
        .call("write by itself", (v, turn) -> v.field = 9)
        .call("increment by itself", (v, turn) -> v.field++)
        .build();
  }

  private static Subject<Variables> fieldUpdates() {
    return Subject.<Variables>of("updates of a field by VarHandle", v -> v.field)
        .beginning("of 5", Variables::make)
        .call("getVolatile", (v, turn) -> (int) Variables.FIELD.getVolatile(v))
        .doing("setVolatile", (v, turn) -> Variables.FIELD.setVolatile(v, 2))
        .call("compareAndSet", (v, turn) -> Variables.FIELD.compareAndSet(v, 5, 6))
        .call("compareAndExchange", (v, turn) -> (int) Variables.FIELD.compareAndExchange(v, 5, 7))
        .call(
            "compareAndExchangeAcquire",
            (v, turn) -> (int) Variables.FIELD.compareAndExchangeAcquire(v, 5, 7))
        .call(
            "compareAndExchangeRelease",
            (v, turn) -> (int) Variables.FIELD.compareAndExchangeRelease(v, 5, 7))
        .approximate(
            "weakCompareAndSetPlain", (v, turn) -> Variables.FIELD.weakCompareAndSetPlain(v, 5, 6))
        .approximate("weakCompareAndSet", (v, turn) -> Variables.FIELD.weakCompareAndSet(v, 5, 6))
        .approximate(
            "weakCompareAndSetAcquire",
            (v, turn) -> Variables.FIELD.weakCompareAndSetAcquire(v, 5, 6))
        .approximate(
            "weakCompareAndSetRelease",
            (v, turn) -> Variables.FIELD.weakCompareAndSetRelease(v, 5, 6))
        .call("getAndSet", (v, turn) -> (int) Variables.FIELD.getAndSet(v, 8))
        .call("getAndSetAcquire", (v, turn) -> (int) Variables.FIELD.getAndSetAcquire(v, 8))
        .call("getAndSetRelease", (v, turn) -> (int) Variables.FIELD.getAndSetRelease(v, 8))
        .call("getAndAdd", (v, turn) -> (int) Variables.FIELD.getAndAdd(v, 2))
        .call("getAndAddAcquire", (v, turn) -> (int) Variables.FIELD.getAndAddAcquire(v, 2))
        .call("getAndAddRelease", (v, turn) -> (int) Variables.FIELD.getAndAddRelease(v, 2))
        .call("getAndBitwiseOr", (v, turn) -> (int) Variables.FIELD.getAndBitwiseOr(v, 2))
        .call(
            "getAndBitwiseOrAcquire",
            (v, turn) -> (int) Variables.FIELD.getAndBitwiseOrAcquire(v, 2))
        .call(
            "getAndBitwiseOrRelease",
            (v, turn) -> (int) Variables.FIELD.getAndBitwiseOrRelease(v, 2))
        .call("getAndBitwiseAnd", (v, turn) -> (int) Variables.FIELD.getAndBitwiseAnd(v, 6))
        .call(
            "getAndBitwiseAndAcquire",
            (v, turn) -> (int) Variables.FIELD.getAndBitwiseAndAcquire(v, 6))
        .call(
            "getAndBitwiseAndRelease",
            (v, turn) -> (int) Variables.FIELD.getAndBitwiseAndRelease(v, 6))
        .call("getAndBitwiseXor", (v, turn) -> (int) Variables.FIELD.getAndBitwiseXor(v, 3))
        .call(
            "getAndBitwiseXorAcquire",
            (v, turn) -> (int) Variables.FIELD.getAndBitwiseXorAcquire(v, 3))
        .call(
            "getAndBitwiseXorRelease",
            (v, turn) -> (int) Variables.FIELD.getAndBitwiseXorRelease(v, 3))
        .build();
  }

  private static Subject<Variables> staticAccesses() {
    return Subject.<Variables>of(
            "reads and writes of a static field by VarHandle", v -> Variables.shared)
        .beginning("of 5", Variables::make)
        .call("get", (v, turn) -> (int) Variables.STATIC.get())
        .call("getVolatile", (v, turn) -> (int) Variables.STATIC.getVolatile())
        .call("getOpaque", (v, turn) -> (int) Variables.STATIC.getOpaque())
        .call("getAcquire", (v, turn) -> (int) Variables.STATIC.getAcquire())
        .doing("set", (v, turn) -> Variables.STATIC.set(1))
        .doing("setVolatile", (v, turn) -> Variables.STATIC.setVolatile(2))
        .doing("setOpaque", (v, turn) -> Variables.STATIC.setOpaque(3))
        .doing("setRelease", (v, turn) -> Variables.STATIC.setRelease(4))
        .call("compareAndSet", (v, turn) -> Variables.STATIC.compareAndSet(5, 6))
        .call("getAndAdd", (v, turn) -> (int) Variables.STATIC.getAndAdd(2))
        .call("read by itself", (v, turn) -> Variables.shared)
        .call("write by itself", (v, turn) -> Variables.shared = 9)
        .call("increment by itself", (v, turn) -> Variables.shared++)
        .build();
  }

  private static Subject<Variables> staticUpdates() {
    return Subject.<Variables>of("updates of a static field by VarHandle", v -> Variables.shared)
        .beginning("of 5", Variables::make)
        .call("getVolatile", (v, turn) -> (int) Variables.STATIC.getVolatile())
        .doing("setVolatile", (v, turn) -> Variables.STATIC.setVolatile(2))
        .call("compareAndSet", (v, turn) -> Variables.STATIC.compareAndSet(5, 6))
        .call("compareAndExchange", (v, turn) -> (int) Variables.STATIC.compareAndExchange(5, 7))
        .call(
            "compareAndExchangeAcquire",
            (v, turn) -> (int) Variables.STATIC.compareAndExchangeAcquire(5, 7))
        .call(
            "compareAndExchangeRelease",
            (v, turn) -> (int) Variables.STATIC.compareAndExchangeRelease(5, 7))
        .approximate(
            "weakCompareAndSetPlain", (v, turn) -> Variables.STATIC.weakCompareAndSetPlain(5, 6))
        .approximate("weakCompareAndSet", (v, turn) -> Variables.STATIC.weakCompareAndSet(5, 6))
        .approximate(
            "weakCompareAndSetAcquire",
            (v, turn) -> Variables.STATIC.weakCompareAndSetAcquire(5, 6))
        .approximate(
            "weakCompareAndSetRelease",
            (v, turn) -> Variables.STATIC.weakCompareAndSetRelease(5, 6))
        .call("getAndSet", (v, turn) -> (int) Variables.STATIC.getAndSet(8))
        .call("getAndSetAcquire", (v, turn) -> (int) Variables.STATIC.getAndSetAcquire(8))
        .call("getAndSetRelease", (v, turn) -> (int) Variables.STATIC.getAndSetRelease(8))
        .call("getAndAdd", (v, turn) -> (int) Variables.STATIC.getAndAdd(2))
        .call("getAndAddAcquire", (v, turn) -> (int) Variables.STATIC.getAndAddAcquire(2))
        .call("getAndAddRelease", (v, turn) -> (int) Variables.STATIC.getAndAddRelease(2))
        .call("getAndBitwiseOr", (v, turn) -> (int) Variables.STATIC.getAndBitwiseOr(2))
        .call(
            "getAndBitwiseOrAcquire", (v, turn) -> (int) Variables.STATIC.getAndBitwiseOrAcquire(2))
        .call(
            "getAndBitwiseOrRelease", (v, turn) -> (int) Variables.STATIC.getAndBitwiseOrRelease(2))
        .call("getAndBitwiseAnd", (v, turn) -> (int) Variables.STATIC.getAndBitwiseAnd(6))
        .call(
            "getAndBitwiseAndAcquire",
            (v, turn) -> (int) Variables.STATIC.getAndBitwiseAndAcquire(6))
        .call(
            "getAndBitwiseAndRelease",
            (v, turn) -> (int) Variables.STATIC.getAndBitwiseAndRelease(6))
        .call("getAndBitwiseXor", (v, turn) -> (int) Variables.STATIC.getAndBitwiseXor(3))
        .call(
            "getAndBitwiseXorAcquire",
            (v, turn) -> (int) Variables.STATIC.getAndBitwiseXorAcquire(3))
        .call(
            "getAndBitwiseXorRelease",
            (v, turn) -> (int) Variables.STATIC.getAndBitwiseXorRelease(3))
        .build();
  }

  private static Subject<Variables> elementAccesses() {
    return Subject.<Variables>of(
            "reads and writes of an element by VarHandle", v -> v.elements[0] + " " + v.elements[1])
        .beginning("of 5", Variables::make)
        .call("getVolatile", (v, turn) -> (int) Variables.ELEMENT.getVolatile(v.elements, 0))
        .call("getOpaque", (v, turn) -> (int) Variables.ELEMENT.getOpaque(v.elements, 0))
        .call("getAcquire", (v, turn) -> (int) Variables.ELEMENT.getAcquire(v.elements, 0))
        .doing("setVolatile", (v, turn) -> Variables.ELEMENT.setVolatile(v.elements, 0, 2))
        .doing("setOpaque", (v, turn) -> Variables.ELEMENT.setOpaque(v.elements, 0, 3))
        .doing("setRelease", (v, turn) -> Variables.ELEMENT.setRelease(v.elements, 0, 4))
        .call("compareAndSet", (v, turn) -> Variables.ELEMENT.compareAndSet(v.elements, 0, 5, 6))
        .call("getAndAdd", (v, turn) -> (int) Variables.ELEMENT.getAndAdd(v.elements, 0, 2))
        .call(
            "getVolatile of the other",
            (v, turn) -> (int) Variables.ELEMENT.getVolatile(v.elements, 1))
        .call(
            "getAndAdd of the other",
            (v, turn) -> (int) Variables.ELEMENT.getAndAdd(v.elements, 1, 2))
        .call(
            "getAndAdd of no element",
            (v, turn) -> (int) Variables.ELEMENT.getAndAdd(v.elements, 2, 2))
        .build();
  }

  private static Subject<Variables> elementUpdates() {
    return Subject.<Variables>of(
            "updates of an element by VarHandle", v -> v.elements[0] + " " + v.elements[1])
        .beginning("of 5", Variables::make)
        .call("getVolatile", (v, turn) -> (int) Variables.ELEMENT.getVolatile(v.elements, 0))
        .doing("setVolatile", (v, turn) -> Variables.ELEMENT.setVolatile(v.elements, 0, 2))
        .call("compareAndSet", (v, turn) -> Variables.ELEMENT.compareAndSet(v.elements, 0, 5, 6))
        .call(
            "compareAndExchange",
            (v, turn) -> (int) Variables.ELEMENT.compareAndExchange(v.elements, 0, 5, 7))
        .call(
            "compareAndExchangeAcquire",
            (v, turn) -> (int) Variables.ELEMENT.compareAndExchangeAcquire(v.elements, 0, 5, 7))
        .call(
            "compareAndExchangeRelease",
            (v, turn) -> (int) Variables.ELEMENT.compareAndExchangeRelease(v.elements, 0, 5, 7))
        .approximate(
            "weakCompareAndSetPlain",
            (v, turn) -> Variables.ELEMENT.weakCompareAndSetPlain(v.elements, 0, 5, 6))
        .approximate(
            "weakCompareAndSet",
            (v, turn) -> Variables.ELEMENT.weakCompareAndSet(v.elements, 0, 5, 6))
        .approximate(
            "weakCompareAndSetAcquire",
            (v, turn) -> Variables.ELEMENT.weakCompareAndSetAcquire(v.elements, 0, 5, 6))
        .approximate(
            "weakCompareAndSetRelease",
            (v, turn) -> Variables.ELEMENT.weakCompareAndSetRelease(v.elements, 0, 5, 6))
        .call("getAndSet", (v, turn) -> (int) Variables.ELEMENT.getAndSet(v.elements, 0, 8))
        .call(
            "getAndSetAcquire",
            (v, turn) -> (int) Variables.ELEMENT.getAndSetAcquire(v.elements, 0, 8))
        .call(
            "getAndSetRelease",
            (v, turn) -> (int) Variables.ELEMENT.getAndSetRelease(v.elements, 0, 8))
        .call("getAndAdd", (v, turn) -> (int) Variables.ELEMENT.getAndAdd(v.elements, 0, 2))
        .call(
            "getAndAddAcquire",
            (v, turn) -> (int) Variables.ELEMENT.getAndAddAcquire(v.elements, 0, 2))
        .call(
            "getAndAddRelease",
            (v, turn) -> (int) Variables.ELEMENT.getAndAddRelease(v.elements, 0, 2))
        .call(
            "getAndBitwiseOr",
            (v, turn) -> (int) Variables.ELEMENT.getAndBitwiseOr(v.elements, 0, 2))
        .call(
            "getAndBitwiseOrAcquire",
            (v, turn) -> (int) Variables.ELEMENT.getAndBitwiseOrAcquire(v.elements, 0, 2))
        .call(
            "getAndBitwiseOrRelease",
            (v, turn) -> (int) Variables.ELEMENT.getAndBitwiseOrRelease(v.elements, 0, 2))
        .call(
            "getAndBitwiseAnd",
            (v, turn) -> (int) Variables.ELEMENT.getAndBitwiseAnd(v.elements, 0, 6))
        .call(
            "getAndBitwiseAndAcquire",
            (v, turn) -> (int) Variables.ELEMENT.getAndBitwiseAndAcquire(v.elements, 0, 6))
        .call(
            "getAndBitwiseAndRelease",
            (v, turn) -> (int) Variables.ELEMENT.getAndBitwiseAndRelease(v.elements, 0, 6))
        .call(
            "getAndBitwiseXor",
            (v, turn) -> (int) Variables.ELEMENT.getAndBitwiseXor(v.elements, 0, 3))
        .call(
            "getAndBitwiseXorAcquire",
            (v, turn) -> (int) Variables.ELEMENT.getAndBitwiseXorAcquire(v.elements, 0, 3))
        .call(
            "getAndBitwiseXorRelease",
            (v, turn) -> (int) Variables.ELEMENT.getAndBitwiseXorRelease(v.elements, 0, 3))
        .build();
  }

  private static Subject<Variables> references() {
    return Subject.<Variables>of("VarHandle of a reference", v -> v.name)
        .beginning("of a", Variables::make)
        .call("getVolatile", (v, turn) -> (String) Variables.NAME.getVolatile(v))
        .call("getAcquire", (v, turn) -> (String) Variables.NAME.getAcquire(v))
        .doing("setVolatile(b)", (v, turn) -> Variables.NAME.setVolatile(v, "b"))
        .doing("setRelease(c)", (v, turn) -> Variables.NAME.setRelease(v, "c"))
        .call("getAndSet(d)", (v, turn) -> (String) Variables.NAME.getAndSet(v, "d"))
        .call("compareAndSet(a, e)", (v, turn) -> Variables.NAME.compareAndSet(v, "a", "e"))
        .call(
            "compareAndExchange(a, f)",
            (v, turn) -> (String) Variables.NAME.compareAndExchange(v, "a", "f"))
        .doing("set to a number", (v, turn) -> Variables.NAME.setVolatile(v, 1))
        .call("read by itself", (v, turn) -> v.name)
        .call("write by itself", (v, turn) -> v.name = "g")
        .build();
  }

  /** A field by reflection is not known to be the field: here it is beside nothing else. */
  private static Subject<Variables> reflectedField() {
    return Subject.<Variables>of("Field", v -> v.field)
        .beginning("of 5", Variables::make)
        .call("getInt", (v, turn) -> Variables.REFLECTED_FIELD.getInt(v))
        .doing("setInt", (v, turn) -> Variables.REFLECTED_FIELD.setInt(v, 7))
        .call("get", (v, turn) -> Variables.REFLECTED_FIELD.get(v))
        .doing("set to text", (v, turn) -> Variables.REFLECTED_FIELD.set(v, "text"))
        .build();
  }

  private static Subject<Variables> invocation() {
    return Subject.<Variables>of("Method and MethodHandle", v -> v.field)
        .beginning("of 5", Variables::make)
        .call("invoke", (v, turn) -> Variables.INCREMENT.invoke(v))
        .call("invokeExact", (v, turn) -> incrementByHandle(v))
        .call("call", (v, turn) -> v.increment())
        .call("read", (v, turn) -> v.field)
        .build();
  }

  private static int incrementByHandle(Variables variables) throws Exception {
    try {
      return (int) Variables.INCREMENT_HANDLE.invokeExact(variables);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
