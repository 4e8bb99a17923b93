package dev.heddle.watch;

import dev.heddle.watch.agent.SelfAttach;
import dev.heddle.watch.jdk.Opening;
import dev.heddle.watch.look.Looker;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the JVM it is in, and says what hangs there and why.
 *
 * <pre>{@code
 * Watch.install();
 * Watching watching = Watch.every(Duration.ofSeconds(10), snapshot -> {
 *   if (snapshot.hangs()) {
 *     log.error(snapshot.toText());
 *   }
 * });
 * }</pre>
 *
 * <p>A look reads fields of threads and locks; it calls no code of the program, takes none of its
 * locks, and stops no thread for longer than a thread dump of that thread does. It needs the
 * internals of the JDK open: by {@code -javaagent:heddle-watch.jar}, or by {@link #install()}.
 * Without either it sees what the public API tells, and {@link Snapshot#limits()} says so.
 *
 * <p>All methods may be called by any thread. Looks take turns.
 */
public final class Watch {
  /** The least time between two looks of {@link #every}. */
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  private static final String BEAN = "dev.heddle:type=Watch";

  private static @Nullable Looker looker;

  /** Whether the looker was made with the internals open. */
  private static boolean open;

  private Watch() {}

  /**
   * Opens the JDK's internals to the watch, if that has not been done: another process is started,
   * which attaches to this one. It takes about a second, once. From JDK 21 on the JVM prints a
   * warning that an agent has been loaded, unless it was started with {@code
   * -XX:+EnableDynamicAgentLoading}.
   *
   * @throws IllegalStateException if that does not work; the message says why: the JVM was started
   *     with {@code -XX:+DisableAttachMechanism} or {@code -XX:-EnableDynamicAgentLoading}, or has
   *     no module {@code jdk.attach}
   */
  public static void install() {
    if (SelfAttach.instrumentation() == null) {
      SelfAttach.attach();
    }
  }

  /**
   * Looks at this JVM. Returns within milliseconds if nothing seems to hang, otherwise after a
   * second look, 200 ms later, or a second for what may be a lost wake-up. An interrupt neither
   * ends that nor gets lost.
   *
   * @return what was found
   */
  public static Snapshot snapshot() {
    synchronized (Watch.class) {
      return recorded(looker().look());
    }
  }

  /**
   * Looks again and again, on a daemon thread of its own, and hands each snapshot to the listener.
   * A hang is reported by the second look that shows it. What the listener throws goes to the
   * thread's handler of uncaught exceptions, and the looks go on.
   *
   * @param interval the time from one look to the next, at least {@link #SHORTEST}
   * @param listener called on the watch's thread; while it runs, nobody looks
   * @return what ends it
   * @throws IllegalArgumentException if the interval is too short
   */
  public static Watching every(Duration interval, Consumer<? super Snapshot> listener) {
    if (interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "interval is %s, and has to be at least %s".formatted(interval, SHORTEST));
    }
    Objects.requireNonNull(listener, "listener");
    AtomicBoolean closed = new AtomicBoolean();
    Looker follower = newLooker();
    Thread thread =
        new Thread(
            null,
            () -> follow(follower, interval, listener, closed::get),
            "heddle-watch",
            0,
            false);
    thread.setDaemon(true);
    thread.start();
    return () -> {
      closed.set(true);
      LockSupport.unpark(thread);
    };
  }

  private static void follow(
      Looker follower,
      Duration interval,
      Consumer<? super Snapshot> listener,
      BooleanSupplier closed) {
    long next = System.nanoTime();
    while (!closed.getAsBoolean()) {
      try {
        Snapshot snapshot;
        synchronized (Watch.class) {
          snapshot = recorded(follower.next());
        }
        listener.accept(snapshot);
      } catch (Throwable e) {
        Thread self = Thread.currentThread();
        self.getUncaughtExceptionHandler().uncaughtException(self, e);
      }
      next = Math.max(next + interval.toNanos(), System.nanoTime());
      for (long left = next - System.nanoTime();
          left > 0 && !closed.getAsBoolean();
          left = next - System.nanoTime()) {
        Thread.interrupted();
        LockSupport.parkNanos(left);
      }
    }
  }

  /**
   * Registers a {@link WatchMXBean} with the platform's MBean server, if there is none yet.
   *
   * @throws IllegalStateException if the server refuses it
   */
  public static void register() {
    try {
      var server = ManagementFactory.getPlatformMBeanServer();
      ObjectName name = new ObjectName(BEAN);
      if (!server.isRegistered(name)) {
        server.registerMBean(new Bean(), name);
      }
    } catch (JMException e) {
      throw new IllegalStateException(BEAN + " cannot be registered: " + e.getMessage(), e);
    }
  }

  private static Snapshot recorded(Snapshot snapshot) {
    try {
      HangEvent.record(snapshot);
    } catch (NoClassDefFoundError e) {
      // The JVM has no module jdk.jfr.
    }
    return snapshot;
  }

  private static Looker looker() {
    Instrumentation instrumentation = SelfAttach.instrumentation();
    Looker present = looker;
    if (present == null || !open && instrumentation != null) {
      present = new Looker(new Opening(instrumentation));
      looker = present;
      open = instrumentation != null;
    }
    return present;
  }

  private static Looker newLooker() {
    return new Looker(new Opening(SelfAttach.instrumentation()));
  }

  /** The bean. */
  private static final class Bean implements WatchMXBean {
    @Override
    public boolean isHanging() {
      return snapshot().hangs();
    }

    @Override
    public List<String> getFindings() {
      return snapshot().findings().stream().map(Finding::text).toList();
    }

    @Override
    public String text() {
      return snapshot().toText();
    }

    @Override
    public String json() {
      return snapshot().toJson();
    }
  }
}
