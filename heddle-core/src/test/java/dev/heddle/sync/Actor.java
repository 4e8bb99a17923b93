package dev.heddle.sync;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A thread of a test that performs one operation after the other, as it is told. */
final class Actor {
  private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
  private final Thread thread;
  private @Nullable FutureTask<Object> task;
  private volatile boolean began;
  private boolean dismissed;

  Actor(ThreadFactory factory) {
    this.thread = factory.newThread(this::work);
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    try {
      while (!dismissed) {
        orders.take().run();
      }
    } catch (InterruptedException e) {
      throw new AssertionError("only an actor at work is interrupted", e);
    }
  }

  void begin(Callable<Object> operation) {
    began = false;
    FutureTask<Object> order =
        new FutureTask<>(
            () -> {
              began = true;
              return operation.call();
            });
    task = order;
    orders.add(order);
  }

  /** Returns whether there is nothing that it was told and has not finished. */
  boolean isIdle() {
    FutureTask<Object> present = task;
    return present == null || present.isDone();
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Returns the result of the operation, or null if it does not end soon. */
  @Nullable Object result() throws Exception {
    FutureTask<Object> present = task;
    try {
      return present == null ? null : present.get(2, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return null;
    }
  }

  /** Returns whether the operation waits; false if it has ended instead. */
  boolean waits() {
    long deadline = System.nanoTime() + Worker.PATIENCE.toNanos();
    while (!isIdle()) {
      Thread.State state = thread.getState();
      if (began && (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the thread neither waits nor ends: " + state);
      }
      Thread.yield();
    }
    return false;
  }

  /** Lets the thread end when it has finished what it was told. */
  void dismiss() {
    orders.add(() -> dismissed = true);
  }

  /** Returns where the thread is. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(thread.toString()).append(' ').append(thread.getState());
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.toString();
  }
}
