/**
 * The primitives that Python programmers know from {@code threading}, for Java: {@link
 * dev.heddle.sync.Lock}, {@link dev.heddle.sync.RLock}, {@link dev.heddle.sync.Condition}, {@link
 * dev.heddle.sync.Semaphore}, {@link dev.heddle.sync.BoundedSemaphore}, {@link
 * dev.heddle.sync.Event} and {@link dev.heddle.sync.Barrier}; and what goes further: {@link
 * dev.heddle.sync.RWLock}, {@link dev.heddle.sync.Once}, {@link dev.heddle.sync.Latch}, {@link
 * dev.heddle.sync.OneShotTimer}, {@link dev.heddle.sync.Guarded}, a value that cannot be reached
 * without its lock, and {@link dev.heddle.sync.Local}, an object for each thread.
 *
 * <p>And queues between threads, {@link dev.heddle.sync.TaskQueue} and {@link
 * dev.heddle.sync.SimpleQueue}; and threads that do tasks, {@link dev.heddle.sync.ThreadPool}, with
 * {@link dev.heddle.sync.PoolFuture} and {@link dev.heddle.sync.Futures}.
 *
 * <p>The same rules hold for all of them.
 *
 * <dl>
 *   <dt>Interrupts
 *   <dd><em>Acquiring</em> is uninterruptible, unless the method is called {@code …Interruptibly}
 *       or takes a timeout. <em>Awaiting</em> another thread's signal is interruptible, unless the
 *       method is called {@code …Uninterruptibly}. A method that throws {@link
 *       java.lang.InterruptedException} clears the thread's interrupt status, and throws at once if
 *       it is set on entry; one that cannot be interrupted leaves the status set.
 *   <dt>Timeouts
 *   <dd>A timeout is a {@link java.time.Duration}. Zero or a negative one does not wait. One of
 *       more than 292 years ({@code Long.MAX_VALUE} nanoseconds) is for ever. A wait takes at least
 *       its timeout, measured by {@link java.lang.System#nanoTime()}.
 *   <dt>Misuse
 *   <dd>A null argument is a {@link java.lang.NullPointerException}; a number out of its range an
 *       {@link java.lang.IllegalArgumentException}. Releasing what is not held, and waiting or
 *       signalling without the lock, is an {@link java.lang.IllegalMonitorStateException}; one
 *       permit too many an {@link java.lang.IllegalStateException}. Each of them changes nothing.
 *   <dt>Names
 *   <dd>The last argument of every constructor may be a name. It appears in {@code toString()} and
 *       in the message of every exception.
 *   <dt>Fairness
 *   <dd>None is promised: a thread that asks just when something becomes free may pass those that
 *       have waited longer ("barging"). Only the waiters of a {@link dev.heddle.sync.Condition} are
 *       signalled in the order of their arrival. What a method {@code fair} has made serves in the
 *       order of arrival, tries included.
 *   <dt>Threads
 *   <dd>Platform and virtual threads are alike to these classes. No virtual thread is pinned to its
 *       carrier while it waits, and there are no thread locals.
 * </dl>
 *
 * <p>The reference is {@code Lib/threading.py} of Python 3.14; where a class differs, or differs
 * from the class of {@code java.util.concurrent} with the same name, its documentation says so.
 */
@NullMarked
package dev.heddle.sync;

import org.jspecify.annotations.NullMarked;
