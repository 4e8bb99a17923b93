package dev.heddle.watch;

import java.io.Serializable;
import java.util.List;

/**
 * Something that threads wait for.
 *
 * @param id its number in this snapshot
 * @param kind what it is
 * @param name what reports call it: its own name if it has one, otherwise its class and its
 *     identity hash code, such as {@code ReentrantLock@1b28cdfa}
 * @param state what is known of its state in words, such as {@code 0 permits}; may be empty
 * @param holds the holds that are known
 * @param waiters who waits for it
 */
public record Resource(
    int id, ResourceKind kind, String name, String state, List<Hold> holds, Waiters waiters)
    implements Serializable {

  /**
   * The threads that wait.
   *
   * @param count how many wait
   * @param waits the first of them, at most 100
   */
  public record Waiters(int count, List<Wait> waits) implements Serializable {}
}
