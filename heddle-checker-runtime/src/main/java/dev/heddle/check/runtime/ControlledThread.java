package dev.heddle.check.runtime;

import org.jspecify.annotations.Nullable;

/**
 * One thread of the program under check, as the scheduler sees it. Only the thread that has the
 * turn reads or writes these fields, so none needs a lock; the hand-over of the turn orders them.
 */
final class ControlledThread {
  static final long NEVER = Long.MAX_VALUE;

  /** The number in order of start; the main thread is 0. */
  final int id;

  final Scheduler scheduler;

  /** The program's own thread object. */
  final Thread thread;

  /** What runs in it. */
  final Program program;

  /** What the JVM answers to {@code Thread.currentThread()} while this thread has the turn. */
  Thread identity;

  /** What the switcher needs to resume it. */
  @Nullable Object carrier;

  /** The pending step: what this thread does next when it gets the turn. */
  Operation operation = Operation.BEGIN;

  /** What the pending step is about: the monitor to enter, the thread to join, or null. */
  @Nullable Object operand;

  /** Where in the program the pending step is. */
  int site;

  boolean ended;
  boolean permit;
  boolean interrupted;
  boolean notified;
  boolean timedOut;

  /** The clock time at which the pending wait ends, or {@link #NEVER}. */
  long deadline = NEVER;

  /** More than 0 inside code that is one step however much happens in it: class initialisers. */
  int atomicDepth;

  /** The number of steps of the execution when this thread began to yield. */
  int yieldedAt;

  /** How often it yielded in its present row of steps, and where that row began. */
  int yields;

  int yieldsSince = -1;

  int clockReads;
  int abortsThrown;
  final Repetition repetition = new Repetition();

  ControlledThread(int id, Scheduler scheduler, Thread thread, Program program) {
    this.id = id;
    this.scheduler = scheduler;
    this.thread = thread;
    this.identity = thread;
    this.program = program;
  }

  void announce(Operation operation, @Nullable Object operand) {
    this.operation = operation;
    this.operand = operand;
  }

  void waitUntil(long deadline) {
    this.deadline = deadline;
    this.timedOut = false;
  }

  String name() {
    return thread.getName();
  }
}
