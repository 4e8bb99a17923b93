package dev.heddle.watch.look;

import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.jdk.Queued;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which thread waits for which. A thread waits for all of its successors: each of them has to act
 * before it can go on, so that every cycle is a deadlock. Waits that any of several threads could
 * end, as for a permit, have no edges.
 */
final class WaitGraph {
  private final Picture picture;
  private final Map<ThreadNode, List<ThreadNode>> edges = new HashMap<>();

  WaitGraph(Picture picture) {
    this.picture = picture;
    for (ResourceNode resource : picture.resources) {
      for (ThreadNode waiter : resource.waiters) {
        // A thread that waits for nothing ends every chain, and most chains are that short.
        List<ThreadNode> blocked =
            successors(waiter, resource).stream().filter(each -> each.waitsFor != null).toList();
        if (!blocked.isEmpty()) {
          edges.put(waiter, blocked);
        }
      }
    }
  }

  private List<ThreadNode> successors(ThreadNode waiter, ResourceNode resource) {
    boolean queues = resource.kind() == ResourceKind.READ_WRITE_LOCK;
    if (resource.facts.holders().isEmpty() && !queues) {
      return List.of();
    }
    List<ThreadNode> successors = new ArrayList<>();
    boolean reads = resource.kind() == ResourceKind.READ_WRITE_LOCK && waiter.how.equals("to read");
    picture
        .holders(resource)
        .forEach(
            (holder, how) -> {
              if (!reads || how.how().equals("to write") && holder != waiter) {
                successors.add(holder);
              }
            });
    if (reads && successors.isEmpty()) {
      // A reader queues up behind a writer that waits.
      for (Queued ahead : resource.queue) {
        if (ahead.thread() == waiter.thread) {
          break;
        }
        if (!ahead.shared()) {
          successors.add(picture.node(ahead.thread()));
        }
      }
    }
    return successors;
  }

  List<ThreadNode> successors(ThreadNode node) {
    return edges.getOrDefault(node, List.of());
  }

  /** Returns a shortest cycle of each strongly connected component that has one. */
  List<List<ThreadNode>> cycles() {
    List<List<ThreadNode>> cycles = new ArrayList<>();
    Set<ThreadNode> done = new HashSet<>();
    List<ThreadNode> nodes = new ArrayList<>(edges.keySet());
    nodes.sort((a, b) -> Long.compare(a.id, b.id));
    for (Set<ThreadNode> component : components(nodes)) {
      ThreadNode any = component.iterator().next();
      if (component.size() == 1 && !successors(any).contains(any)) {
        continue;
      }
      List<ThreadNode> shortest = List.of();
      for (ThreadNode node : component) {
        List<ThreadNode> cycle = done.contains(node) ? List.of() : cycle(node, component);
        if (!cycle.isEmpty() && (shortest.isEmpty() || cycle.size() < shortest.size())) {
          shortest = cycle;
        }
        // The components of thousands are rare, and one cycle explains them.
        if (component.size() > 1_000 && !shortest.isEmpty()) {
          break;
        }
      }
      if (!shortest.isEmpty()) {
        cycles.add(fromSmallest(shortest));
        done.addAll(component);
      }
    }
    return cycles;
  }

  private static List<ThreadNode> fromSmallest(List<ThreadNode> cycle) {
    int smallest = 0;
    for (int i = 1; i < cycle.size(); i++) {
      smallest = cycle.get(i).id < cycle.get(smallest).id ? i : smallest;
    }
    List<ThreadNode> turned = new ArrayList<>(cycle);
    Collections.rotate(turned, -smallest);
    return turned;
  }

  /** A shortest way from a node back to it, by breadth first search. */
  private List<ThreadNode> cycle(ThreadNode start, Set<ThreadNode> component) {
    Map<ThreadNode, ThreadNode> cameFrom = new HashMap<>();
    ArrayDeque<ThreadNode> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      ThreadNode node = open.remove();
      for (ThreadNode next : successors(node)) {
        if (next == start) {
          List<ThreadNode> cycle = new ArrayList<>();
          for (ThreadNode each = node; each != start; each = cameFrom.get(each)) {
            cycle.add(each);
          }
          cycle.add(start);
          Collections.reverse(cycle);
          return cycle;
        }
        if (component.contains(next) && cameFrom.putIfAbsent(next, node) == null) {
          open.add(next);
        }
      }
    }
    return List.of();
  }

  /** The strongly connected components, by Tarjan's algorithm without recursion. */
  private List<Set<ThreadNode>> components(List<ThreadNode> nodes) {
    List<Set<ThreadNode>> components = new ArrayList<>();
    Map<ThreadNode, Integer> index = new HashMap<>();
    Map<ThreadNode, Integer> low = new HashMap<>();
    Set<ThreadNode> onStack = new HashSet<>();
    ArrayDeque<ThreadNode> stack = new ArrayDeque<>();
    for (ThreadNode root : nodes) {
      if (index.containsKey(root)) {
        continue;
      }
      ArrayDeque<ThreadNode> path = new ArrayDeque<>();
      Map<ThreadNode, Integer> position = new HashMap<>();
      path.push(root);
      while (!path.isEmpty()) {
        ThreadNode node = path.peek();
        if (!index.containsKey(node)) {
          index.put(node, index.size());
          low.put(node, index.get(node));
          stack.push(node);
          onStack.add(node);
        }
        int at = position.getOrDefault(node, 0);
        List<ThreadNode> successors = successors(node);
        if (at < successors.size()) {
          position.put(node, at + 1);
          ThreadNode next = successors.get(at);
          if (!index.containsKey(next)) {
            path.push(next);
          } else if (onStack.contains(next)) {
            low.merge(node, index.get(next), Math::min);
          }
          continue;
        }
        path.pop();
        if (!path.isEmpty()) {
          low.merge(path.peek(), low.get(node), Math::min);
        }
        if (low.get(node).equals(index.get(node))) {
          Set<ThreadNode> component = new HashSet<>();
          ThreadNode member;
          do {
            member = stack.pop();
            onStack.remove(member);
            component.add(member);
          } while (member != node);
          components.add(component);
        }
      }
    }
    return components;
  }

  /** Returns how many threads outside wait, directly or not, for one of these. */
  int behind(List<ThreadNode> threads) {
    Map<ThreadNode, List<ThreadNode>> waiters = new HashMap<>();
    edges.forEach(
        (waiter, targets) ->
            targets.forEach(
                target -> waiters.computeIfAbsent(target, t -> new ArrayList<>()).add(waiter)));
    Set<ThreadNode> seen = new HashSet<>(threads);
    ArrayDeque<ThreadNode> open = new ArrayDeque<>(threads);
    while (!open.isEmpty()) {
      for (ThreadNode each : waiters.getOrDefault(open.remove(), List.of())) {
        if (seen.add(each)) {
          open.add(each);
        }
      }
    }
    return seen.size() - threads.size();
  }
}
