package dev.heddle.watch.look;

import dev.heddle.watch.Finding;
import dev.heddle.watch.Finding.Detail;
import dev.heddle.watch.Hold;
import dev.heddle.watch.Jvm;
import dev.heddle.watch.Resource;
import dev.heddle.watch.Resource.Waiters;
import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.Snapshot;
import dev.heddle.watch.Wait;
import dev.heddle.watch.WatchedThread;
import dev.heddle.watch.jdk.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the values that leave the look, with stacks of the threads in findings only. */
final class SnapshotBuilder {
  private static final int MOST_WAITS = 100;
  private static final int MOST_THREADS = 5_000;

  private final Picture picture;
  private final List<Candidate> confirmed;
  private final Instant taken;
  private final StackCache cache;
  private final Map<ThreadNode, List<StackTraceElement>> stacks = new HashMap<>();

  SnapshotBuilder(Picture picture, List<Candidate> confirmed, Instant taken, StackCache cache) {
    cache.begin();
    this.cache = cache;
    this.picture = picture;
    this.confirmed = confirmed;
    this.taken = taken;
  }

  Snapshot build() {
    List<Finding> findings = new ArrayList<>();
    confirmed.forEach(each -> findings.add(finding(each)));
    findings.sort(
        Comparator.comparing(Finding::certainty)
            .thenComparing(Finding::kind)
            .thenComparing(each -> each.threads().isEmpty() ? 0 : each.threads().get(0)));
    List<Resource> resources = picture.resources.stream().map(this::resource).toList();
    return new Snapshot(
        jvm(), taken, threads(), resources, List.copyOf(findings), List.copyOf(picture.limits));
  }

  private Jvm jvm() {
    int platform = 0;
    for (ThreadNode each : picture.nodes()) {
      platform += each.virtual ? 0 : 1;
    }
    String command = System.getProperty("sun.java.command", "");
    int space = command.indexOf(' ');
    return new Jvm(
        ProcessHandle.current().pid(),
        space < 0 ? command : command.substring(0, space),
        Runtime.version().toString(),
        platform,
        picture.census.virtualThreads());
  }

  private List<StackTraceElement> stack(ThreadNode node) {
    return stacks.computeIfAbsent(node, n -> cache.stack(n, picture.view));
  }

  private Finding finding(Candidate candidate) {
    List<Detail> details = new ArrayList<>();
    for (ThreadNode each : candidate.threads()) {
      details.add(new Detail(each.id, part(each), Frames.ofProgram(stack(each))));
    }
    return new Finding(
        candidate.kind(),
        candidate.certainty(),
        candidate.text(),
        List.copyOf(details),
        candidate.threads().stream().map(each -> each.id).toList(),
        candidate.resources().stream().map(each -> each.id).toList());
  }

  /** What a thread waits for and who holds that: {@code waits for Lock "a", held by b}. */
  private String part(ThreadNode node) {
    ResourceNode wait = node.waitsFor;
    if (wait == null) {
      return "is " + node.phase.text();
    }
    StringBuilder text = new StringBuilder("waits ");
    text.append(node.how.isEmpty() ? "for " : node.how + ": ").append(wait.facts.name());
    if (!wait.facts.state().isEmpty()) {
      text.append(" (").append(wait.facts.state()).append(")");
    }
    List<String> holders = new ArrayList<>();
    picture
        .holders(wait)
        .forEach(
            (holder, how) -> {
              if (holders.size() < 5) {
                String self = holder == node ? "itself" : holder.name();
                StackTraceElement where =
                    wait.kind() != ResourceKind.MONITOR || how.where() != null
                        ? how.where()
                        : picture.view.monitorsHeld(holder.thread).get(wait.facts.name());
                holders.add(
                    self
                        + (how.how().isEmpty() ? "" : " " + how.how())
                        + (where == null ? "" : " in " + Finding.text(where)));
              }
            });
    int more = wait.facts.holders().size() - holders.size();
    if (!holders.isEmpty() && wait.kind() != ResourceKind.THREAD) {
      text.append(wait.kind() == ResourceKind.FUTURE ? ", run by " : ", held by ");
      text.append(String.join(", ", holders));
      text.append(more > 0 ? " and %d more".formatted(more) : "");
    }
    return text.toString();
  }

  private Resource resource(ResourceNode node) {
    List<Hold> holds = new ArrayList<>();
    for (Facts.Holder each : node.facts.holders()) {
      holds.add(new Hold(picture.node(each.thread()).id, each.how(), each.where()));
    }
    List<Wait> waits =
        node.waiters.stream()
            .limit(MOST_WAITS)
            .map(each -> new Wait(each.id, each.how, each.isTimed()))
            .toList();
    return new Resource(
        node.id,
        node.kind(),
        node.facts.name(),
        node.facts.state(),
        List.copyOf(holds),
        new Waiters(node.waiters.size(), waits));
  }

  /** Those of the findings first, then holders, then who else waits. */
  private List<WatchedThread> threads() {
    Set<ThreadNode> chosen = new LinkedHashSet<>();
    confirmed.forEach(each -> chosen.addAll(each.threads()));
    Set<ThreadNode> withStacks = new LinkedHashSet<>(chosen);
    picture.resources.forEach(each -> chosen.addAll(picture.holders(each).keySet()));
    for (ResourceNode each : picture.resources) {
      each.waiters.stream().limit(MOST_WAITS).forEach(chosen::add);
    }
    Map<Long, WatchedThread> threads = new LinkedHashMap<>();
    for (ThreadNode each : chosen) {
      if (threads.size() == MOST_THREADS) {
        picture.limits.add(
            "Of %,d threads that take part %,d are listed.".formatted(chosen.size(), MOST_THREADS));
        break;
      }
      List<StackTraceElement> stack = withStacks.contains(each) ? stack(each) : List.of();
      threads.put(
          each.id, new WatchedThread(each.id, each.name(), each.virtual, each.phase.text(), stack));
    }
    return List.copyOf(threads.values());
  }
}
