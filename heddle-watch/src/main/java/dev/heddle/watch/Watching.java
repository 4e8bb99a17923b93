package dev.heddle.watch;

/** A watch that looks again and again, until it is closed. Thread-safe. */
public interface Watching extends AutoCloseable {
  /** Ends the looks; one that has begun may still reach the listener. Does not wait for it. */
  @Override
  void close();
}
