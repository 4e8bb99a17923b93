package dev.heddle.sync;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A flag that threads can wait for. One thread sets it, all that wait go on; and as long as it is
 * set, nobody waits.
 *
 * <p>Whoever waits when the event is set goes on, even if it is cleared directly afterwards: {@code
 * set(); clear();} releases everyone who was waiting. Nothing is counted: setting twice is setting
 * once.
 *
 * <pre>{@code
 * private final Event ready = new Event("ready");
 *
 * void serve() {
 *   open();
 *   ready.set();
 * }
 *
 * void request() throws InterruptedException {
 *   if (!ready.await(Duration.ofSeconds(5))) {
 *     throw new IllegalStateException("the server is not ready after 5 s");
 *   }
 *   send();
 * }
 * }</pre>
 *
 * <p><b>Memory:</b> actions before a {@link #set()} <em>happen-before</em> those after an await
 * that it let go on, and after an {@link #isSet()} that saw it.
 *
 * <p>The reference is Python's {@code threading.Event}. A {@code
 * java.util.concurrent.CountDownLatch} of one is an event that cannot be cleared.
 */
public final class Event {
  /*
   * Each time the event is cleared it gets a new gate, and setting opens the gate that is there and
   * takes it away. Whoever waits keeps the gate that it found, and an open one never closes: so a
   * clear after the set cannot keep anybody back.
   */

  private final @Nullable String name;

  /** What stands in the way; null while the event is set. */
  private final AtomicReference<@Nullable Gate> gate = new AtomicReference<>(new Gate(this));

  /** Makes an event that is not set. */
  public Event() {
    this.name = null;
  }

  /**
   * Makes an event that is not set.
   *
   * @param name what messages call it
   */
  public Event(String name) {
    this.name = Checks.nonNull(name, "name");
  }

  /** Sets the event and lets everyone go on who waits for it. */
  public void set() {
    // Written even if it is null already: that orders this thread before those who see it.
    Gate before = gate.getAndSet(null);
    if (before != null) {
      before.open();
    }
  }

  /** Clears the event: whoever awaits it from now on waits for the next {@link #set()}. */
  public void clear() {
    if (isSet()) {
      gate.compareAndSet(null, new Gate(this));
    }
  }

  /** Returns whether the event is set. */
  public boolean isSet() {
    return gate.get() == null;
  }

  /**
   * Waits until the event is set; returns at once if it is.
   *
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   */
  public void await() throws InterruptedException {
    Gate closed = gate.get();
    if (closed != null) {
      closed.pass();
    } else if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Waits until the event is set; returns at once if it is. An interrupt does not end the wait. */
  public void awaitUninterruptibly() {
    Gate closed = gate.get();
    if (closed != null) {
      closed.passUninterruptibly();
    }
  }

  /**
   * Waits until the event is set or the time is over.
   *
   * @param timeout how long to wait; zero or less does not wait, more than 292 years means no limit
   * @return whether the event was set; true also if it has been cleared since
   * @throws InterruptedException if the thread was interrupted, before or while it waited
   */
  public boolean await(Duration timeout) throws InterruptedException {
    long nanos = Checks.nanos(timeout);
    Gate closed = gate.get();
    if (closed != null) {
      // Whoever sets takes the gate away first: then it was set in time, though the gate opens
      // later.
      return closed.pass(nanos) || gate.get() != closed;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return true;
  }

  /** Returns what stands in the way, or null; for tests. */
  @Nullable Gate gate() {
    return gate.get();
  }

  /** Returns a text with the name and the state, such as {@code Event "ready" [set]}. */
  @Override
  public String toString() {
    return Checks.title(Event.class, name) + (isSet() ? " [set]" : " [not set]");
  }
}
