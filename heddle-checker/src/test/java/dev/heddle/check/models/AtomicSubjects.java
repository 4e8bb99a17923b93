package dev.heddle.check.models;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Atomic variables and adders. A weak compare-and-set may fail for no reason on some machines, and
 * never does under check: it is approximate.
 */
final class AtomicSubjects {
  private AtomicSubjects() {}

  static List<Subject<?>> all() {
    return List.of(
        integer(),
        weakIntegerAccesses(),
        wide(),
        flag(),
        reference(),
        integerArray(),
        wideArray(),
        referenceArray(),
        markable(),
        stamped(),
        longAdder(),
        doubleAdder(),
        longAccumulator(),
        doubleAccumulator(),
        integerUpdater(),
        wideUpdater(),
        referenceUpdater());
  }

  private static Subject<AtomicInteger> integer() {
    return Subject.<AtomicInteger>of("AtomicInteger", AtomicInteger::get)
        .beginning("of 5", () -> new AtomicInteger(5))
        .call("get", (a, turn) -> a.get())
        .doing("set(7)", (a, turn) -> a.set(7))
        .call("getAndSet(8)", (a, turn) -> a.getAndSet(8))
        .call("compareAndSet(5, 6)", (a, turn) -> a.compareAndSet(5, 6))
        .call("compareAndSet(6, 5)", (a, turn) -> a.compareAndSet(6, 5))
        .call("compareAndExchange(5, 9)", (a, turn) -> a.compareAndExchange(5, 9))
        .call("getAndIncrement", (a, turn) -> a.getAndIncrement())
        .call("incrementAndGet", (a, turn) -> a.incrementAndGet())
        .call("getAndDecrement", (a, turn) -> a.getAndDecrement())
        .call("decrementAndGet", (a, turn) -> a.decrementAndGet())
        .call("getAndAdd(2)", (a, turn) -> a.getAndAdd(2))
        .call("addAndGet(-2)", (a, turn) -> a.addAndGet(-2))
        .call("getAndUpdate(n -> n * 2)", (a, turn) -> a.getAndUpdate(n -> n * 2))
        .call("updateAndGet(n -> n * 3)", (a, turn) -> a.updateAndGet(n -> n * 3))
        .call("getAndAccumulate(9, Math::max)", (a, turn) -> a.getAndAccumulate(9, Math::max))
        .call("accumulateAndGet(2, Math::min)", (a, turn) -> a.accumulateAndGet(2, Math::min))
        .call("intValue", (a, turn) -> a.intValue())
        .call("doubleValue", (a, turn) -> a.doubleValue())
        .call("toString", (a, turn) -> a.toString())
        .call("longValue", (a, turn) -> a.longValue())
        .call("floatValue", (a, turn) -> a.floatValue())
        .build();
  }

  private static Subject<AtomicInteger> weakIntegerAccesses() {
    return Subject.<AtomicInteger>of("weak accesses of an AtomicInteger", AtomicInteger::get)
        .beginning("of 5", () -> new AtomicInteger(5))
        .call("get", (a, turn) -> a.get())
        .doing("set(7)", (a, turn) -> a.set(7))
        .call("getPlain", (a, turn) -> a.getPlain())
        .doing("setPlain(1)", (a, turn) -> a.setPlain(1))
        .call("getOpaque", (a, turn) -> a.getOpaque())
        .doing("setOpaque(2)", (a, turn) -> a.setOpaque(2))
        .call("getAcquire", (a, turn) -> a.getAcquire())
        .doing("setRelease(3)", (a, turn) -> a.setRelease(3))
        .doing("lazySet(4)", (a, turn) -> a.lazySet(4))
        .approximate("weakCompareAndSetPlain(5, 6)", (a, turn) -> a.weakCompareAndSetPlain(5, 6))
        .approximate(
            "weakCompareAndSetVolatile(5, 6)", (a, turn) -> a.weakCompareAndSetVolatile(5, 6))
        .approximate(
            "weakCompareAndSetAcquire(5, 6)", (a, turn) -> a.weakCompareAndSetAcquire(5, 6))
        .approximate(
            "weakCompareAndSetRelease(5, 6)", (a, turn) -> a.weakCompareAndSetRelease(5, 6))
        .call("compareAndExchangeAcquire(5, 7)", (a, turn) -> a.compareAndExchangeAcquire(5, 7))
        .call("compareAndExchangeRelease(5, 8)", (a, turn) -> a.compareAndExchangeRelease(5, 8))
        .call("incrementAndGet", (a, turn) -> a.incrementAndGet())
        .build();
  }

  private static Subject<AtomicLong> wide() {
    return Subject.<AtomicLong>of("AtomicLong", AtomicLong::get)
        .beginning("of 5", () -> new AtomicLong(5))
        .call("get", (a, turn) -> a.get())
        .doing("set(7)", (a, turn) -> a.set(7))
        .call("getAndSet(8)", (a, turn) -> a.getAndSet(8))
        .call("compareAndSet(5, 6)", (a, turn) -> a.compareAndSet(5, 6))
        .call("compareAndSet(6, 5)", (a, turn) -> a.compareAndSet(6, 5))
        .call("compareAndExchange(5, 9)", (a, turn) -> a.compareAndExchange(5, 9))
        .call("getAndIncrement", (a, turn) -> a.getAndIncrement())
        .call("incrementAndGet", (a, turn) -> a.incrementAndGet())
        .call("getAndDecrement", (a, turn) -> a.getAndDecrement())
        .call("decrementAndGet", (a, turn) -> a.decrementAndGet())
        .call("getAndAdd(2)", (a, turn) -> a.getAndAdd(2))
        .call("addAndGet(-2)", (a, turn) -> a.addAndGet(-2))
        .call("getAndUpdate(n -> n * 2)", (a, turn) -> a.getAndUpdate(n -> n * 2))
        .call("updateAndGet(n -> n * 3)", (a, turn) -> a.updateAndGet(n -> n * 3))
        .call("getAndAccumulate(9, Math::max)", (a, turn) -> a.getAndAccumulate(9, Math::max))
        .call("accumulateAndGet(2, Math::min)", (a, turn) -> a.accumulateAndGet(2, Math::min))
        .call("intValue", (a, turn) -> a.intValue())
        .call("doubleValue", (a, turn) -> a.doubleValue())
        .call("toString", (a, turn) -> a.toString())
        .call("longValue", (a, turn) -> a.longValue())
        .doing("lazySet(4)", (a, turn) -> a.lazySet(4))
        .call("getPlain", (a, turn) -> a.getPlain())
        .doing("setPlain(1)", (a, turn) -> a.setPlain(1))
        .call("getAcquire", (a, turn) -> a.getAcquire())
        .doing("setRelease(3)", (a, turn) -> a.setRelease(3))
        .build();
  }

  private static Subject<AtomicBoolean> flag() {
    return Subject.<AtomicBoolean>of("AtomicBoolean", AtomicBoolean::get)
        .beginning("false", AtomicBoolean::new)
        .beginning("true", () -> new AtomicBoolean(true))
        .call("get", (a, turn) -> a.get())
        .doing("set(true)", (a, turn) -> a.set(true))
        .doing("set(false)", (a, turn) -> a.set(false))
        .doing("lazySet(true)", (a, turn) -> a.lazySet(true))
        .call("getAndSet(true)", (a, turn) -> a.getAndSet(true))
        .call("getAndSet(false)", (a, turn) -> a.getAndSet(false))
        .call("compareAndSet(false, true)", (a, turn) -> a.compareAndSet(false, true))
        .call("compareAndSet(true, false)", (a, turn) -> a.compareAndSet(true, false))
        .call("compareAndExchange(false, true)", (a, turn) -> a.compareAndExchange(false, true))
        .approximate(
            "weakCompareAndSetVolatile(true, false)",
            (a, turn) -> a.weakCompareAndSetVolatile(true, false))
        .call("getPlain", (a, turn) -> a.getPlain())
        .doing("setPlain(true)", (a, turn) -> a.setPlain(true))
        .call("getAcquire", (a, turn) -> a.getAcquire())
        .doing("setRelease(false)", (a, turn) -> a.setRelease(false))
        .call("toString", (a, turn) -> a.toString())
        .build();
  }

  private static Subject<AtomicReference<String>> reference() {
    return Subject.<AtomicReference<String>>of("AtomicReference", AtomicReference::get)
        .beginning("a", () -> new AtomicReference<>("a"))
        .call("get", (a, turn) -> a.get())
        .doing("set(b)", (a, turn) -> a.set("b"))
        .doing("lazySet(c)", (a, turn) -> a.lazySet("c"))
        .call("getAndSet(d)", (a, turn) -> a.getAndSet("d"))
        .call("compareAndSet(a, e)", (a, turn) -> a.compareAndSet("a", "e"))
        .call("compareAndSet(e, a)", (a, turn) -> a.compareAndSet("e", "a"))
        .call("compareAndExchange(a, f)", (a, turn) -> a.compareAndExchange("a", "f"))
        .call("compareAndExchangeAcquire(b, f)", (a, turn) -> a.compareAndExchangeAcquire("b", "f"))
        .call("compareAndExchangeRelease(c, f)", (a, turn) -> a.compareAndExchangeRelease("c", "f"))
        .approximate(
            "weakCompareAndSetPlain(a, g)", (a, turn) -> a.weakCompareAndSetPlain("a", "g"))
        .approximate(
            "weakCompareAndSetVolatile(a, g)", (a, turn) -> a.weakCompareAndSetVolatile("a", "g"))
        .call("getAndUpdate(s -> s + h)", (a, turn) -> a.getAndUpdate(s -> s + "h"))
        .call("updateAndGet(s -> s + i)", (a, turn) -> a.updateAndGet(s -> s + "i"))
        .call(
            "getAndAccumulate(j, String::concat)",
            (a, turn) -> a.getAndAccumulate("j", String::concat))
        .call(
            "accumulateAndGet(k, String::concat)",
            (a, turn) -> a.accumulateAndGet("k", String::concat))
        .call("getPlain", (a, turn) -> a.getPlain())
        .doing("setPlain(l)", (a, turn) -> a.setPlain("l"))
        .call("getOpaque", (a, turn) -> a.getOpaque())
        .doing("setOpaque(m)", (a, turn) -> a.setOpaque("m"))
        .call("getAcquire", (a, turn) -> a.getAcquire())
        .doing("setRelease(n)", (a, turn) -> a.setRelease("n"))
        .call("toString", (a, turn) -> a.toString())
        .build();
  }

  private static Subject<AtomicIntegerArray> integerArray() {
    return Subject.<AtomicIntegerArray>of("AtomicIntegerArray", AtomicIntegerArray::toString)
        .beginning("of 5 and 0", () -> new AtomicIntegerArray(new int[] {5, 0}))
        .call("get(0)", (a, turn) -> a.get(0))
        .call("get(1)", (a, turn) -> a.get(1))
        .doing("set(0, 7)", (a, turn) -> a.set(0, 7))
        .doing("set(1, 7)", (a, turn) -> a.set(1, 7))
        .doing("lazySet(0, 4)", (a, turn) -> a.lazySet(0, 4))
        .call("getAndSet(0, 8)", (a, turn) -> a.getAndSet(0, 8))
        .call("compareAndSet(0, 5, 6)", (a, turn) -> a.compareAndSet(0, 5, 6))
        .call("compareAndSet(1, 0, 6)", (a, turn) -> a.compareAndSet(1, 0, 6))
        .call("compareAndExchange(0, 5, 9)", (a, turn) -> a.compareAndExchange(0, 5, 9))
        .approximate(
            "weakCompareAndSetVolatile(0, 5, 6)", (a, turn) -> a.weakCompareAndSetVolatile(0, 5, 6))
        .call("getAndIncrement(0)", (a, turn) -> a.getAndIncrement(0))
        .call("incrementAndGet(1)", (a, turn) -> a.incrementAndGet(1))
        .call("decrementAndGet(0)", (a, turn) -> a.decrementAndGet(0))
        .call("getAndAdd(0, 2)", (a, turn) -> a.getAndAdd(0, 2))
        .call("addAndGet(0, -2)", (a, turn) -> a.addAndGet(0, -2))
        .call("updateAndGet(0, n -> n * 3)", (a, turn) -> a.updateAndGet(0, n -> n * 3))
        .call("getAndAccumulate(0, 9, Math::max)", (a, turn) -> a.getAndAccumulate(0, 9, Math::max))
        .call("getAcquire(0)", (a, turn) -> a.getAcquire(0))
        .doing("setRelease(0, 3)", (a, turn) -> a.setRelease(0, 3))
        .call("getPlain(1)", (a, turn) -> a.getPlain(1))
        .doing("setPlain(1, 2)", (a, turn) -> a.setPlain(1, 2))
        .call("length", (a, turn) -> a.length())
        .call("get(2)", (a, turn) -> a.get(2))
        .call("toString", (a, turn) -> a.toString())
        .build();
  }

  private static Subject<AtomicLongArray> wideArray() {
    return Subject.<AtomicLongArray>of("AtomicLongArray", AtomicLongArray::toString)
        .beginning("of 5 and 0", () -> new AtomicLongArray(new long[] {5, 0}))
        .call("get(0)", (a, turn) -> a.get(0))
        .call("get(1)", (a, turn) -> a.get(1))
        .doing("set(0, 7)", (a, turn) -> a.set(0, 7))
        .doing("set(1, 7)", (a, turn) -> a.set(1, 7))
        .call("getAndSet(0, 8)", (a, turn) -> a.getAndSet(0, 8))
        .call("compareAndSet(0, 5, 6)", (a, turn) -> a.compareAndSet(0, 5, 6))
        .call("compareAndSet(1, 0, 6)", (a, turn) -> a.compareAndSet(1, 0, 6))
        .call("compareAndExchange(0, 5, 9)", (a, turn) -> a.compareAndExchange(0, 5, 9))
        .approximate(
            "weakCompareAndSetVolatile(0, 5, 6)", (a, turn) -> a.weakCompareAndSetVolatile(0, 5, 6))
        .call("getAndIncrement(0)", (a, turn) -> a.getAndIncrement(0))
        .call("incrementAndGet(1)", (a, turn) -> a.incrementAndGet(1))
        .call("decrementAndGet(0)", (a, turn) -> a.decrementAndGet(0))
        .call("getAndAdd(0, 2)", (a, turn) -> a.getAndAdd(0, 2))
        .call("addAndGet(0, -2)", (a, turn) -> a.addAndGet(0, -2))
        .call("updateAndGet(0, n -> n * 3)", (a, turn) -> a.updateAndGet(0, n -> n * 3))
        .call("getAndAccumulate(0, 9, Math::max)", (a, turn) -> a.getAndAccumulate(0, 9, Math::max))
        .call("getAcquire(0)", (a, turn) -> a.getAcquire(0))
        .doing("setRelease(0, 3)", (a, turn) -> a.setRelease(0, 3))
        .call("toString", (a, turn) -> a.toString())
        .build();
  }

  private static Subject<AtomicReferenceArray<String>> referenceArray() {
    return Subject.<AtomicReferenceArray<String>>of(
            "AtomicReferenceArray", AtomicReferenceArray::toString)
        .beginning("of a and b", () -> new AtomicReferenceArray<>(new String[] {"a", "b"}))
        .call("get(0)", (a, turn) -> a.get(0))
        .call("get(1)", (a, turn) -> a.get(1))
        .doing("set(0, c)", (a, turn) -> a.set(0, "c"))
        .doing("lazySet(1, d)", (a, turn) -> a.lazySet(1, "d"))
        .call("getAndSet(0, e)", (a, turn) -> a.getAndSet(0, "e"))
        .call("compareAndSet(0, a, f)", (a, turn) -> a.compareAndSet(0, "a", "f"))
        .call("compareAndExchange(1, b, g)", (a, turn) -> a.compareAndExchange(1, "b", "g"))
        .approximate(
            "weakCompareAndSetVolatile(0, a, h)",
            (a, turn) -> a.weakCompareAndSetVolatile(0, "a", "h"))
        .call("getAndUpdate(0, s -> s + i)", (a, turn) -> a.getAndUpdate(0, s -> s + "i"))
        .call("updateAndGet(1, s -> s + j)", (a, turn) -> a.updateAndGet(1, s -> s + "j"))
        .call(
            "getAndAccumulate(0, k, String::concat)",
            (a, turn) -> a.getAndAccumulate(0, "k", String::concat))
        .call(
            "accumulateAndGet(1, l, String::concat)",
            (a, turn) -> a.accumulateAndGet(1, "l", String::concat))
        .call("getAcquire(0)", (a, turn) -> a.getAcquire(0))
        .doing("setRelease(0, m)", (a, turn) -> a.setRelease(0, "m"))
        .call("getPlain(1)", (a, turn) -> a.getPlain(1))
        .doing("setPlain(1, n)", (a, turn) -> a.setPlain(1, "n"))
        .call("toString", (a, turn) -> a.toString())
        .build();
  }

  private static Subject<AtomicMarkableReference<String>> markable() {
    return Subject.<AtomicMarkableReference<String>>of(
            "AtomicMarkableReference", r -> r.getReference() + " " + r.isMarked())
        .beginning("a, not marked", () -> new AtomicMarkableReference<>("a", false))
        .call("getReference", (r, turn) -> r.getReference())
        .call("isMarked", (r, turn) -> r.isMarked())
        .doing("set(b, false)", (r, turn) -> r.set("b", false))
        .doing("set(a, true)", (r, turn) -> r.set("a", true))
        .call(
            "compareAndSet(a, c, false, true)", (r, turn) -> r.compareAndSet("a", "c", false, true))
        .call(
            "compareAndSet(a, a, true, false)", (r, turn) -> r.compareAndSet("a", "a", true, false))
        .approximate(
            "weakCompareAndSet(a, d, false, false)",
            (r, turn) -> r.weakCompareAndSet("a", "d", false, false))
        // It may fail for no reason.
        .approximate("attemptMark(a, true)", (r, turn) -> r.attemptMark("a", true))
        .approximate("attemptMark(b, true)", (r, turn) -> r.attemptMark("b", true))
        .call(
            "get",
            (r, turn) -> {
              boolean[] mark = new boolean[1];
              return r.get(mark) + " " + mark[0];
            })
        .build();
  }

  private static Subject<AtomicStampedReference<String>> stamped() {
    return Subject.<AtomicStampedReference<String>>of(
            "AtomicStampedReference", r -> r.getReference() + " " + r.getStamp())
        .beginning("a, stamped 1", () -> new AtomicStampedReference<>("a", 1))
        .call("getReference", (r, turn) -> r.getReference())
        .call("getStamp", (r, turn) -> r.getStamp())
        .doing("set(b, 1)", (r, turn) -> r.set("b", 1))
        .doing("set(a, 2)", (r, turn) -> r.set("a", 2))
        .call("compareAndSet(a, c, 1, 2)", (r, turn) -> r.compareAndSet("a", "c", 1, 2))
        .call("compareAndSet(a, a, 2, 3)", (r, turn) -> r.compareAndSet("a", "a", 2, 3))
        .approximate(
            "weakCompareAndSet(a, d, 1, 1)", (r, turn) -> r.weakCompareAndSet("a", "d", 1, 1))
        .call("attemptStamp(a, 5)", (r, turn) -> r.attemptStamp("a", 5))
        .call("attemptStamp(b, 5)", (r, turn) -> r.attemptStamp("b", 5))
        .call(
            "get",
            (r, turn) -> {
              int[] stamp = new int[1];
              return r.get(stamp) + " " + stamp[0];
            })
        .build();
  }

  private static Subject<LongAdder> longAdder() {
    return Subject.<LongAdder>of("LongAdder", LongAdder::sum)
        .beginning(
            "of 5",
            () -> {
              LongAdder adder = new LongAdder();
              adder.add(5);
              return adder;
            })
        .doing("add(2)", (a, turn) -> a.add(2))
        .doing("add(-3)", (a, turn) -> a.add(-3))
        .doing("increment", (a, turn) -> a.increment())
        .doing("decrement", (a, turn) -> a.decrement())
        .call("sum", (a, turn) -> a.sum())
        .doing("reset", (a, turn) -> a.reset())
        .call("sumThenReset", (a, turn) -> a.sumThenReset())
        .call("intValue", (a, turn) -> a.intValue())
        .call("longValue", (a, turn) -> a.longValue())
        .call("floatValue", (a, turn) -> a.floatValue())
        .call("doubleValue", (a, turn) -> a.doubleValue())
        .call("toString", (a, turn) -> a.toString())
        .build();
  }

  private static Subject<DoubleAdder> doubleAdder() {
    return Subject.<DoubleAdder>of("DoubleAdder", DoubleAdder::sum)
        .beginning(
            "of 5",
            () -> {
              DoubleAdder adder = new DoubleAdder();
              adder.add(5);
              return adder;
            })
        .doing("add(2.5)", (a, turn) -> a.add(2.5))
        .doing("add(-3)", (a, turn) -> a.add(-3))
        .call("sum", (a, turn) -> a.sum())
        .doing("reset", (a, turn) -> a.reset())
        .call("sumThenReset", (a, turn) -> a.sumThenReset())
        .call("intValue", (a, turn) -> a.intValue())
        .call("longValue", (a, turn) -> a.longValue())
        .call("floatValue", (a, turn) -> a.floatValue())
        .call("doubleValue", (a, turn) -> a.doubleValue())
        .call("toString", (a, turn) -> a.toString())
        .build();
  }

  private static Subject<LongAccumulator> longAccumulator() {
    return Subject.<LongAccumulator>of("LongAccumulator", LongAccumulator::get)
        .beginning("of 5", () -> new LongAccumulator(Long::max, 5))
        .doing("accumulate(7)", (a, turn) -> a.accumulate(7))
        .doing("accumulate(2)", (a, turn) -> a.accumulate(2))
        .call("get", (a, turn) -> a.get())
        .doing("reset", (a, turn) -> a.reset())
        .call("getThenReset", (a, turn) -> a.getThenReset())
        .call("intValue", (a, turn) -> a.intValue())
        .call("longValue", (a, turn) -> a.longValue())
        .call("doubleValue", (a, turn) -> a.doubleValue())
        .call("toString", (a, turn) -> a.toString())
        .build();
  }

  private static Subject<DoubleAccumulator> doubleAccumulator() {
    return Subject.<DoubleAccumulator>of("DoubleAccumulator", DoubleAccumulator::get)
        .beginning("of 5", () -> new DoubleAccumulator(Double::max, 5))
        .doing("accumulate(7.5)", (a, turn) -> a.accumulate(7.5))
        .doing("accumulate(2)", (a, turn) -> a.accumulate(2))
        .call("get", (a, turn) -> a.get())
        .doing("reset", (a, turn) -> a.reset())
        .call("getThenReset", (a, turn) -> a.getThenReset())
        .call("intValue", (a, turn) -> a.intValue())
        .call("longValue", (a, turn) -> a.longValue())
        .call("doubleValue", (a, turn) -> a.doubleValue())
        .call("toString", (a, turn) -> a.toString())
        .build();
  }

  /** Fields that updaters update; the program reads and writes them by themselves, too. */
  private static final class Fields {
    static final AtomicIntegerFieldUpdater<Fields> NUMBER =
        AtomicIntegerFieldUpdater.newUpdater(Fields.class, "number");
    static final AtomicLongFieldUpdater<Fields> WIDE =
        AtomicLongFieldUpdater.newUpdater(Fields.class, "wide");
    static final AtomicReferenceFieldUpdater<Fields, String> NAME =
        AtomicReferenceFieldUpdater.newUpdater(Fields.class, String.class, "name");

    volatile int number = 5;
    volatile long wide = 5;
    volatile String name = "a";
  }

  private static Subject<Fields> integerUpdater() {
    return Subject.<Fields>of("AtomicIntegerFieldUpdater", f -> f.number)
        .beginning("of 5", Fields::new)
        .call("get", (f, turn) -> Fields.NUMBER.get(f))
        .doing("set(7)", (f, turn) -> Fields.NUMBER.set(f, 7))
        .call("getAndSet(8)", (f, turn) -> Fields.NUMBER.getAndSet(f, 8))
        .call("compareAndSet(5, 6)", (f, turn) -> Fields.NUMBER.compareAndSet(f, 5, 6))
        .call("compareAndSet(6, 5)", (f, turn) -> Fields.NUMBER.compareAndSet(f, 6, 5))
        .call("getAndIncrement", (f, turn) -> Fields.NUMBER.getAndIncrement(f))
        .call("incrementAndGet", (f, turn) -> Fields.NUMBER.incrementAndGet(f))
        .call("getAndDecrement", (f, turn) -> Fields.NUMBER.getAndDecrement(f))
        .call("decrementAndGet", (f, turn) -> Fields.NUMBER.decrementAndGet(f))
        .call("getAndAdd(2)", (f, turn) -> Fields.NUMBER.getAndAdd(f, 2))
        .call("addAndGet(-2)", (f, turn) -> Fields.NUMBER.addAndGet(f, -2))
        .call("getAndUpdate(n -> n * 2)", (f, turn) -> Fields.NUMBER.getAndUpdate(f, n -> n * 2))
        .call("updateAndGet(n -> n * 3)", (f, turn) -> Fields.NUMBER.updateAndGet(f, n -> n * 3))
        .call(
            "getAndAccumulate(9, Math::max)",
            (f, turn) -> Fields.NUMBER.getAndAccumulate(f, 9, Math::max))
        .call(
            "accumulateAndGet(2, Math::min)",
            (f, turn) -> Fields.NUMBER.accumulateAndGet(f, 2, Math::min))
        .doing("lazySet(4)", (f, turn) -> Fields.NUMBER.lazySet(f, 4))
        .approximate(
            "weakCompareAndSet(5, 6)", (f, turn) -> Fields.NUMBER.weakCompareAndSet(f, 5, 6))
        .call("read the field", (f, turn) -> f.number)
        .call("write the field", (f, turn) -> f.number = 3)
        .call("increment the field", (f, turn) -> f.number++)
        .build();
  }

  private static Subject<Fields> wideUpdater() {
    return Subject.<Fields>of("AtomicLongFieldUpdater", f -> f.wide)
        .beginning("of 5", Fields::new)
        .call("get", (f, turn) -> Fields.WIDE.get(f))
        .doing("set(7)", (f, turn) -> Fields.WIDE.set(f, 7))
        .call("getAndSet(8)", (f, turn) -> Fields.WIDE.getAndSet(f, 8))
        .call("compareAndSet(5, 6)", (f, turn) -> Fields.WIDE.compareAndSet(f, 5, 6))
        .call("compareAndSet(6, 5)", (f, turn) -> Fields.WIDE.compareAndSet(f, 6, 5))
        .call("getAndIncrement", (f, turn) -> Fields.WIDE.getAndIncrement(f))
        .call("incrementAndGet", (f, turn) -> Fields.WIDE.incrementAndGet(f))
        .call("getAndDecrement", (f, turn) -> Fields.WIDE.getAndDecrement(f))
        .call("decrementAndGet", (f, turn) -> Fields.WIDE.decrementAndGet(f))
        .call("getAndAdd(2)", (f, turn) -> Fields.WIDE.getAndAdd(f, 2))
        .call("addAndGet(-2)", (f, turn) -> Fields.WIDE.addAndGet(f, -2))
        .call("getAndUpdate(n -> n * 2)", (f, turn) -> Fields.WIDE.getAndUpdate(f, n -> n * 2))
        .call("updateAndGet(n -> n * 3)", (f, turn) -> Fields.WIDE.updateAndGet(f, n -> n * 3))
        .call(
            "getAndAccumulate(9, Math::max)",
            (f, turn) -> Fields.WIDE.getAndAccumulate(f, 9, Math::max))
        .call(
            "accumulateAndGet(2, Math::min)",
            (f, turn) -> Fields.WIDE.accumulateAndGet(f, 2, Math::min))
        .doing("lazySet(4)", (f, turn) -> Fields.WIDE.lazySet(f, 4))
        .approximate("weakCompareAndSet(5, 6)", (f, turn) -> Fields.WIDE.weakCompareAndSet(f, 5, 6))
        .call("read the field", (f, turn) -> f.wide)
        .call("write the field", (f, turn) -> f.wide = 3)
        .call("increment the field", (f, turn) -> f.wide++)
        .build();
  }

  private static Subject<Fields> referenceUpdater() {
    return Subject.<Fields>of("AtomicReferenceFieldUpdater", f -> f.name)
        .beginning("of a", Fields::new)
        .call("get", (f, turn) -> Fields.NAME.get(f))
        .doing("set(b)", (f, turn) -> Fields.NAME.set(f, "b"))
        .doing("lazySet(c)", (f, turn) -> Fields.NAME.lazySet(f, "c"))
        .call("getAndSet(d)", (f, turn) -> Fields.NAME.getAndSet(f, "d"))
        .call("compareAndSet(a, e)", (f, turn) -> Fields.NAME.compareAndSet(f, "a", "e"))
        .approximate(
            "weakCompareAndSet(a, f)", (f, turn) -> Fields.NAME.weakCompareAndSet(f, "a", "f"))
        .call("getAndUpdate(s -> s + g)", (f, turn) -> Fields.NAME.getAndUpdate(f, s -> s + "g"))
        .call("updateAndGet(s -> s + h)", (f, turn) -> Fields.NAME.updateAndGet(f, s -> s + "h"))
        .call(
            "getAndAccumulate(i, String::concat)",
            (f, turn) -> Fields.NAME.getAndAccumulate(f, "i", String::concat))
        .call(
            "accumulateAndGet(j, String::concat)",
            (f, turn) -> Fields.NAME.accumulateAndGet(f, "j", String::concat))
        .call("read the field", (f, turn) -> f.name)
        .call("write the field", (f, turn) -> f.name = "k")
        .build();
  }
}
