package dev.heddle.watch;

import dev.heddle.watch.report.JsonReport;
import dev.heddle.watch.report.TextReport;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * One look at a JVM: the threads that wait, what they wait for, who holds it, and what hangs.
 * Immutable.
 *
 * @param jvm the JVM
 * @param taken when the look began
 * @param threads the threads that wait for a resource or take part in a finding; not all there are
 * @param resources what threads wait for
 * @param findings the hangs, the surest first
 * @param limits what could not be seen, a sentence each
 */
public record Snapshot(
    Jvm jvm,
    Instant taken,
    List<WatchedThread> threads,
    List<Resource> resources,
    List<Finding> findings,
    List<String> limits)
    implements Serializable {

  /** Returns whether anything hangs: a finding that is certain or probable. */
  public boolean hangs() {
    return findings.stream().anyMatch(Finding::isHang);
  }

  /** Returns the names of the threads that take part in a finding of this snapshot. */
  public List<String> namesOf(Finding finding) {
    return finding.threads().stream()
        .map(
            id ->
                threads.stream()
                    .filter(each -> each.id() == id)
                    .map(WatchedThread::name)
                    .findFirst()
                    .orElse("#" + id))
        .toList();
  }

  /** Returns the snapshot as text for people, in several lines. */
  public String toText() {
    return TextReport.of(this);
  }

  /** Returns the snapshot as JSON; {@code schema} is its version, now 1. */
  public String toJson() {
    return JsonReport.of(this);
  }
}
