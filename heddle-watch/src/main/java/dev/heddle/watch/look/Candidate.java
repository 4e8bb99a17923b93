package dev.heddle.watch.look;

import dev.heddle.watch.Certainty;
import dev.heddle.watch.FindingKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something in one {@link Picture} that may be a hang; a later picture confirms it or not.
 *
 * @param kind what it is
 * @param certainty how sure it is once it is confirmed
 * @param text the finding in a sentence or two
 * @param threads the threads that take part, in the order of the report
 * @param resources what they wait for, each once
 */
record Candidate(
    FindingKind kind,
    Certainty certainty,
    String text,
    List<ThreadNode> threads,
    List<ResourceNode> resources) {

  /**
   * Returns whether a later picture shows the same: the same threads in the same waits. For a mere
   * wait it is enough that one of the threads has stayed.
   */
  boolean isConfirmedBy(Candidate later) {
    if (kind != later.kind) {
      return false;
    }
    if (kind == FindingKind.WAIT || kind == FindingKind.NO_HOLDER) {
      return resources.get(0).isSameAs(later.resources.get(0))
          && threads.stream().anyMatch(each -> later.threads.stream().anyMatch(l -> same(each, l)));
    }
    return threads.size() == later.threads.size()
        && threads.stream().allMatch(each -> later.threads.stream().anyMatch(l -> same(each, l)));
  }

  /** Whether a thread is in the same wait as before, as far as can be told. */
  private static boolean same(ThreadNode before, ThreadNode after) {
    if (before.thread != after.thread) {
      return false;
    }
    ResourceNode wait = before.waitsFor;
    ResourceNode later = after.waitsFor;
    boolean sameWait = wait == null ? later == null : later != null && wait.isSameAs(later);
    return sameWait && isSameToken(before.token, after.token);
  }

  static boolean isSameToken(@Nullable Object before, @Nullable Object after) {
    // A number of blocks is equal, a node of a queue is identical.
    return before == after || before instanceof Long && before.equals(after);
  }

  /** Returns whether each thread has something that shows that it has been blocked throughout. */
  boolean hasTokens() {
    return threads.stream().allMatch(each -> each.token != null);
  }
}
