package dev.heddle.watch.jdk;

import dev.heddle.watch.ResourceKind;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The internals of JDK 21 to 24: virtual threads, in containers; the fields of platform threads in
 * a holder. What virtual threads have to do with monitors cannot be read here.
 */
class Jdk21View extends Jdk17View {
  private Class<?> virtualThread = Thread.class;
  private Class<?> threadContainer = Thread.class;
  private Class<?> containers = Thread.class;
  private @Nullable Method threadsOf;
  private @Nullable Method rootOf;
  private @Nullable Field holder;
  private @Nullable Field scopes;
  private @Nullable Field state;
  private @Nullable Field carrier;
  private @Nullable Field termination;
  private @Nullable Field status;
  private @Nullable Field task;
  private final Phase[] phases = new Phase[256];
  private final Map<Object, Thread> joined = new IdentityHashMap<>();
  private int joinedOf = -1;

  Jdk21View(Opening opening) {
    super(opening);
  }

  @Override
  void probeThreads() {
    virtualThread = Peek.type("java.lang.VirtualThread");
    threadContainer = Peek.type("jdk.internal.vm.ThreadContainer");
    containers = Peek.type("jdk.internal.vm.ThreadContainers");
    threadsOf = peek.method(threadContainer, "threads");
    holder = peek.field(Thread.class, "holder");
    scopes = peek.field(Thread.class, "headStackableScopes");
    state = peek.field(virtualThread, "state");
    carrier = peek.field(virtualThread, "carrierThread");
    termination = peek.field(virtualThread, "termination");
    Class<?> fields = Peek.type("java.lang.Thread$FieldHolder");
    status = peek.field(fields, "threadStatus");
    task = peek.field(fields, "task");
    rootOf = peek.method(containers, "root");
    peek.field(containers, "CONTAINER_REGISTRY");
    readStates();
  }

  /** By the numbers that this JDK gives to the states; they differ. */
  private void readStates() {
    Arrays.fill(phases, Phase.RUNNING);
    put(Phase.PARKED, "PARKED", "PINNED");
    put(Phase.TIMED_PARKED, "TIMED_PARKED", "TIMED_PINNED");
    put(Phase.READY, "STARTED", "UNPARKED", "YIELDED", "UNBLOCKED");
    put(Phase.ENTERING, "BLOCKED");
    put(Phase.WAITING, "WAIT");
    put(Phase.TIMED, "TIMED_WAIT");
    put(Phase.ENDED, "NEW", "TERMINATED");
  }

  private void put(Phase phase, String... names) {
    for (String name : names) {
      if (peek.has(virtualThread, name)) {
        phases[(int) peek.staticNumber(virtualThread, name) & 0xff] = phase;
      }
    }
  }

  private static Field probed(@Nullable Field field) {
    if (field == null) {
      throw new IllegalStateException("not probed");
    }
    return field;
  }

  @Override
  public String family() {
    return "21";
  }

  @Override
  public List<String> limits() {
    return List.of(
        "JDK %d does not tell which monitors virtual threads wait for or hold."
            .formatted(Runtime.version().feature()));
  }

  @Override
  public Census census(int mostVirtual) {
    List<Thread> threads = new ArrayList<>(List.of(platformThreads()));
    List<String> limits = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Object> open = new ArrayList<>();
    open.add(rootContainer());
    for (Object each : registry()) {
      Object container = ((Reference<?>) each).get();
      if (container != null) {
        open.add(container);
      }
    }
    int platform = threads.size();
    long unseen = 0;
    for (Thread each : List.copyOf(threads)) {
      scopes(each, open);
    }
    while (!open.isEmpty()) {
      Object container = open.remove(open.size() - 1);
      if (!seen.add(container)) {
        continue;
      }
      unseen += addThreads(container, platform + mostVirtual, threads, open);
    }
    long virtual = threads.size() - platform + unseen;
    if (unseen > 0) {
      limits.add(
          "Of %,d virtual threads %,d were looked at: a sample, in which a hang may be missing."
              .formatted(virtual, threads.size() - platform));
    }
    if (!tracksAll()) {
      limits.add(
          "The JVM runs with -Djdk.trackAllThreads=false: virtual threads that were started"
              + " directly, not by an executor, cannot be seen.");
    }
    joined.clear();
    joinedOf = -1;
    return new Census(threads, virtual, limits);
  }

  /** Adds the virtual threads of a container; returns how many there was no room for. */
  private long addThreads(Object container, int most, List<Thread> threads, List<Object> open) {
    long[] left = {0};
    if (threadsOf != null) {
      try (Stream<?> stream = (Stream<?>) Peek.call(threadsOf, container)) {
        if (stream != null) {
          stream.forEach(
              each -> {
                if (!virtualThread.isInstance(each)) {
                  return;
                }
                if (threads.size() >= most) {
                  left[0]++;
                } else {
                  threads.add((Thread) each);
                  scopes((Thread) each, open);
                }
              });
        }
      }
    }
    return left[0];
  }

  /** Adds the containers that a thread has opened: those of structured concurrency. */
  private void scopes(Thread thread, List<Object> open) {
    Object scope = Peek.read(probed(scopes), thread);
    while (scope != null) {
      if (threadContainer.isInstance(scope)) {
        open.add(scope);
      }
      scope = peek.get(scope, "previous");
    }
  }

  private Object rootContainer() {
    Object root = rootOf == null ? null : Peek.call(rootOf, null);
    if (root == null) {
      throw new UnreadableException("ThreadContainers.root()", new NullPointerException());
    }
    return root;
  }

  private Set<?> registry() {
    return (Set<?>) peek.getStatic(containers, "CONTAINER_REGISTRY");
  }

  private boolean tracksAll() {
    String value = System.getProperty("jdk.trackAllThreads");
    return value == null || value.isEmpty() || Boolean.parseBoolean(value);
  }

  @Override
  public boolean isVirtual(Thread thread) {
    return virtualThread.isInstance(thread);
  }

  @Override
  public Phase phase(Thread thread) {
    if (!isVirtual(thread)) {
      return super.phase(thread);
    }
    // The ninth bit is set while the stack of an unmounted thread is being read.
    Phase phase = phases[Peek.readInt(probed(state), thread) & 0xff];
    if (phase == Phase.RUNNING) {
      Object mountedOn = Peek.read(probed(carrier), thread);
      if (mountedOn != null) {
        // Pinned in a monitor: the carrier is blocked there.
        Phase below = super.phase((Thread) mountedOn);
        return below == Phase.ENTERING || below == Phase.WAITING || below == Phase.TIMED
            ? below
            : phase;
      }
    }
    return phase;
  }

  /** A platform thread always has them. */
  private Object heldFields(Thread thread) {
    Object fields = Peek.read(probed(holder), thread);
    if (fields == null) {
      throw new UnreadableException("Thread.holder", new NullPointerException());
    }
    return fields;
  }

  @Override
  int status(Thread thread) {
    return Peek.readInt(probed(status), heldFields(thread));
  }

  @Override
  @Nullable Object task(Thread thread) {
    return isVirtual(thread) ? null : Peek.read(probed(task), heldFields(thread));
  }

  @Override
  public Optional<Thread> carrier(Thread thread) {
    return isVirtual(thread)
        ? Optional.ofNullable((Thread) Peek.read(probed(carrier), thread))
        : Optional.empty();
  }

  @Override
  public StackTraceElement[] stack(Thread thread) {
    // VirtualThread is final: no code of the service.
    return isVirtual(thread) ? thread.getStackTrace() : super.stack(thread);
  }

  @Override
  public Facts facts(Object subject, List<Thread> threads) {
    Thread target = joined(subject, threads);
    if (target != null) {
      return Facts.lock(
          ResourceKind.THREAD,
          "the end of " + label(target),
          "",
          List.of(new Facts.Holder(target)));
    }
    return super.facts(subject, threads);
  }

  /** The virtual thread whose end a latch stands for. */
  private @Nullable Thread joined(Object subject, List<Thread> threads) {
    if (!subject.getClass().getName().equals(CountDownLatch.class.getName() + "$Sync")) {
      return null;
    }
    if (joinedOf != threads.size()) {
      joinedOf = threads.size();
      for (Thread each : threads) {
        Object latch = isVirtual(each) ? Peek.read(probed(termination), each) : null;
        if (latch != null) {
          joined.put(peek.require(latch, "sync"), each);
        }
      }
    }
    return joined.get(subject);
  }

  @Override
  public MonitorWait.Report monitors(List<Thread> blocked, List<Thread> threads) {
    List<Thread> asked = blocked.stream().filter(each -> !isVirtual(each)).toList();
    List<Thread> owners = threads.stream().filter(each -> !isVirtual(each)).toList();
    return super.monitors(asked, owners);
  }

  private String label(Thread thread) {
    return thread.getName().isEmpty() ? "#" + id(thread) : thread.getName();
  }

  @Override
  public @Nullable Object carrierPool() {
    return peek.getStatic(virtualThread, "DEFAULT_SCHEDULER");
  }

  @Override
  int parallelism(Object pool) {
    return peek.has(pool.getClass(), "parallelism")
        ? (int) peek.number(pool, "parallelism")
        : super.parallelism(pool);
  }
}
