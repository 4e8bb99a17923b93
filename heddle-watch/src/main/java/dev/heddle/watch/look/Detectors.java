package dev.heddle.watch.look;

import dev.heddle.watch.Certainty;
import dev.heddle.watch.FindingKind;
import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Facts.Availability;
import dev.heddle.watch.jdk.JdkView;
import dev.heddle.watch.jdk.Phase;
import dev.heddle.watch.jdk.PoolFacts;
import dev.heddle.watch.jdk.Queued;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what may be a hang in one {@link Picture}. */
final class Detectors {
  /** What can keep threads waiting although nothing holds it that could be named. */
  private static final Set<ResourceKind> WAITS =
      EnumSet.of(
          ResourceKind.SEMAPHORE,
          ResourceKind.LATCH,
          ResourceKind.BARRIER,
          ResourceKind.PHASER,
          ResourceKind.EXCHANGER,
          ResourceKind.STAMPED_LOCK,
          ResourceKind.EVENT,
          ResourceKind.FUTURE,
          ResourceKind.LOCK);

  /** Of these, the ones whose end is a release, not something that the program waits for. */
  private static final Set<ResourceKind> RELEASED =
      EnumSet.of(ResourceKind.SEMAPHORE, ResourceKind.STAMPED_LOCK, ResourceKind.LOCK);

  private static final Set<ResourceKind> TASK_WAITS =
      EnumSet.of(
          ResourceKind.FUTURE,
          ResourceKind.LATCH,
          ResourceKind.BARRIER,
          ResourceKind.PHASER,
          ResourceKind.CONDITION,
          ResourceKind.EVENT,
          ResourceKind.EXCHANGER,
          ResourceKind.QUEUE,
          ResourceKind.OTHER);

  /** How many of the threads that wait for one thing a finding names. */
  private static final int MOST_NAMED = 5;

  private final Picture picture;
  private final WaitGraph graph;
  private final List<Candidate> candidates = new ArrayList<>();
  private final Set<ResourceNode> explained = new LinkedHashSet<>();

  private Detectors(Picture picture) {
    this.picture = picture;
    this.graph = new WaitGraph(picture);
  }

  static List<Candidate> candidates(Picture picture) {
    Detectors detectors = new Detectors(picture);
    detectors.deadlocks();
    detectors.deadOwners();
    detectors.noHolders();
    detectors.starvedPools();
    detectors.pinnedCarriers();
    detectors.waits();
    return detectors.candidates;
  }

  private void add(FindingKind kind, Certainty certainty, String text, List<ThreadNode> threads) {
    Set<ResourceNode> resources = new LinkedHashSet<>();
    for (ThreadNode each : threads) {
      if (each.waitsFor != null) {
        resources.add(each.waitsFor);
      }
    }
    explained.addAll(resources);
    candidates.add(
        new Candidate(kind, certainty, text, List.copyOf(threads), List.copyOf(resources)));
  }

  private void deadlocks() {
    for (List<ThreadNode> cycle : graph.cycles()) {
      boolean timed = cycle.stream().anyMatch(ThreadNode::isTimed);
      ThreadNode first = cycle.get(0);
      String text =
          cycle.size() > 1
              ? "%d threads wait for each other.".formatted(cycle.size())
              : "%s waits for itself.".formatted(first.name());
      ResourceNode wanted = first.waitsFor;
      if (cycle.size() == 1 && wanted != null && wanted.kind() == ResourceKind.READ_WRITE_LOCK) {
        text = "%s waits to write while it holds the same lock to read.".formatted(first.name());
      }
      int behind = graph.behind(cycle);
      if (behind > 0) {
        text +=
            " %s behind them.".formatted(count(behind, "more thread waits", "more threads wait"));
      }
      if (timed) {
        text += " It ends when a timeout is over.";
      }
      add(FindingKind.DEADLOCK, timed ? Certainty.SUSPECTED : Certainty.CERTAIN, text, cycle);
    }
  }

  private void deadOwners() {
    for (ResourceNode each : picture.resources) {
      if (each.waiters.isEmpty() || each.kind() == ResourceKind.THREAD) {
        continue;
      }
      boolean readers =
          each.kind() == ResourceKind.READ_WRITE_LOCK
              && each.facts.availability() == Availability.HOLDERS_UNKNOWN
              && picture.census.limits().isEmpty();
      for (ThreadNode holder : picture.holders(each).keySet()) {
        if (holder.phase == Phase.ENDED) {
          String text = "%s holds %s and has ended.".formatted(holder.name(), each.facts.name());
          add(FindingKind.DEAD_OWNER, Certainty.CERTAIN, text, first(each.waiters));
          readers = false;
        }
      }
      if (readers) {
        String text = "%s is held to read by no thread that lives.".formatted(each.facts.name());
        add(FindingKind.DEAD_OWNER, Certainty.PROBABLE, text, first(each.waiters));
      }
    }
  }

  private void noHolders() {
    for (ResourceNode each : picture.resources) {
      boolean lock =
          each.kind() == ResourceKind.LOCK || each.kind() == ResourceKind.READ_WRITE_LOCK;
      boolean freeLock =
          lock && each.facts.availability() == Availability.FREE && !each.queue.isEmpty();
      boolean freeMonitor =
          each.kind() == ResourceKind.MONITOR
              && each.facts.availability() == Availability.HOLDERS_UNKNOWN
              && picture.limits.isEmpty();
      if (freeLock || freeMonitor) {
        List<ThreadNode> parked =
            freeMonitor ? each.waiters : each.waiters.stream().filter(w -> leads(each, w)).toList();
        if (!parked.isEmpty()) {
          String text =
              "%s is free, and %s for it: a wake-up was lost.%s"
                  .formatted(
                      each.facts.name(),
                      count(each.waiters.size(), "thread waits", "threads wait"),
                      KnownFaults.lostWakeUps(parked.stream().anyMatch(w -> w.virtual)));
          add(FindingKind.NO_HOLDER, Certainty.PROBABLE, text, first(parked));
        }
      }
    }
  }

  /** Whether a waiter is the first in the queue, parked and not woken. */
  private static boolean leads(ResourceNode resource, ThreadNode waiter) {
    Queued first = resource.queue.get(0);
    return first.thread() == waiter.thread && waiter.phase == Phase.PARKED;
  }

  private void starvedPools() {
    JdkView view = picture.view;
    picture
        .workers()
        .forEach(
            (pool, workers) -> {
              PoolFacts facts = pool == view.carrierPool() ? null : view.poolFacts(pool);
              boolean stuck =
                  facts != null
                      && facts.queued() > 0
                      && workers.size() >= Math.max(1, facts.most())
                      && workers.stream().allMatch(each -> waitsForTask(each));
              if (!stuck) {
                return;
              }
              long own = workers.stream().filter(each -> isOwnTask(pool, each)).count();
              boolean timed = workers.stream().anyMatch(ThreadNode::isTimed);
              String text =
                  "All %s of %s wait for tasks, and %s in its queue."
                      .formatted(
                          count(workers.size(), "worker", "workers"),
                          facts.name(),
                          count(facts.queued(), "task stands", "tasks stand"));
              Certainty certainty =
                  timed
                      ? Certainty.SUSPECTED
                      : own == workers.size() ? Certainty.CERTAIN : Certainty.PROBABLE;
              if (own == workers.size()) {
                text += " Each waits for one of these.";
              }
              List<ThreadNode> sorted = new ArrayList<>(workers);
              sorted.sort((a, b) -> Long.compare(a.id, b.id));
              add(FindingKind.POOL_STARVATION, certainty, text, sorted);
            });
  }

  private boolean waitsForTask(ThreadNode worker) {
    ResourceNode wait = worker.waitsFor;
    return wait != null
        && !picture.view.isIdle(worker.thread)
        && TASK_WAITS.contains(wait.kind())
        && wait.facts.holders().isEmpty();
  }

  private boolean isOwnTask(Object pool, ThreadNode worker) {
    ResourceNode wait = worker.waitsFor;
    return wait != null && picture.view.isQueued(pool, wait.subject);
  }

  private void pinnedCarriers() {
    Object pool = picture.view.carrierPool();
    PoolFacts facts = pool == null ? null : picture.view.poolFacts(pool);
    if (facts == null || picture.ready() == 0) {
      return;
    }
    List<ThreadNode> pinned = new ArrayList<>();
    for (ThreadNode each : picture.nodes()) {
      if (picture.isPinned(each) || isPinnedInClass(each)) {
        pinned.add(each);
      }
    }
    long carriers =
        picture.workers().getOrDefault(pool, List.of()).stream()
            .filter(each -> !picture.view.isIdle(each.thread))
            .count();
    if (pinned.size() >= facts.most() && pinned.size() >= carriers) {
      pinned.sort((a, b) -> Long.compare(a.id, b.id));
      String text =
          ("All %s of virtual threads are pinned by threads that wait, and %s ready to run:"
                  + " no virtual thread can go on.")
              .formatted(
                  count(pinned.size(), "carrier", "carriers"),
                  count(picture.ready(), "more is", "more are"));
      boolean timed = pinned.stream().anyMatch(ThreadNode::isTimed);
      add(
          FindingKind.CARRIERS_PINNED,
          timed ? Certainty.SUSPECTED : Certainty.CERTAIN,
          text,
          pinned);
    }
  }

  private static boolean isPinnedInClass(ThreadNode node) {
    ResourceNode wait = node.waitsFor;
    return node.virtual && wait != null && wait.kind() == ResourceKind.CLASS_INITIALIZATION;
  }

  private void waits() {
    for (ResourceNode each : picture.resources) {
      List<ThreadNode> untimed =
          each.waiters.stream()
              .filter(waiter -> !waiter.isTimed() && !SystemThreads.contains(waiter.thread))
              .toList();
      boolean held = each.facts.availability() != Availability.FREE;
      if (explained.contains(each)
          || untimed.isEmpty()
          || !held
          || !each.facts.holders().isEmpty()
          || !WAITS.contains(each.kind())) {
        continue;
      }
      boolean quiet =
          RELEASED.contains(each.kind()) && untimed.size() > 1 && Quiet.isQuiet(picture);
      String state = each.facts.state().isEmpty() ? "" : " (" + each.facts.state() + ")";
      String text =
          "%s for %s%s.%s"
              .formatted(
                  count(each.waiters.size(), "thread waits", "threads wait"),
                  each.facts.name(),
                  state,
                  quiet ? " No other thread runs that could release it." : "");
      add(FindingKind.WAIT, quiet ? Certainty.PROBABLE : Certainty.SUSPECTED, text, first(untimed));
    }
  }

  /** The first of many: a report names no more. */
  private static List<ThreadNode> first(List<ThreadNode> threads) {
    Stream<ThreadNode> sorted = threads.stream().sorted((a, b) -> Long.compare(a.id, b.id));
    return sorted.limit(MOST_NAMED).toList();
  }

  static String count(long number, String one, String many) {
    return "%,d %s".formatted(number, number == 1 ? one : many);
  }
}
