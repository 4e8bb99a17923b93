package dev.heddle.sync;

/**
 * A {@link Semaphore} that never has more permits than it began with: releasing what was not
 * acquired is an error.
 *
 * <p>It guards a number of places, such as connections, where each acquire is followed by one
 * release. A release too many would let one too many in, much later and somewhere else; here it
 * fails where it is made.
 *
 * <pre>{@code
 * private final BoundedSemaphore connections = new BoundedSemaphore(5, "connections");
 *
 * Row query(String sql) {
 *   try (var hold = connections.hold()) {
 *     return pool.connection().execute(sql);
 *   }
 * }
 * }</pre>
 *
 * <p>The reference is Python's {@code threading.BoundedSemaphore}; {@code java.util.concurrent} has
 * nothing like it. Checking {@code availablePermits()} before a release would not do: two threads
 * could both find room for one permit.
 */
public final class BoundedSemaphore extends Semaphore {
  private final int bound;

  /** Makes a semaphore with one permit, and never more. */
  public BoundedSemaphore() {
    this(1);
  }

  /**
   * Makes a semaphore.
   *
   * @param permits how many there are, and can ever be; 0 or more
   * @throws IllegalArgumentException if it is negative
   */
  public BoundedSemaphore(int permits) {
    super(new Sync(permits, permits, BoundedSemaphore.class, null));
    this.bound = permits;
  }

  /**
   * Makes a semaphore with one permit, and never more.
   *
   * @param name what messages call it
   */
  public BoundedSemaphore(String name) {
    this(1, name);
  }

  /**
   * Makes a semaphore.
   *
   * @param permits how many there are, and can ever be; 0 or more
   * @param name what messages call it
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public BoundedSemaphore(int permits, String name) {
    super(new Sync(permits, permits, BoundedSemaphore.class, Checks.nonNull(name, "name")));
    this.bound = permits;
  }

  private BoundedSemaphore(Sync sync, int bound) {
    super(sync);
    this.bound = bound;
  }

  /**
   * Makes a fair semaphore, see {@link Semaphore#fair(int)}.
   *
   * @param permits how many there are, and can ever be; 0 or more
   * @return the semaphore
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public static BoundedSemaphore fair(int permits) {
    return new BoundedSemaphore(
        new FairSync(permits, permits, BoundedSemaphore.class, null), permits);
  }

  /**
   * Makes a fair semaphore, see {@link Semaphore#fair(int)}.
   *
   * @param permits how many there are, and can ever be; 0 or more
   * @param name what messages call it
   * @return the semaphore
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public static BoundedSemaphore fair(int permits, String name) {
    return new BoundedSemaphore(
        new FairSync(permits, permits, BoundedSemaphore.class, Checks.nonNull(name, "name")),
        permits);
  }

  /** Returns how many permits there can be at most, which is how many there were at first. */
  public int bound() {
    return bound;
  }
}
