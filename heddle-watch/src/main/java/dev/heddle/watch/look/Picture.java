package dev.heddle.watch.look;

import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Facts;
import dev.heddle.watch.jdk.Facts.Availability;
import dev.heddle.watch.jdk.Facts.Holder;
import dev.heddle.watch.jdk.JdkView;
import dev.heddle.watch.jdk.JdkView.Census;
import dev.heddle.watch.jdk.JdkView.ClassWait;
import dev.heddle.watch.jdk.MonitorWait;
import dev.heddle.watch.jdk.Phase;
import dev.heddle.watch.jdk.Queued;
import dev.heddle.watch.jdk.SubjectKey;
import dev.heddle.watch.jdk.UnreadableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All threads at (nearly) one moment, and what those that are blocked wait for. Threads are grouped
 * by what they wait for first; stacks are read only where they are needed.
 */
final class Picture {
  /** How many virtual threads are looked at. */
  static final int MOST_VIRTUAL = 100_000;

  /** How many stacks are read to find out what a condition belongs to. */
  private static final int MOST_STACKS = 1_000;

  /** More running threads than that are not searched for class initialisers. */
  private static final int MOST_RUNNING = 500;

  /** The initialisation of a class. */
  record ClassSubject(String className) implements SubjectKey {}

  final JdkView view;
  final Census census;
  final List<String> limits = new ArrayList<>();
  final List<ResourceNode> resources = new ArrayList<>();
  private final Map<Thread, ThreadNode> nodes;
  private final Map<Object, ResourceNode> bySubject = new IdentityHashMap<>();
  private final Map<Object, ResourceNode> byRecord = new HashMap<>();
  private final Map<Thread, StackTraceElement[]> runningStacks = new IdentityHashMap<>();
  private boolean runningStacksComplete = true;
  private final Map<Object, List<ThreadNode>> workers = new IdentityHashMap<>();
  private int ready;
  private int stacksRead;

  /**
   * Takes the picture.
   *
   * @param self the thread that looks, which is left out
   */
  Picture(JdkView view, Thread self) {
    this.view = view;
    this.census = view.census(MOST_VIRTUAL);
    nodes = new IdentityHashMap<>(census.threads().size());
    limits.addAll(view.limits());
    limits.addAll(census.limits());
    List<Thread> inMonitors = new ArrayList<>();
    Map<Object, List<ThreadNode>> parked = new IdentityHashMap<>();
    for (Thread thread : census.threads()) {
      if (thread == self) {
        continue;
      }
      ThreadNode node = node(thread);
      if (node.phase == Phase.READY) {
        ready++;
      }
      Object blocker = node.phase.isBlocked() ? view.parkBlocker(thread) : null;
      if (blocker != null && node.phase != Phase.ENTERING) {
        parked.computeIfAbsent(blocker, b -> new ArrayList<>()).add(node);
      } else if (node.phase == Phase.ENTERING || node.phase == Phase.WAITING) {
        inMonitors.add(thread);
      }
    }
    parked.forEach(this::addParked);
    addMonitors(inMonitors);
    addClassWaits();
    resources.removeIf(Picture::isIdleJvm);
    resources.forEach(this::readQueue);
  }

  /** Whether only threads of the JVM itself wait there, for work: the finalizer, say. */
  private static boolean isIdleJvm(ResourceNode resource) {
    boolean event =
        resource.kind() == ResourceKind.MONITOR_WAIT || resource.kind() == ResourceKind.CONDITION;
    return event && resource.waiters.stream().allMatch(w -> SystemThreads.contains(w.thread));
  }

  private void addParked(Object blocker, List<ThreadNode> waiters) {
    try {
      Object subject = view.subject(blocker);
      ResourceNode resource = bySubject.get(subject);
      if (resource == null) {
        resource = add(subject, Operations.refine(facts(subject), () -> stackOf(waiters.get(0))));
        bySubject.put(subject, resource);
      }
      for (ThreadNode each : waiters) {
        addWaiter(resource, each);
      }
      if (blocker != subject) {
        readQueue(resource, blocker);
      }
    } catch (UnreadableException e) {
      limit("%s cannot be read: %s.".formatted(Facts.name(blocker), e.getMessage()));
    }
  }

  private Facts facts(Object subject) {
    return view.facts(subject, census.threads());
  }

  private StackTraceElement[] stackOf(ThreadNode node) {
    if (stacksRead == MOST_STACKS) {
      limit("Of more than %,d conditions some are not told by name.".formatted(MOST_STACKS));
    }
    return stacksRead++ < MOST_STACKS ? view.stack(node.thread) : new StackTraceElement[0];
  }

  private void addMonitors(List<Thread> blocked) {
    if (blocked.isEmpty()) {
      return;
    }
    MonitorWait.Report report = view.monitors(blocked, census.threads());
    limits.addAll(report.limits());
    for (MonitorWait each : report.waits()) {
      Thread target = each.target();
      Object key = target == null ? each.monitor() : target;
      Facts facts =
          target == null
              ? each.facts()
              : new Facts(
                  ResourceKind.THREAD,
                  "the end of " + node(target).name(),
                  "",
                  List.of(new Holder(target)),
                  Availability.HELD);
      addWaiter(resource(key, facts), node(each.thread()));
    }
  }

  private void addClassWaits() {
    boolean initialising = false;
    for (StackTraceElement[] stack : runningStacks().values()) {
      for (StackTraceElement frame : stack) {
        initialising |= frame.getMethodName().equals("<clinit>");
      }
    }
    if (!initialising) {
      return;
    }
    Map<Long, Thread> byId = new HashMap<>();
    nodes.values().forEach(node -> byId.put(node.id, node.thread));
    // A dump names the carrier; what runs on it is the virtual thread.
    for (ThreadNode node : nodes.values()) {
      view.carrier(node.thread).ifPresent(each -> byId.put(view.id(each), node.thread));
    }
    try {
      for (ClassWait each : view.classWaits(byId)) {
        List<Holder> holders = new ArrayList<>();
        for (ThreadNode node : List.copyOf(nodes.values())) {
          if (node.thread != each.thread()) {
            StackTraceElement where = initialiser(node.thread, each.className());
            if (where != null) {
              holders.add(new Holder(node.thread, "", where));
            }
          }
        }
        String name = "initialisation of " + each.className();
        Facts facts = Facts.of(ResourceKind.CLASS_INITIALIZATION, name, holders);
        addWaiter(resource(new ClassSubject(each.className()), facts), node(each.thread()));
      }
    } catch (UnreadableException e) {
      limit(
          "Waits for the initialisation of classes cannot be read: %s.".formatted(e.getMessage()));
    }
  }

  private @Nullable StackTraceElement initialiser(Thread thread, String className) {
    StackTraceElement[] stack = runningStacks().get(thread);
    for (StackTraceElement frame : stack == null ? new StackTraceElement[0] : stack) {
      if (frame.getMethodName().equals("<clinit>") && frame.getClassName().equals(className)) {
        return frame;
      }
    }
    return null;
  }

  /** The stacks of the threads that run, or seem to: class initialisation waits look so. */
  Map<Thread, StackTraceElement[]> runningStacks() {
    if (runningStacks.isEmpty()) {
      List<Thread> asked = new ArrayList<>();
      for (ThreadNode node : nodes.values()) {
        if (node.phase == Phase.RUNNING) {
          if (asked.size() >= MOST_RUNNING) {
            runningStacksComplete = false;
            break;
          }
          asked.add(node.thread);
        }
      }
      runningStacks.putAll(view.stacks(asked));
    }
    return runningStacks;
  }

  boolean isPinned(ThreadNode node) {
    return node.virtual && node.phase.isBlocked() && view.carrier(node.thread).isPresent();
  }

  /** Returns whether all running threads are in {@link #runningStacks()}. */
  boolean sawAllRunning() {
    return runningStacksComplete;
  }

  private ResourceNode resource(Object key, Facts facts) {
    if (key instanceof SubjectKey) {
      return byRecord.computeIfAbsent(key, k -> add(k, facts));
    }
    ResourceNode known = bySubject.get(key);
    if (known == null) {
      known = add(key, facts);
      bySubject.put(key, known);
    }
    return known;
  }

  private ResourceNode add(Object subject, Facts facts) {
    ResourceNode resource = new ResourceNode(resources.size() + 1, subject, facts);
    resources.add(resource);
    return resource;
  }

  private static void addWaiter(ResourceNode resource, ThreadNode node) {
    resource.waiters.add(node);
    node.waitsFor = resource;
  }

  private void readQueue(ResourceNode resource) {
    readQueue(resource, resource.subject);
  }

  /** Reads who is queued for what; the node of a thread is its token. */
  private void readQueue(ResourceNode resource, Object subject) {
    List<Queued> queue;
    try {
      queue = view.queue(subject);
    } catch (UnreadableException e) {
      limit("A queue cannot be read: %s.".formatted(e.getMessage()));
      return;
    }
    if (queue.isEmpty()) {
      return;
    }
    List<Queued> all = new ArrayList<>(resource.queue);
    all.addAll(queue);
    resource.queue = all;
    boolean modes = resource.kind() == ResourceKind.READ_WRITE_LOCK;
    for (Queued each : queue) {
      ThreadNode node = nodes.get(each.thread());
      if (node != null && node.waitsFor == resource) {
        node.token = each.node();
        node.how = !modes ? "" : each.shared() ? "to read" : "to write";
      }
    }
  }

  private void limit(String sentence) {
    if (!limits.contains(sentence)) {
      limits.add(sentence);
    }
  }

  /** Returns the node of a thread, which may have ended meanwhile. */
  ThreadNode node(Thread thread) {
    ThreadNode node = nodes.get(thread);
    if (node == null) {
      node = new ThreadNode(thread, view.id(thread), view.isVirtual(thread), view.phase(thread));
      nodes.put(thread, node);
    }
    return node;
  }

  Collection<ThreadNode> nodes() {
    return nodes.values();
  }

  /** How many virtual threads could run but have no carrier. */
  int ready() {
    return ready;
  }

  /** The workers of each executor that is known. */
  Map<Object, List<ThreadNode>> workers() {
    if (!workers.isEmpty()) {
      return workers;
    }
    for (ThreadNode each : nodes.values()) {
      Object pool = each.virtual || each.phase == Phase.ENDED ? null : view.pool(each.thread);
      if (pool != null) {
        workers.computeIfAbsent(pool, p -> new ArrayList<>()).add(each);
      }
    }
    return workers;
  }

  /** Counts how often each of the platform threads has been blocked, as a token. */
  void countBlocks(Collection<ThreadNode> threads) {
    List<Thread> asked = new ArrayList<>();
    for (ThreadNode each : threads) {
      if (each.token == null && !each.virtual) {
        asked.add(each.thread);
      }
    }
    view.blockCounts(asked).forEach((thread, count) -> node(thread).token = count);
  }

  /** Returns names of what a resource's holders are, for messages. */
  Map<ThreadNode, Holder> holders(ResourceNode resource) {
    Map<ThreadNode, Holder> holders = new LinkedHashMap<>();
    resource.facts.holders().forEach(each -> holders.put(node(each.thread()), each));
    return holders;
  }
}
