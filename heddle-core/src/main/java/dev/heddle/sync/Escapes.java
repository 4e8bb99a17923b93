package dev.heddle.sync;

import java.util.BitSet;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.Map;

/** Tells which objects of the JDK must not be used without the lock that guards them. */
final class Escapes {
  private static final String[] UNMODIFIABLE = {
    "java.util.ImmutableCollections",
    "java.util.Collections$Empty",
    "java.util.Collections$Singleton",
    "java.util.KeyValueHolder"
  };

  private Escapes() {}

  /** Returns whether an object is known to be mutable and not to be made for several threads. */
  static boolean isMutable(Object object) {
    if (object instanceof Number || object instanceof String) {
      return false;
    }
    Class<?> type = object.getClass();
    if (type.isArray() || object instanceof StringBuilder) {
      return true;
    }
    return type.getPackageName().equals("java.util")
        && (object instanceof Collection
            || object instanceof Map
            || object instanceof Iterator
            || object instanceof BitSet
            || object instanceof Date)
        && !isUnmodifiable(type.getName());
  }

  private static boolean isUnmodifiable(String name) {
    for (String prefix : UNMODIFIABLE) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
