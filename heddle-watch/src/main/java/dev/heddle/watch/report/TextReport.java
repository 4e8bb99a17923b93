package dev.heddle.watch.report;

import dev.heddle.watch.Finding;
import dev.heddle.watch.Finding.Detail;
import dev.heddle.watch.Hold;
import dev.heddle.watch.Jvm;
import dev.heddle.watch.Resource;
import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.Snapshot;
import dev.heddle.watch.Wait;
import dev.heddle.watch.WatchedThread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A snapshot as text: the hangs first, then who waits for what, then what could not be seen. */
public final class TextReport {
  private static final int MOST_RESOURCES = 20;
  private static final int MOST_NAMES = 4;

  private final Snapshot snapshot;
  private final Map<Long, WatchedThread> threads = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private TextReport(Snapshot snapshot) {
    this.snapshot = snapshot;
    snapshot.threads().forEach(each -> threads.put(each.id(), each));
  }

  /** Returns the text, in several lines. */
  public static String of(Snapshot snapshot) {
    TextReport report = new TextReport(snapshot);
    report.head();
    snapshot.findings().forEach(report::finding);
    report.waits();
    report.limits();
    return report.out.toString();
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private void head() {
    Jvm jvm = snapshot.jvm();
    line(
        "%d %s, JDK %s: %s%s"
            .formatted(
                jvm.pid(),
                jvm.mainClass(),
                jvm.jdk(),
                count(jvm.platformThreads(), "platform thread"),
                jvm.virtualThreads() > 0
                    ? ", " + count(jvm.virtualThreads(), "virtual thread")
                    : ""));
    if (!snapshot.hangs()) {
      line(snapshot.findings().isEmpty() ? "Nothing hangs." : "Nothing hangs for certain.");
    }
  }

  private void finding(Finding finding) {
    line("");
    line(
        "%s (%s): %s"
            .formatted(
                finding.kind().text().toUpperCase(Locale.ROOT),
                finding.certainty().text(),
                finding.text()));
    for (Detail each : finding.details()) {
      line("  %s %s".formatted(name(each.thread()), each.text()));
      for (StackTraceElement frame : each.at()) {
        line("      at " + Finding.text(frame));
      }
    }
  }

  private void waits() {
    List<Resource> waited =
        snapshot.resources().stream()
            .filter(each -> each.waiters().count() > 0 && each.kind() != ResourceKind.POOL)
            .sorted(Comparator.comparing((Resource each) -> -each.waiters().count()))
            .toList();
    if (waited.isEmpty()) {
      return;
    }
    line("");
    line("Waiting:");
    for (Resource each : waited.subList(0, Math.min(MOST_RESOURCES, waited.size()))) {
      String state = each.state().isEmpty() ? "" : " (" + each.state() + ")";
      line("  %s%s%s: %s".formatted(each.name(), state, holders(each), waiters(each)));
    }
    if (waited.size() > MOST_RESOURCES) {
      line("  and %d more; --json lists them all".formatted(waited.size() - MOST_RESOURCES));
    }
  }

  private String holders(Resource resource) {
    List<String> names = new ArrayList<>();
    for (Hold each : resource.holds()) {
      if (names.size() < MOST_NAMES) {
        names.add(name(each.thread()) + (each.how().isEmpty() ? "" : " " + each.how()));
      }
    }
    return names.isEmpty() || resource.kind() == ResourceKind.THREAD
        ? ""
        : " held by " + list(names, resource.holds().size());
  }

  private String waiters(Resource resource) {
    List<String> names = new ArrayList<>();
    for (Wait each : resource.waiters().waits()) {
      if (names.size() < MOST_NAMES) {
        names.add(
            name(each.thread())
                + (each.how().isEmpty() ? "" : " " + each.how())
                + (each.timed() ? " with a timeout" : ""));
      }
    }
    return list(names, resource.waiters().count());
  }

  private static String list(List<String> names, int all) {
    String more = all > names.size() ? " and %,d more".formatted(all - names.size()) : "";
    return String.join(", ", names) + more;
  }

  private void limits() {
    if (snapshot.limits().isEmpty()) {
      return;
    }
    line("");
    line("Not seen:");
    snapshot.limits().forEach(each -> line("  " + each));
  }

  private String name(long id) {
    WatchedThread thread = threads.get(id);
    if (thread == null) {
      return "#" + id;
    }
    return thread.virtual() ? thread.name() + " (virtual)" : thread.name();
  }

  private static String count(long number, String what) {
    return "%,d %s%s".formatted(number, what, number == 1 ? "" : "s");
  }
}
