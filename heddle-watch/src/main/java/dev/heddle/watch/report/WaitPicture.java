package dev.heddle.watch.report;

import dev.heddle.watch.Finding;
import dev.heddle.watch.Hold;
import dev.heddle.watch.Resource;
import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.Snapshot;
import dev.heddle.watch.Wait;
import dev.heddle.watch.WatchedThread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The graph of threads and resources as SVG: threads on the left, what they wait for on the right,
 * a line from each thread to what it waits for and from each resource to who holds it.
 */
final class WaitPicture {
  private static final int MOST_RESOURCES = 60;
  private static final int MOST_WAITERS = 8;
  private static final int ROW = 44;
  private static final int HEIGHT = 30;
  private static final int WIDTH = 300;
  private static final int RIGHT = 560;
  private static final int MOST_LETTERS = 40;

  private final Snapshot snapshot;
  private final Map<Long, Integer> threadRows = new LinkedHashMap<>();
  private final Map<Integer, Integer> resourceRows = new HashMap<>();
  private final Set<Long> hung = new HashSet<>();
  private final Set<Integer> stuck = new HashSet<>();
  private final StringBuilder svg = new StringBuilder();

  private WaitPicture(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  static String svg(Snapshot snapshot) {
    return new WaitPicture(snapshot).draw();
  }

  private String draw() {
    for (Finding each : snapshot.findings()) {
      hung.addAll(each.threads());
      stuck.addAll(each.resources());
    }
    List<Resource> resources = new ArrayList<>(snapshot.resources());
    resources.removeIf(each -> each.waiters().count() == 0 || each.kind() == ResourceKind.POOL);
    resources.sort(
        Comparator.comparing((Resource each) -> !stuck.contains(each.id()))
            .thenComparing(each -> -each.waiters().count()));
    int left = Math.max(0, resources.size() - MOST_RESOURCES);
    resources = resources.subList(0, resources.size() - left);
    int row = 0;
    for (Resource each : resources) {
      resourceRows.put(each.id(), row++);
      each.holds().stream().limit(MOST_WAITERS).forEach(hold -> place(hold.thread()));
      each.waiters().waits().stream().limit(MOST_WAITERS).forEach(wait -> place(wait.thread()));
    }
    int rows = Math.max(Math.max(threadRows.size(), resourceRows.size()), 1);
    svg.append(
        ("<svg id=\"graph\" role=\"group\" aria-label=\"Threads and what they wait for\""
                + " viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n")
            .formatted(RIGHT + WIDTH + 20, rows * ROW + 20, RIGHT + WIDTH + 20, rows * ROW + 20));
    svg.append(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\""
            + " markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\"/></marker></defs>\n");
    resources.forEach(this::edges);
    Map<Long, WatchedThread> threads = new HashMap<>();
    snapshot.threads().forEach(each -> threads.put(each.id(), each));
    threadRows.forEach((id, at) -> thread(id, threads.get(id), at));
    resources.forEach(this::resource);
    svg.append("</svg>\n");
    if (left > 0) {
      svg.append("<p>").append(left).append(" more resources are in the text below.</p>\n");
    }
    return svg.toString();
  }

  private void place(long thread) {
    threadRows.putIfAbsent(thread, threadRows.size());
  }

  private static int middle(int row) {
    return 10 + row * ROW + HEIGHT / 2;
  }

  private void edges(Resource resource) {
    int y = middle(resourceRows.getOrDefault(resource.id(), 0));
    boolean bad = stuck.contains(resource.id());
    for (Wait each : resource.waiters().waits()) {
      Integer row = threadRows.get(each.thread());
      if (row != null) {
        boolean red = bad && hung.contains(each.thread());
        line(red ? "wait hung" : "wait", WIDTH + 10, middle(row) - 5, RIGHT, y - 5);
      }
    }
    for (Hold each : resource.holds()) {
      Integer row = threadRows.get(each.thread());
      if (row != null) {
        boolean red = bad && hung.contains(each.thread());
        line(red ? "hold hung" : "hold", RIGHT, y + 5, WIDTH + 10, middle(row) + 5);
      }
    }
  }

  private void line(String type, int fromX, int fromY, int toX, int toY) {
    svg.append(
        ("<path class=\"%s\" marker-end=\"url(#tip)\" d=\"M%d %d C%d %d %d %d %d %d\"/>\n")
            .formatted(
                type, fromX, fromY, (fromX + toX) / 2, fromY, (fromX + toX) / 2, toY, toX, toY));
  }

  private void thread(long id, @Nullable WatchedThread thread, int row) {
    String name = thread == null ? "#" + id : thread.name();
    String label = thread != null && thread.virtual() ? name + " (virtual)" : name;
    node("t" + id, hung.contains(id) ? "thread hung" : "thread", label, 10, row, 4);
  }

  private void resource(Resource resource) {
    String type = stuck.contains(resource.id()) ? "resource hung" : "resource";
    String waiting = resource.waiters().count() > 1 ? " x" + resource.waiters().count() : "";
    int row = resourceRows.getOrDefault(resource.id(), 0);
    node("r" + resource.id(), type, resource.name() + waiting, RIGHT, row, HEIGHT / 2);
  }

  private void node(String id, String type, String label, int x, int row, int radius) {
    String shown =
        label.length() > MOST_LETTERS ? label.substring(0, MOST_LETTERS - 1) + "\u2026" : label;
    svg.append(
        ("<g id=\"%s\" class=\"node %s\" tabindex=\"-1\" role=\"button\" aria-label=\"%s\">"
                + "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>"
                + "<text x=\"%d\" y=\"%d\">%s</text></g>\n")
            .formatted(
                id,
                type,
                HtmlReport.escape(label),
                x,
                10 + row * ROW,
                WIDTH,
                HEIGHT,
                radius,
                x + 12,
                middle(row) + 5,
                HtmlReport.escape(shown)));
  }
}
