package dev.heddle.watch.look;

import dev.heddle.watch.jdk.Phase;
import org.jspecify.annotations.Nullable;

/** A thread in a {@link Picture}. Never compared by equals, which a subclass might override. */
final class ThreadNode {
  final Thread thread;
  final long id;
  final boolean virtual;
  final Phase phase;

  /** What the thread is blocked on, or null. */
  @Nullable ResourceNode waitsFor;

  /** What it waits to do, such as {@code to write}, or empty. */
  String how = "";

  /** Something that is another object for each wait, if there is such a thing. */
  @Nullable Object token;

  ThreadNode(Thread thread, long id, boolean virtual, Phase phase) {
    this.thread = thread;
    this.id = id;
    this.virtual = virtual;
    this.phase = phase;
  }

  boolean isTimed() {
    return phase == Phase.TIMED_PARKED;
  }

  /** The name; many virtual threads have none. {@code Thread.getName} is final. */
  String name() {
    String name = thread.getName();
    return name.isEmpty() ? "#" + id : name;
  }
}
