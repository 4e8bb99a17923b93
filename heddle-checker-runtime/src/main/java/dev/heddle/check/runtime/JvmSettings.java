package dev.heddle.check.runtime;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the JVM that a program may change: system properties, the default locale and time
 * zone, the standard streams, and shutdown hooks. Each execution begins with those of the beginning
 * of the check. Reading and changing them are steps once a thread has changed one while others were
 * running.
 *
 * <p>Shutdown hooks are kept for the length of an execution and never run.
 */
final class JvmSettings {
  /** Stands for all settings: one location. */
  private static final Object SUBJECT = JvmSettings.class;

  private final Scheduler scheduler;
  private final Set<Thread> shutdownHooks = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The settings before this execution has changed any, or null if it has not. */
  private @Nullable Saved saved;

  private record Saved(Properties properties, Locales locales, TimeZone zone, Streams streams) {
    static Saved now() {
      return new Saved(
          (Properties) System.getProperties().clone(),
          new Locales(
              Locale.getDefault(),
              Locale.getDefault(Locale.Category.DISPLAY),
              Locale.getDefault(Locale.Category.FORMAT)),
          TimeZone.getDefault(),
          new Streams(System.in, System.out, System.err));
    }

    void restore() {
      System.setProperties(properties);
      locales.restore();
      TimeZone.setDefault(zone);
      streams.restore();
    }
  }

  private record Locales(Locale general, Locale display, Locale format) {
    void restore() {
      Locale.setDefault(general);
      Locale.setDefault(Locale.Category.DISPLAY, display);
      Locale.setDefault(Locale.Category.FORMAT, format);
    }
  }

  private record Streams(InputStream in, PrintStream out, PrintStream err) {
    void restore() {
      System.setIn(in);
      System.setOut(out);
      System.setErr(err);
    }
  }

  JvmSettings(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Restores, after an execution, what it has changed. */
  void restore() {
    if (!shutdownHooks.isEmpty()) {
      shutdownHooks.clear();
    }
    Saved before = saved;
    if (before != null) {
      saved = null;
      before.restore();
    }
  }

  /** A thread is about to read a setting, or to change one. */
  void announce(ControlledThread self, boolean changes) {
    if (changes && saved == null) {
      saved = Saved.now();
    }
    Promotions promotions = scheduler.races().promotions();
    if (changes && !scheduler.isAlone()) {
      promotions.learn(Promotions.SETTINGS);
    }
    int slot = scheduler.locations().slot(self, SUBJECT, Locations.CONTENT);
    if (promotions.isPromoted(Promotions.SETTINGS)) {
      Accesses.step(self, slot, changes);
    }
    // A change such as clearProperty returns what was there, so that it acquires, too.
    Calls.takeEffect(self, changes ? CallModel.Effect.BOTH : CallModel.Effect.ACQUIRE, slot);
  }

  /** Does what {@link Runtime#addShutdownHook} does, but that the hook never runs. */
  void addShutdownHook(ControlledThread self, Thread hook) {
    ControlledThread known = scheduler.threads().find(hook);
    if (known != null || hook.getState() != Thread.State.NEW) {
      throw new IllegalArgumentException("Hook already running");
    }
    if (!shutdownHooks.add(hook)) {
      throw new IllegalArgumentException("Hook previously registered");
    }
    scheduler
        .observations()
        .names(Observations.Kind.SHUTDOWN_HOOK)
        .add(Sites.get(self.site).shortPlace());
  }

  /** Does what {@link Runtime#removeShutdownHook} does. */
  boolean removeShutdownHook(Thread hook) {
    return shutdownHooks.remove(hook);
  }
}
