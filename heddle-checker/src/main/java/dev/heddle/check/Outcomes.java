package dev.heddle.check;

import dev.heddle.check.runtime.CapturedOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what executions print, without making a string for each execution. */
final class Outcomes {
  /** So many different outcomes are told apart; of more nobody could make sense. */
  static final int MAX_DISTINCT = 1_000;

  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Entry> byText = new LinkedHashMap<>();
  private long others;

  private static final class Entry {
    final String text;
    final byte[] bytes;
    long count;

    Entry(String text, byte[] bytes) {
      this.text = text;
      this.bytes = bytes;
    }
  }

  void clear() {
    entries.clear();
    byText.clear();
    others = 0;
  }

  void count(CapturedOutput output) {
    // Most executions print what one of the last few printed: look there first.
    for (int i = 0; i < Math.min(4, entries.size()); i++) {
      if (output.holds(entries.get(i).bytes)) {
        entries.get(i).count++;
        return;
      }
    }
    String text = output.text();
    Entry entry = byText.get(text);
    if (entry == null) {
      if (byText.size() == MAX_DISTINCT) {
        others++;
        return;
      }
      entry = new Entry(text, output.bytes());
      byText.put(text, entry);
      entries.add(entry);
    }
    entry.count++;
  }

  /** Adds executions of other processes that printed a text. */
  void add(String text, long count) {
    Entry entry = byText.get(text);
    if (entry == null) {
      if (byText.size() == MAX_DISTINCT) {
        others += count;
        return;
      }
      entry = new Entry(text, new byte[0]);
      byText.put(text, entry);
      entries.add(entry);
    }
    entry.count += count;
  }

  /** Adds executions of other processes whose outcome was beyond those told apart. */
  void addOthers(long count) {
    others += count;
  }

  /** Returns the number of executions whose outcome was beyond those told apart. */
  long others() {
    return others;
  }

  /** Returns the outcomes with their counts, the most frequent first, then by their text. */
  Map<String, Long> toMap() {
    Map<String, Long> sorted = new LinkedHashMap<>();
    entries.stream()
        .sorted(
            Comparator.comparingLong((Entry entry) -> -entry.count)
                .thenComparing(entry -> entry.text))
        .forEach(entry -> sorted.put(entry.text, entry.count));
    return sorted;
  }
}
