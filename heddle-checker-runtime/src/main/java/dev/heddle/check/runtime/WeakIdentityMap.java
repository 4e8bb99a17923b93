package dev.heddle.check.runtime;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Maps objects, by their identity, without keeping them: an entry goes when its object does. Open
 * addressing; what has gone is left out when the table grows, so a table holds at most some four
 * times as many entries as there were objects alive when it grew last.
 *
 * <p>Uses the identity hash of each object, and so gives it one.
 *
 * @param <V> the values
 */
final class WeakIdentityMap<V> {
  private static final int INITIAL = 64;

  private static final class Entry<V> extends WeakReference<Object> {
    final int hash;
    V value;

    Entry(Object object, int hash, V value) {
      super(object);
      this.hash = hash;
      this.value = value;
    }
  }

  private @Nullable Entry<V> @Nullable [] table;
  private int count;

  /** Returns the value of an object, or null. */
  @Nullable V get(Object object) {
    Entry<V>[] entries = table;
    if (entries == null) {
      return null;
    }
    Entry<V> entry = entries[find(entries, object, System.identityHashCode(object))];
    return entry == null ? null : entry.value;
  }

  /** Sets the value of an object. */
  void put(Object object, V value) {
    Entry<V>[] entries = table;
    if (entries == null || count * 2 >= entries.length) {
      entries = grow(entries);
    }
    int hash = System.identityHashCode(object);
    int at = find(entries, object, hash);
    if (entries[at] == null) {
      entries[at] = new Entry<>(object, hash, value);
      count++;
    } else {
      entries[at].value = value;
    }
  }

  void clear() {
    if (count > 0) {
      count = 0;
      Entry<V>[] entries = table;
      if (entries == null || entries.length > INITIAL * 16) {
        table = null;
      } else {
        Arrays.fill(entries, null);
      }
    }
  }

  private static <V> int find(@Nullable Entry<V>[] entries, Object object, int hash) {
    int mask = entries.length - 1;
    for (int at = spread(hash) & mask; ; at = at + 1 & mask) {
      Entry<V> entry = entries[at];
      if (entry == null || (entry.hash == hash && entry.refersTo(object))) {
        return at;
      }
    }
  }

  private static int spread(int hash) {
    int product = hash * 0x9E3779B9;
    return product ^ product >>> 16;
  }

  @SuppressWarnings("unchecked")
  private @Nullable Entry<V>[] grow(@Nullable Entry<V> @Nullable [] old) {
    if (old == null) {
      table = (Entry<V>[]) new Entry<?>[INITIAL];
      return table;
    }
    int alive = 0;
    for (Entry<V> entry : old) {
      if (entry != null && !entry.refersTo(null)) {
        alive++;
      }
    }
    int length = INITIAL;
    while (length < alive * 4) {
      length *= 2;
    }
    Entry<V>[] entries = (Entry<V>[]) new Entry<?>[length];
    count = 0;
    for (Entry<V> entry : old) {
      if (entry != null && !entry.refersTo(null)) {
        int at = spread(entry.hash) & length - 1;
        while (entries[at] != null) {
          at = at + 1 & length - 1;
        }
        entries[at] = entry;
        count++;
      }
    }
    table = entries;
    return entries;
  }
}
