package dev.heddle.watch.jdk;

import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Facts.Availability;
import dev.heddle.watch.jdk.Facts.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The internals of Heddle's own primitives, {@code dev.heddle.sync}: names, holders where they know
 * them, and their queues. They are reached by name, because a service may have any version of them,
 * in any class loader, or none.
 */
final class HeddleView {
  private static final String PACKAGE = "dev.heddle.sync.";

  private final Peek peek;
  private final Opening opening;

  HeddleView(Peek peek, Opening opening) {
    this.peek = peek;
    this.opening = opening;
  }

  boolean knows(String className) {
    return className.startsWith(PACKAGE);
  }

  /** Returns the primitive to which something belongs that a thread is parked with. */
  Object subject(Object blocker) {
    opening.open(blocker.getClass().getModule(), "dev.heddle.sync");
    return switch (inner(blocker)) {
      case "RWSync$Readers" -> peek.require(blocker, "this$0");
      case "SectionSync" -> peek.require(blocker, "subject");
      case "Latch$Round" -> peek.require(blocker, "latch");
      default -> blocker;
    };
  }

  /** Returns the synchronizer in whose queue those wait who want to have a primitive. */
  Object sync(Object subject) {
    return switch (inner(subject)) {
      case "Guarded" -> peek.require(subject, "sync");
      case "Latch" -> round(subject);
      default -> subject;
    };
  }

  Facts facts(Object subject) {
    String type = inner(subject);
    if (type.startsWith("Lock$")) {
      boolean held = peek.number(subject, "state") != 0;
      return new Facts(
          ResourceKind.LOCK,
          name("Lock", subject, subject),
          held ? "held; a Lock does not know by which thread" : "free",
          List.of(),
          held ? Availability.EVENT : Availability.FREE);
    }
    if (type.startsWith("RLock$")) {
      return Facts.lock(ResourceKind.LOCK, name("RLock", subject, subject), "", owner(subject));
    }
    if (type.startsWith("Semaphore$")) {
      long permits = peek.number(subject, "state");
      Class<?> kind = (Class<?>) peek.require(subject, "type");
      return new Facts(
          ResourceKind.SEMAPHORE,
          name(Facts.simpleName(kind), subject, subject),
          permits == 1 ? "1 permit" : permits + " permits",
          List.of(),
          permits > 0 ? Availability.FREE : Availability.EVENT);
    }
    return switch (type) {
      case "RWSync" -> readWrite(subject);
      case "Guarded" -> guarded(subject);
      case "Condition" ->
          Facts.event(
              ResourceKind.CONDITION, name("Condition", subject, subject), condition(subject));
      case "Latch" ->
          Facts.event(
              ResourceKind.LATCH,
              name("Latch", subject, subject),
              "count " + peek.number(round(subject), "state"));
      case "Barrier$Cycle" -> barrier(subject);
      case "Gate" -> gate(subject);
      default -> Facts.event(ResourceKind.OTHER, Facts.name(subject), "");
    };
  }

  private Facts readWrite(Object sync) {
    List<Holder> holders = new ArrayList<>();
    long state = peek.number(sync, "state");
    owner(sync).forEach(each -> holders.add(new Holder(each.thread(), "to write", null)));
    Object first = ((AtomicReference<?>) peek.require(sync, "first")).get();
    if (first instanceof Thread thread) {
      holders.add(new Holder(thread, "to read", null));
    }
    ((Map<?, ?>) peek.require(sync, "readHolds"))
        .forEach((thread, holds) -> holders.add(new Holder((Thread) thread, "to read", null)));
    long readers = state / 2;
    String text = readers == 0 ? "" : readers == 1 ? "1 reader" : readers + " readers";
    return Facts.lock(ResourceKind.READ_WRITE_LOCK, name("RWLock", sync, sync), text, holders);
  }

  private Facts guarded(Object guarded) {
    List<Holder> holders = owner(peek.require(guarded, "sync"));
    return Facts.lock(ResourceKind.LOCK, name("Guarded", guarded, guarded), "", holders);
  }

  private String condition(Object condition) {
    Object sync = peek.require(condition, "sync");
    String type = inner(sync).startsWith("RLock") ? "RLock" : "Lock";
    return "of " + name(type, sync, sync);
  }

  private Facts barrier(Object cycle) {
    Object barrier = peek.require(cycle, "barrier");
    return Facts.event(
        ResourceKind.BARRIER,
        name("Barrier", barrier, barrier),
        "%d of %d arrived"
            .formatted(peek.number(cycle, "arrived"), peek.number(barrier, "parties")));
  }

  /** A gate belongs to an event, a future, or whatever else is awaited. */
  private Facts gate(Object gate) {
    Object owner = peek.require(gate, "owner");
    String type = Facts.simpleName(owner.getClass());
    if (type.equals("PoolFuture")) {
      return Facts.event(ResourceKind.FUTURE, Facts.name(owner), "");
    }
    boolean event = type.equals("Event");
    return Facts.event(
        event ? ResourceKind.EVENT : ResourceKind.OTHER,
        name(type, owner, owner),
        event ? "not set" : "");
  }

  private List<Holder> owner(Object sync) {
    Thread owner = (Thread) peek.get(sync, "exclusiveOwnerThread");
    return owner == null ? List.of() : List.of(new Holder(owner));
  }

  private Object round(Object latch) {
    Object round = ((AtomicReference<?>) peek.require(latch, "round")).get();
    return round == null ? latch : round;
  }

  // Pools

  boolean isWorker(Object task) {
    if (!task.getClass().getName().equals(PACKAGE + "WorkerPool$Worker")) {
      return false;
    }
    opening.open(task.getClass().getModule(), "dev.heddle.sync");
    return true;
  }

  boolean isIdle(Object worker) {
    return peek.get(worker, "present") == null;
  }

  @Nullable PoolFacts poolFacts(Object pool) {
    if (!inner(pool).equals("WorkerPool")) {
      return null;
    }
    return new PoolFacts(
        pool,
        name("ThreadPool", pool, pool),
        (int) peek.number(pool, "maxWorkers"),
        waiting(pool).size());
  }

  /** Whether the task of the future behind a gate stands in the queue. */
  boolean isQueued(Object pool, Object gate) {
    if (!inner(gate).equals("Gate")) {
      return false;
    }
    Object future = peek.require(gate, "owner");
    for (Object task : waiting(pool)) {
      if (peek.get(task, "future") == future) {
        return true;
      }
    }
    return false;
  }

  /** The tasks in the pool's queue, which is concurrent. */
  private List<Object> waiting(Object pool) {
    return new ArrayList<>((Queue<?>) peek.require(pool, "waiting"));
  }

  private String name(String type, Object named, Object identified) {
    Object name = peek.has(named.getClass(), "name") ? peek.get(named, "name") : null;
    return name == null
        ? Facts.name(type, System.identityHashCode(identified))
        : "%s \"%s\"".formatted(type, name);
  }

  private static String inner(Object object) {
    String name = object.getClass().getName();
    return name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name;
  }
}
