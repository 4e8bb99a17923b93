package dev.heddle.watch;

import java.util.List;

/** The watch as a management bean, named {@code dev.heddle:type=Watch}. Each call looks. */
public interface WatchMXBean {
  /** Returns whether anything hangs, certainly or probably. */
  boolean isHanging();

  /** Returns the text of each finding, the surest first. */
  List<String> getFindings();

  /** Returns {@link Snapshot#toText()}. */
  String text();

  /** Returns {@link Snapshot#toJson()}. */
  String json();
}
