package dev.heddle.sync;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An object for each thread, made when the thread first asks for it, and closed when it is no
 * longer needed: a parser, a buffer, a connection that threads should not share.
 *
 * <pre>{@code
 * private final Local<Connection> connections =
 *     new Local<>(this::connect, Connection::close, "connections");
 *
 * Row query(String sql) {
 *   return connections.get().execute(sql);
 * }
 * }</pre>
 *
 * <p>An object lives until one of these comes first:
 *
 * <ul>
 *   <li>its thread calls {@link #remove()};
 *   <li>the {@link Scope} ends in which it was made, see {@link #scope()}: a pool that wraps each
 *       task in a scope carries nothing over from one task to the next;
 *   <li>somebody calls {@link #closeAll()};
 *   <li>its thread has ended, and another thread makes an object of this local. Each time that
 *       happens while there are more than sixteen objects, the threads of about eight others are
 *       probed, in turn; if one of them has ended, the objects of all ended threads are closed. So
 *       the objects of ended threads do not pile up, but they can outlive their threads: the last
 *       ones stay until the next object is made, or until {@link #closeAll()}. An exception thrown
 *       by the close hook goes to the handler for uncaught exceptions of the thread that closes.
 * </ul>
 *
 * <p>The threads of a {@link ThreadPool} of this library and of a {@link OneShotTimer} run inside a
 * scope: a task's objects are closed at its end, and those made by a pool's initializer when the
 * worker ends.
 *
 * <p>A closed object is forgotten, and its close hook has run: once for each object, in the thread
 * that closes it. A reference kept elsewhere is to a closed object.
 *
 * <p><b>Memory:</b> nothing is ordered between threads, but that all a thread did before it ended
 * <em>happens-before</em> its object is closed for that reason.
 *
 * <p>Threads are told apart by identity, whatever their {@code equals} says.
 *
 * <p>The reference is Python's {@code threading.local}, whose values die at once with their thread
 * or with the local, and are not closed. A {@code ThreadLocal} keeps its values for as long as the
 * thread of a pool lives.
 *
 * @param <T> what each thread has
 */
public final class Local<T> {
  /** The open scopes of each thread that has some. */
  private static final PerThread<Nesting> SCOPES = new PerThread<>();

  private final Supplier<? extends T> initializer;
  private final CheckedConsumer<? super T, ?> closer;
  private final @Nullable String name;
  private final PerThread<Entry<T>> entries = new PerThread<>();

  /**
   * Makes a local whose objects need no closing.
   *
   * @param initializer makes the object of the thread that calls it; never returns null
   */
  public Local(Supplier<? extends T> initializer) {
    this(null, initializer, object -> {});
  }

  /**
   * Makes a local whose objects need no closing.
   *
   * @param initializer makes the object of the thread that calls it; never returns null
   * @param name what messages call it
   */
  public Local(Supplier<? extends T> initializer, String name) {
    this(Checks.nonNull(name, "name"), initializer, object -> {});
  }

  /**
   * Makes a local.
   *
   * @param initializer makes the object of the thread that calls it; never returns null
   * @param closer closes an object that is no longer needed
   */
  public Local(Supplier<? extends T> initializer, CheckedConsumer<? super T, ?> closer) {
    this(null, initializer, closer);
  }

  /**
   * Makes a local.
   *
   * @param initializer makes the object of the thread that calls it; never returns null
   * @param closer closes an object that is no longer needed
   * @param name what messages call it
   */
  public Local(
      Supplier<? extends T> initializer, CheckedConsumer<? super T, ?> closer, String name) {
    this(Checks.nonNull(name, "name"), initializer, closer);
  }

  private Local(
      @Nullable String name,
      Supplier<? extends T> initializer,
      CheckedConsumer<? super T, ?> closer) {
    this.initializer = Checks.nonNull(initializer, "initializer");
    this.closer = Checks.nonNull(closer, "closer");
    this.name = name;
  }

  /**
   * Returns the calling thread's object, and makes it first if there is none.
   *
   * @throws IllegalStateException if called by the initializer, which makes that object just now
   * @throws NullPointerException if the initializer returned null
   * @throws RuntimeException what the initializer throws; there is no object then, and the next
   *     call tries again
   */
  public T get() {
    Thread caller = Thread.currentThread();
    Entry<T> entry = entries.get(caller);
    return entry == null ? make(caller) : object(entry);
  }

  private T object(Entry<T> entry) {
    T object = entry.object;
    if (object == null) {
      throw new IllegalStateException(
          "cannot get %s of %s from its own initializer"
              .formatted(label(), Checks.name(entry.thread)));
    }
    return object;
  }

  private T make(Thread caller) {
    Nesting nesting = SCOPES.get(caller);
    Scope scope = nesting == null ? null : nesting.innermost;
    Entry<T> entry = new Entry<>(this, caller, scope);
    entries.put(caller, entry);
    T object = null;
    try {
      object = Checks.nonNull(initializer.get(), "what the initializer of " + label() + " made");
      entry.object = object;
    } finally {
      if (object == null) {
        entries.remove(caller, entry);
      }
    }
    if (scope != null) {
      // In the order of their completion, so that an object is closed before those it was made of.
      scope.add(entry);
    }
    closeThoseOfEndedThreads();
    return object;
  }

  private void closeThoseOfEndedThreads() {
    for (Entry<T> entry : entries.removeOfEnded()) {
      try {
        close(entry);
      } catch (Throwable e) {
        Uncaught.report(e);
      }
    }
  }

  /** Returns whether the calling thread has an object now. */
  public boolean isPresent() {
    Entry<T> entry = entries.get(Thread.currentThread());
    return entry != null && entry.object != null;
  }

  /**
   * Returns how many objects there are, of all threads. The answer may be out of date when it
   * arrives: it is for monitoring, not for control.
   */
  public int count() {
    return entries.size();
  }

  /**
   * Closes and forgets the calling thread's object; does nothing if it has none.
   *
   * @throws IllegalStateException if the close hook throws a checked exception, which is the cause;
   *     or if called by the initializer. Unchecked exceptions of the hook are thrown as they are;
   *     the object is forgotten in any case
   */
  public void remove() {
    Entry<T> entry = entries.get(Thread.currentThread());
    if (entry != null) {
      object(entry);
      closeOnce(entry);
    }
  }

  /**
   * Closes and forgets the objects of all threads, in the calling thread. It is for the end, when
   * no thread uses its object any more; a thread that asks afterwards gets a new one.
   *
   * @throws IllegalStateException if the close hook throws a checked exception, which is the cause.
   *     Unchecked exceptions of the hook are thrown as they are. All are closed in any case: the
   *     first exception is thrown, the others are suppressed by it
   */
  public void closeAll() {
    Throwable thrown = null;
    for (Entry<T> entry : entries.all()) {
      if (entry.object != null) {
        thrown = entry.closeAfter(thrown);
      }
    }
    Failures.raise(thrown);
  }

  private void closeOnce(Entry<T> entry) {
    if (entries.remove(entry.thread, entry)) {
      close(entry);
    }
  }

  /** Closes an object that the calling thread has taken away from its thread. */
  private void close(Entry<T> entry) {
    if (entry.scope != null) {
      entry.scope.forget(entry);
    }
    try {
      closer.accept(object(entry));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(
          "cannot close %s of %s".formatted(label(), Checks.name(entry.thread)), e);
    }
  }

  private String label() {
    return Checks.label(Local.class, name);
  }

  /** Returns a text with the name and the state, such as {@code Local "parsers" [3 objects]}. */
  @Override
  public String toString() {
    int count = count();
    return "%s [%s]"
        .formatted(Checks.title(Local.class, name), count == 1 ? "1 object" : count + " objects");
  }

  /**
   * Opens a scope in the calling thread: what it makes by {@link #get()} of any local until the
   * scope is closed is closed with it. What it has already stays, and can be used inside. Scopes
   * may be nested; an object belongs to the innermost in which it is made.
   *
   * <pre>{@code
   * try (var scope = Local.scope()) {
   *   task.run();
   * }
   * }</pre>
   *
   * @return what closes them
   */
  public static Scope scope() {
    Thread caller = Thread.currentThread();
    Nesting nesting = SCOPES.get(caller);
    if (nesting == null) {
      nesting = new Nesting();
      SCOPES.put(caller, nesting);
      // Threads that ended within a scope: their objects are found by each local.
      SCOPES.removeOfEnded();
    }
    Scope scope = new Scope(caller, nesting);
    nesting.innermost = scope;
    return scope;
  }

  /** Returns how many threads have open scopes, or had when they ended; for tests. */
  static int openScopes() {
    return SCOPES.size();
  }

  /** What one thread has, or makes just now. */
  private static final class Entry<T> {
    final Local<T> local;
    final Thread thread;
    final @Nullable Scope scope;

    /** Null while the initializer runs. */
    volatile @Nullable T object;

    /** Its neighbours in the scope. Guarded by the scope's monitor. */
    @Nullable Entry<?> before;

    @Nullable Entry<?> after;

    Entry(Local<T> local, Thread thread, @Nullable Scope scope) {
      this.local = local;
      this.thread = thread;
      this.scope = scope;
    }

    /** Closes the object; returns the first of what was thrown before and is thrown now. */
    @Nullable Throwable closeAfter(@Nullable Throwable before) {
      try {
        local.closeOnce(this);
        return before;
      } catch (Throwable e) {
        return Failures.join(before, e);
      }
    }
  }

  /** The open scopes of one thread, which alone uses this. */
  private static final class Nesting {
    @Nullable Scope innermost;
  }

  /** A part of a thread's run, at whose end everything is closed that it has made in locals. */
  public static final class Scope implements AutoCloseable {
    private final Thread owner;
    private final Nesting nesting;
    private final @Nullable Scope outer;
    private boolean closed;

    /*
     * The entries are a list that is linked through them, in the order of their completion: so
     * neither to add nor to close them needs memory, which may have run out. Other threads take out
     * the entries that they close. Guarded by this object's monitor, but only the owner adds: a
     * last entry that it finds to be null stays so.
     */
    private volatile @Nullable Entry<?> last;

    private Scope(Thread owner, Nesting nesting) {
      this.owner = owner;
      this.nesting = nesting;
      this.outer = nesting.innermost;
    }

    private synchronized void add(Entry<?> entry) {
      Entry<?> before = last;
      entry.before = before;
      if (before != null) {
        before.after = entry;
      }
      last = entry;
    }

    private synchronized void forget(Entry<?> entry) {
      Entry<?> before = entry.before;
      Entry<?> after = entry.after;
      if (before != null) {
        before.after = after;
      }
      if (after != null) {
        after.before = before;
      } else if (last == entry) {
        last = before;
      }
      entry.before = null;
      entry.after = null;
    }

    /**
     * Closes and forgets what the thread has made since the scope was opened, the last first. Does
     * nothing if it was closed before.
     *
     * @throws IllegalMonitorStateException if the calling thread is not the one that opened it;
     *     nothing changes then
     * @throws IllegalStateException if a scope is still open that was opened later, nothing changes
     *     then; or if a close hook throws a checked exception, which is the cause. Unchecked
     *     exceptions of a hook are thrown as they are. All are closed in any case: the first
     *     exception is thrown, the others are suppressed by it
     */
    @Override
    public void close() {
      Thread caller = Thread.currentThread();
      if (owner != caller) {
        throw new IllegalMonitorStateException(
            "%s cannot close a scope of %s".formatted(Checks.name(caller), Checks.name(owner)));
      }
      if (closed) {
        return;
      }
      if (nesting.innermost != this) {
        throw new IllegalStateException(
            "cannot close a scope of %s before the one inside it".formatted(Checks.name(owner)));
      }
      closeWithInner();
    }

    /** Closes this, and first the scopes inside it that were left open. For the owner. */
    void closeWithInner() {
      closed = true;
      try {
        Failures.raise(empty());
      } finally {
        nesting.innermost = outer;
        if (outer == null) {
          SCOPES.remove(owner, nesting);
        }
      }
    }

    /**
     * Closes the scopes inside this that were left open, and the objects made in this one, which
     * stays open. For the owner.
     */
    void reset() {
      if (last != null || nesting.innermost != this) {
        Failures.raise(empty());
      }
    }

    /** Returns the first of what the hooks have thrown, or null. */
    private @Nullable Throwable empty() {
      Throwable thrown = null;
      Scope inner = nesting.innermost;
      while (inner != null && inner != this) {
        try {
          inner.closeWithInner();
        } catch (Throwable e) {
          thrown = Failures.join(thrown, e);
        }
        inner = nesting.innermost;
      }
      // Objects made by the hooks themselves still belong to this scope.
      for (Entry<?> entry = last; entry != null; entry = last) {
        forget(entry);
        thrown = entry.closeAfter(thrown);
      }
      return thrown;
    }

    /** Returns a text with the thread and the state, such as {@code Scope of thread worker}. */
    @Override
    public String toString() {
      return "Scope of " + Checks.name(owner) + (closed ? " [closed]" : " [open]");
    }
  }
}
