package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What locks are called: their names where the program gave some, otherwise their types. */
final class LockNames {
  private LockNames() {}

  /** Names locks that are told together; those that would be called the same are numbered. */
  static List<String> of(List<Object> locks) {
    List<String> names = new ArrayList<>();
    for (Object lock : locks) {
      names.add(of(lock));
    }
    Map<String, Integer> count = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (Collections.frequency(names, name) > 1 || count.containsKey(name)) {
        names.set(i, name + " #" + count.merge(name, 1, Integer::sum));
      }
    }
    return names;
  }

  /** Names a monitor, or a library's synchronizer. */
  static String of(Object lock) {
    if (lock instanceof Monitor monitor) {
      return "the monitor of " + typeOf(monitor.object);
    }
    String name = Blockage.synchronizer(lock);
    if (!TrustedPackages.contain(lock.getClass().getName())) {
      return withoutPackage(name);
    }
    // How it is held is another matter.
    int state = name.lastIndexOf(" [");
    return state < 0 ? name : name.substring(0, state);
  }

  private static String typeOf(Object object) {
    return object instanceof Class<?> type
        ? "class " + withoutPackage(type.getName())
        : withoutPackage(object.getClass().getTypeName());
  }

  private static String withoutPackage(String name) {
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }
}
