package dev.heddle.check.runtime;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs every thread of the program as a continuation on one carrier, which takes on the identity of
 * the program's own {@link Thread} object meanwhile: {@code currentThread}, thread locals and
 * monitors are those of that thread although it was never started. A continuation that is not
 * needed any more is garbage; there is nothing to unwind.
 *
 * <p>Monitors may be held across a switch because JDK 24 and newer know their owners by thread, not
 * by carrier.
 */
final class ContinuationSwitcher implements Switcher {
  /** Volatile for the watchdog; everything else belongs to the carrier alone. */
  private volatile @Nullable Thread carrier;

  private @Nullable ControlledThread next;

  @Override
  public void prepare(ControlledThread thread) {
    thread.identity = thread.thread;
    thread.carrier =
        JdkInternals.Continuations.create(() -> thread.scheduler.lifecycle().run(thread));
  }

  @Override
  public void run(ControlledThread main) {
    // Read once and before any other identity is taken on: inside the loop currentThread() lies.
    Thread self = Thread.currentThread();
    carrier = self;
    next = main;
    try {
      for (ControlledThread thread = main; thread != null; thread = next) {
        next = null;
        JdkInternals.Continuations.become(self, thread.thread);
        try {
          JdkInternals.Continuations.run(Objects.requireNonNull(thread.carrier));
        } finally {
          JdkInternals.Continuations.become(self, self);
        }
      }
    } finally {
      next = null;
    }
  }

  @Override
  public void transfer(ControlledThread from, ControlledThread to) {
    next = to;
    if (!from.ended) {
      try {
        JdkInternals.Continuations.yield();
      } catch (IllegalStateException pinned) {
        next = null;
        throw from.scheduler.pinned(from, pinned);
      }
    }
  }

  @Override
  public void release(ControlledThread thread) {}

  @Override
  public void finish(ControlledThread from) {
    next = null;
    if (!from.ended) {
      try {
        JdkInternals.Continuations.yield();
      } catch (IllegalStateException pinned) {
        // It cannot be dropped where it stands; the caller unwinds it.
        return;
      }
    }
  }

  @Override
  public @Nullable Thread carrierOf(ControlledThread thread) {
    return carrier;
  }

  @Override
  public void close() {}
}
