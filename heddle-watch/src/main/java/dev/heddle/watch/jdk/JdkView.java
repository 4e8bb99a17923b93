package dev.heddle.watch.jdk;

import dev.heddle.watch.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a JDK knows of its threads and of what they are blocked on. There is one subclass for
 * each family of versions, and {@link PublicView} for those that none fits. This class and the
 * public one use nothing but public API.
 *
 * <p>A view calls no code of the service and takes none of its locks: it reads fields, and calls
 * final methods of the JDK, or methods of final classes. What it reads may change meanwhile.
 * Confined to one thread.
 */
public abstract class JdkView {
  /**
   * The threads that are there.
   *
   * @param threads those that are looked at
   * @param virtualThreads how many virtual threads there are in all
   * @param limits what was left out
   */
  public record Census(List<Thread> threads, long virtualThreads, List<String> limits) {}

  /** A frame at the top of a stack and what the thread waits for there. */
  public record ClassWait(Thread thread, String className) {}

  final PlatformThreads platform = new PlatformThreads();

  /**
   * Returns the view for this JVM. Where the version is unknown, or its internals are closed or not
   * as expected, that is the public one, which says so.
   */
  public static JdkView of(Opening opening) {
    int feature = Runtime.version().feature();
    try {
      Jdk17View view =
          feature < 21
              ? new Jdk17View(opening)
              : feature < 25 ? new Jdk21View(opening) : new Jdk25View(opening);
      view.probe();
      return view;
    } catch (UnreadableException e) {
      return new PublicView(
          ("The internals of JDK %s cannot be read (%s): seen are only monitors and the exclusive"
                  + " locks of platform threads.")
              .formatted(Runtime.version(), e.getMessage()));
    }
  }

  /** Names the family, such as {@code 25}. */
  public abstract String family();

  /** Returns what this view can never see, a sentence each. */
  public abstract List<String> limits();

  /** Returns the threads, at most so many virtual ones. */
  public abstract Census census(int mostVirtual);

  /** Returns whether it is a virtual thread. */
  public boolean isVirtual(Thread thread) {
    return false;
  }

  /** Returns the thread's number. */
  public abstract long id(Thread thread);

  /** Returns what the thread does. */
  public abstract Phase phase(Thread thread);

  /** Returns what the thread was parked with, or null. */
  public @Nullable Object parkBlocker(Thread thread) {
    return LockSupport.getBlocker(thread);
  }

  /** Returns the thread that carries a virtual thread, if any does. */
  public Optional<Thread> carrier(Thread thread) {
    return Optional.empty();
  }

  /** Returns the stack, the innermost frame first. */
  public StackTraceElement[] stack(Thread thread) {
    return platform.stack(id(thread));
  }

  /** Returns the stacks of several threads. */
  public Map<Thread, StackTraceElement[]> stacks(List<Thread> threads) {
    Map<Thread, StackTraceElement[]> stacks = new IdentityHashMap<>();
    Map<Long, Thread> asked = new HashMap<>();
    for (Thread each : threads) {
      if (isVirtual(each)) {
        stacks.put(each, stack(each));
      } else {
        asked.put(id(each), each);
      }
    }
    // One stop of the JVM for all of them.
    platform
        .stacks(asked.keySet().stream().mapToLong(Long::longValue).toArray())
        .forEach((id, stack) -> stacks.put(asked.get(id), stack));
    return stacks;
  }

  /** Returns the frame in which a platform thread took each of its monitors, by their names. */
  public Map<String, StackTraceElement> monitorsHeld(Thread thread) {
    return isVirtual(thread) ? Map.of() : platform.monitorsHeld(id(thread));
  }

  /** Returns the thing that a blocker belongs to: the lock of its queue of readers, say. */
  public Object subject(Object blocker) {
    return blocker;
  }

  /**
   * Returns what is known of a subject.
   *
   * @param threads all threads, for holds that only threads know
   */
  public Facts facts(Object subject, List<Thread> threads) {
    return Facts.event(ResourceKind.OTHER, Facts.name(subject), "");
  }

  /** Returns the queue of a subject that has one, the longest waiting first. */
  public List<Queued> queue(Object subject) {
    return List.of();
  }

  /** Returns who waits for which monitor. */
  public abstract MonitorWait.Report monitors(List<Thread> blocked, List<Thread> threads);

  /** Returns which threads wait for the initialisation of which class. */
  public List<ClassWait> classWaits(Map<Long, Thread> byId) {
    return List.of();
  }

  /** Returns the executor that a thread works for, if it is known. */
  public @Nullable Object pool(Thread worker) {
    return null;
  }

  /** Returns whether a worker has no task. */
  public boolean isIdle(Thread worker) {
    return false;
  }

  /** Returns the state of an executor. */
  public @Nullable PoolFacts poolFacts(Object pool) {
    return null;
  }

  /** Returns whether the task whose result this is stands in the executor's queue. */
  public boolean isQueued(Object pool, Object future) {
    return false;
  }

  /** Returns the executor of the virtual threads' carriers, or null. */
  public @Nullable Object carrierPool() {
    return null;
  }

  /**
   * Returns for each platform thread something that changes whenever it blocks once more: equal
   * before and after means that it was blocked throughout.
   */
  public Map<Thread, Object> blockCounts(List<Thread> threads) {
    Map<Thread, Object> counts = new IdentityHashMap<>();
    List<Thread> asked = new ArrayList<>();
    for (Thread thread : threads) {
      if (!isVirtual(thread)) {
        asked.add(thread);
      }
    }
    Map<Long, Long> found = platform.blockCounts(asked.stream().mapToLong(this::id).toArray());
    for (Thread thread : asked) {
      Long count = found.get(id(thread));
      if (count != null) {
        counts.put(thread, count);
      }
    }
    return counts;
  }
}
