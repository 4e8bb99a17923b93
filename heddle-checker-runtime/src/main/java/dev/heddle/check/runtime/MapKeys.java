package dev.heddle.check.runtime;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What calls of a {@link ConcurrentHashMap} touch. Those of one key touch that key, so that keys of
 * different bins are independent; those of one bin count as one. Beside it there are
 *
 * <ul>
 *   <li>{@link Locations#CONTENT}, which a change of a key updates and whoever looks at all of the
 *       map reads, and
 *   <li>{@link Locations#BULK}, which calls of one key read and calls that may change any key
 *       write.
 * </ul>
 *
 * <p>{@code compute} and its like run code of the program under a lock that other keys may share,
 * so they count as calls that may change any key, but order only those of the same key. All keys
 * whose class overrides {@code hashCode} in the program count as one.
 */
final class MapKeys {
  /** Larger tables divide these bins, so keys of different bins here have different ones there. */
  private static final int BINS = 16;

  private MapKeys() {}

  /** Returns whether calls of an object can be told apart by keys. */
  static boolean areToldApart(Object owner) {
    return owner.getClass() == ConcurrentHashMap.class;
  }

  /** Returns whether a call concerns only one key, whose bin is known. */
  static boolean isOfOne(@Nullable Object key, String method) {
    return isHashed(key)
        && switch (method) {
          case "get", "getOrDefault", "containsKey", "put", "putIfAbsent", "remove", "replace" ->
              true;
          default -> false;
        };
  }

  /** Returns whether the bin of a key is known without running code of the program. */
  static boolean isHashed(@Nullable Object key) {
    return key instanceof String
        || key instanceof Integer
        || key instanceof Long
        || key instanceof Character
        || key instanceof Short
        || key instanceof Byte
        || key instanceof Boolean
        || key instanceof Enum<?>;
  }

  /** Returns whether a call runs code of the program, for one key and under the lock of its bin. */
  static boolean computes(String method) {
    return switch (method) {
      case "compute", "computeIfAbsent", "computeIfPresent", "merge" -> true;
      default -> false;
    };
  }

  /**
   * Returns the slot of a key: that of the bin in which a table of the usual first size keeps it.
   * The order in which two keys came into one bin is the order in which an iteration finds them.
   */
  static int slot(ControlledThread self, Object map, Object key) {
    // The identity hash of a constant is not the same in every JVM.
    int hash = key instanceof Enum<?> constant ? constant.name().hashCode() : key.hashCode();
    int spread = hash ^ hash >>> Short.SIZE;
    return self.scheduler.locations().element(self, map, spread & BINS - 1);
  }

  /** Announces what a call of one key touches beside the key. */
  static void touchBeside(ControlledThread self, Object map, byte how) {
    if (how != Footprint.READ) {
      touch(self, map, Locations.CONTENT, Footprint.UPDATE);
    }
    touch(self, map, Locations.BULK, Footprint.READ);
  }

  /** Announces a call that looks at all of a map, or may change any key. */
  static void touchAll(ControlledThread self, Object map, byte how) {
    touch(self, map, Locations.CONTENT, how);
    touch(self, map, Locations.BULK, how);
  }

  /** After a call of one key has begun. */
  static void takeEffect(ControlledThread self, Object map, byte how) {
    Races races = self.scheduler.races();
    races.acquire(self, slot(self, map, Locations.BULK));
    if (how != Footprint.READ) {
      races.release(self, slot(self, map, Locations.CONTENT));
    }
  }

  /** After a call that concerns all keys has begun. */
  static void takeEffectOfAll(ControlledThread self, Object map, byte how) {
    Races races = self.scheduler.races();
    races.acquire(self, slot(self, map, Locations.CONTENT));
    races.acquire(self, slot(self, map, Locations.BULK));
    if (how != Footprint.READ) {
      races.release(self, slot(self, map, Locations.CONTENT));
      races.release(self, slot(self, map, Locations.BULK));
    }
  }

  private static void touch(ControlledThread self, Object map, int facet, byte how) {
    self.touch(slot(self, map, facet), how, Subject.SYNCHRONIZER, map);
  }

  private static int slot(ControlledThread self, Object map, int facet) {
    return self.scheduler.locations().slot(self, map, facet);
  }
}
