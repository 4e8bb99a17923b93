package dev.heddle.watch.attach;

import dev.heddle.watch.Certainty;
import dev.heddle.watch.Finding;
import dev.heddle.watch.Finding.Detail;
import dev.heddle.watch.FindingKind;
import dev.heddle.watch.Hold;
import dev.heddle.watch.Jvm;
import dev.heddle.watch.Resource;
import dev.heddle.watch.Resource.Waiters;
import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.Snapshot;
import dev.heddle.watch.Wait;
import dev.heddle.watch.WatchedThread;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of {@code Thread.print -l}: platform threads, their monitors and exclusive locks. */
final class ThreadDump {
  private static final Pattern HEADER = Pattern.compile("^\"(.*)\" #(\\d+)\\b.*");
  private static final Pattern FRAME =
      Pattern.compile("^\\s+at (?:.*/)?([\\w.$<>]+)\\.([\\w$<>]+)\\(([^:)]*)(?::(\\d+))?\\).*");
  private static final Pattern WANTED =
      Pattern.compile("^\\s+- (waiting to lock|parking to wait for)\\s+<(\\w+)> \\(a (.*)\\)");
  private static final Pattern HELD =
      Pattern.compile("^\\s+- (?:locked )?\\s*<(\\w+)> \\(a (.*)\\)");

  /** A thread of the dump. */
  private static final class Entry {
    final String name;
    final long id;
    final List<StackTraceElement> stack = new ArrayList<>();
    final Set<String> held = new LinkedHashSet<>();
    String wanted = "";
    boolean timed;

    Entry(String name, long id) {
      this.name = name;
      this.id = id;
    }
  }

  private final Map<Long, Entry> threads = new LinkedHashMap<>();
  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, Entry> owners = new LinkedHashMap<>();

  private ThreadDump(String text) {
    Entry present = null;
    for (String line : text.split("\n")) {
      Matcher header = HEADER.matcher(line);
      if (header.matches()) {
        present = new Entry(header.group(1), Long.parseLong(header.group(2)));
        threads.put(present.id, present);
      } else if (present != null) {
        read(present, line);
      }
    }
  }

  private void read(Entry thread, String line) {
    Matcher frame = FRAME.matcher(line);
    Matcher wanted = WANTED.matcher(line);
    Matcher held = HELD.matcher(line);
    if (line.contains("TIMED_WAITING")) {
      thread.timed = true;
    } else if (frame.matches()) {
      int number =
          frame.group(3).equals("Native Method")
              ? -2
              : frame.group(4) == null ? -1 : Integer.parseInt(frame.group(4));
      thread.stack.add(
          new StackTraceElement(frame.group(1), frame.group(2), frame.group(3), number));
    } else if (wanted.matches()) {
      thread.wanted = wanted.group(2);
      types.put(wanted.group(2), wanted.group(3));
    } else if (held.matches() && !held.group(1).equals(thread.wanted)) {
      thread.held.add(held.group(1));
      owners.put(held.group(1), thread);
      types.put(held.group(1), held.group(2));
    }
  }

  static Snapshot snapshot(long pid, String jdk, String firstText, String secondText) {
    ThreadDump first = new ThreadDump(firstText);
    ThreadDump second = new ThreadDump(secondText);
    List<List<Entry>> before = first.cycles();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (Entry each : second.threads.values()) {
      if (!each.wanted.isEmpty()) {
        numbers.putIfAbsent(each.wanted, numbers.size() + 1);
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (List<Entry> cycle : second.cycles()) {
      if (before.stream().anyMatch(each -> isSame(each, cycle))) {
        findings.add(second.finding(cycle, numbers));
      }
    }
    return new Snapshot(
        new Jvm(pid, "", jdk, second.threads.size(), 0),
        Instant.now(),
        second.watchedThreads(),
        second.resources(numbers),
        findings,
        List.of(
            "Without the agent only monitors and exclusive locks of platform threads are seen: no"
                + " virtual threads, readers, permits, pools or futures."));
  }

  private static boolean isSame(List<Entry> before, List<Entry> after) {
    boolean same = before.size() == after.size();
    for (int i = 0; same && i < before.size(); i++) {
      same = before.get(i).id == after.get(i).id && before.get(i).stack.equals(after.get(i).stack);
    }
    return same;
  }

  /** Each thread waits for one other at most, so following them finds every cycle. */
  private List<List<Entry>> cycles() {
    List<List<Entry>> cycles = new ArrayList<>();
    Set<Long> seen = new LinkedHashSet<>();
    for (Entry start : threads.values()) {
      List<Entry> path = new ArrayList<>();
      Entry each = start;
      while (each != null && seen.add(each.id)) {
        path.add(each);
        each = next(each);
      }
      int at = each == null ? -1 : path.indexOf(each);
      if (at >= 0) {
        cycles.add(path.subList(at, path.size()));
      }
    }
    return cycles;
  }

  private @Nullable Entry next(Entry thread) {
    return thread.wanted.isEmpty() ? null : owners.get(thread.wanted);
  }

  private Finding finding(List<Entry> cycle, Map<String, Integer> numbers) {
    List<Detail> details = new ArrayList<>();
    for (Entry each : cycle) {
      Entry owner = next(each);
      String holder = owner == null ? "?" : owner.name;
      String text = "waits for %s, held by %s".formatted(name(each.wanted), holder);
      details.add(new Detail(each.id, text, each.stack.stream().limit(12).toList()));
    }
    boolean timed = cycle.stream().anyMatch(each -> each.timed);
    return new Finding(
        FindingKind.DEADLOCK,
        timed ? Certainty.SUSPECTED : Certainty.CERTAIN,
        cycle.size() == 1
            ? "%s waits for itself.".formatted(cycle.get(0).name)
            : "%d threads wait for each other.".formatted(cycle.size()),
        details,
        cycle.stream().map(each -> each.id).toList(),
        cycle.stream().map(each -> numbers.getOrDefault(each.wanted, 0)).toList());
  }

  private String name(String address) {
    String type = types.getOrDefault(address, "?");
    return type.substring(type.lastIndexOf('.') + 1) + "@" + address.replaceFirst("^0x0*", "");
  }

  private List<WatchedThread> watchedThreads() {
    List<WatchedThread> watched = new ArrayList<>();
    for (Entry each : threads.values()) {
      if (!each.wanted.isEmpty() || !each.held.isEmpty()) {
        String state = each.wanted.isEmpty() ? "running" : "blocked";
        watched.add(new WatchedThread(each.id, each.name, false, state, List.copyOf(each.stack)));
      }
    }
    return watched;
  }

  private List<Resource> resources(Map<String, Integer> numbers) {
    List<Resource> resources = new ArrayList<>();
    numbers.forEach(
        (address, number) -> {
          Entry owner = owners.get(address);
          List<Wait> waits = new ArrayList<>();
          for (Entry each : threads.values()) {
            if (each.wanted.equals(address)) {
              waits.add(new Wait(each.id, "", each.timed));
            }
          }
          List<Hold> holds = owner == null ? List.of() : List.of(new Hold(owner.id, "", null));
          boolean lock = types.getOrDefault(address, "").startsWith("java.util.concurrent");
          resources.add(
              new Resource(
                  number,
                  owner == null
                      ? ResourceKind.OTHER
                      : lock ? ResourceKind.LOCK : ResourceKind.MONITOR,
                  name(address),
                  "",
                  holds,
                  new Waiters(waits.size(), waits)));
        });
    return resources;
  }
}
