package dev.heddle.watch.jdk;

import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Facts.Availability;
import dev.heddle.watch.jdk.Facts.Holder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * What the public API of any JDK tells: platform threads, their monitors and exclusive locks. For
 * JDKs whose internals are unknown or closed.
 */
public final class PublicView extends JdkView {
  private final String why;
  private final Map<Thread, Thread.State> states = new IdentityHashMap<>();
  private final Map<Object, Thread> owners = new IdentityHashMap<>();

  PublicView(String why) {
    this.why = why;
  }

  @Override
  public String family() {
    return "public";
  }

  @Override
  public List<String> limits() {
    return List.of(why);
  }

  @Override
  public Census census(int mostVirtual) {
    List<Thread> threads = List.copyOf(Thread.getAllStackTraces().keySet());
    states.clear();
    owners.clear();
    Map<Long, Thread> byId = byId(threads);
    Map<Long, Thread.State> found =
        platform.states(byId.keySet().stream().mapToLong(Long::longValue).toArray());
    byId.forEach(
        (id, thread) -> states.put(thread, found.getOrDefault(id, Thread.State.TERMINATED)));
    platform
        .lockOwners(byId.keySet().stream().mapToLong(Long::longValue).toArray())
        .forEach(
            (waiter, owner) -> {
              Thread thread = byId.get(waiter);
              Object blocker = thread == null ? null : parkBlocker(thread);
              if (blocker != null && byId.get(owner) != null) {
                owners.put(blocker, byId.get(owner));
              }
            });
    return new Census(threads, 0, List.of());
  }

  private Map<Long, Thread> byId(List<Thread> threads) {
    Map<Long, Thread> byId = new HashMap<>();
    for (Thread each : threads) {
      long id = id(each);
      if (id > 0) {
        byId.put(id, each);
      }
    }
    return byId;
  }

  /**
   * The only public way; a subclass of Thread may override it on old JDKs, and is left out then.
   */
  @Override
  @SuppressWarnings("deprecation") // Thread.threadId is not there on JDK 17
  public long id(Thread thread) {
    try {
      boolean overridden = thread.getClass().getMethod("getId").getDeclaringClass() != Thread.class;
      return overridden ? -1 : thread.getId();
    } catch (NoSuchMethodException e) {
      return -1;
    }
  }

  @Override
  public Phase phase(Thread thread) {
    return switch (states.getOrDefault(thread, Thread.State.TERMINATED)) {
      case BLOCKED -> Phase.ENTERING;
      case WAITING -> parkBlocker(thread) == null ? Phase.WAITING : Phase.PARKED;
      case TIMED_WAITING -> parkBlocker(thread) == null ? Phase.TIMED : Phase.TIMED_PARKED;
      case RUNNABLE -> Phase.RUNNING;
      default -> Phase.ENDED;
    };
  }

  @Override
  public Facts facts(Object subject, List<Thread> threads) {
    boolean lock =
        subject instanceof AbstractOwnableSynchronizer
            && (subject instanceof AbstractQueuedSynchronizer
                || subject instanceof AbstractQueuedLongSynchronizer);
    Thread owner = owners.get(subject);
    if (lock && owner != null) {
      return new Facts(
          ResourceKind.LOCK,
          Facts.name(subject),
          "",
          List.of(new Holder(owner)),
          Availability.HELD);
    }
    return Facts.event(ResourceKind.OTHER, Facts.name(subject), "");
  }

  @Override
  public MonitorWait.Report monitors(List<Thread> blocked, List<Thread> threads) {
    return new MonitorWait.Report(
        new ArrayList<>(platform.monitors(byId(blocked), byId(threads))), List.of());
  }
}
