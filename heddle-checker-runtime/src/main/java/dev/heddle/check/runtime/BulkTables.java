package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The maps whose bulk operations an execution has begun, by the tables that their tasks know. */
final class BulkTables {
  private record Entry(Object table, Object map) {}

  private final List<Entry> entries = new ArrayList<>();

  void clear() {
    entries.clear();
  }

  void put(Object table, Object map) {
    if (mapOf(table) == null) {
      entries.add(new Entry(table, map));
    }
  }

  /** Returns the map of a table, or null if it is not known. */
  @Nullable Object mapOf(Object table) {
    for (Entry entry : entries) {
      if (entry.table == table) {
        return entry.map;
      }
    }
    return null;
  }
}
