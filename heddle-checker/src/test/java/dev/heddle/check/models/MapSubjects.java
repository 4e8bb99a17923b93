package dev.heddle.check.models;

import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** Maps that threads share. */
final class MapSubjects {
  private MapSubjects() {}

  static List<Subject<?>> all() {
    return List.of(
        hashMap(),
        hashMapWithCodeInside(),
        skipListMap(),
        lockedMap("Hashtable", Hashtable::new),
        lockedMap(
            "Collections.synchronizedMap", () -> Collections.synchronizedMap(new TreeMap<>())));
  }

  private static Subject<ConcurrentHashMap<Integer, Integer>> hashMap() {
    return Subject.<ConcurrentHashMap<Integer, Integer>>of("ConcurrentHashMap", Map::toString)
        .beginning("empty", ConcurrentHashMap::new)
        .beginning("of 1", () -> mapOf(Map.of(1, 10)))
        .call("get(1)", (m, turn) -> m.get(1))
        .call("containsKey(2)", (m, turn) -> m.containsKey(2))
        .call("put(1)", (m, turn) -> m.put(1, 20 + turn.number()))
        .call("put(2)", (m, turn) -> m.put(2, 20 + turn.number()))
        .call("putIfAbsent(1)", (m, turn) -> m.putIfAbsent(1, 20 + turn.number()))
        .call("remove(1)", (m, turn) -> m.remove(1))
        .call("remove(1, 10)", (m, turn) -> m.remove(1, 10))
        .call("replace(1)", (m, turn) -> m.replace(1, 30 + turn.number()))
        .call("replace(1, 10, 11)", (m, turn) -> m.replace(1, 10, 11))
        .call("size", (m, turn) -> m.size())
        .call("isEmpty", (m, turn) -> m.isEmpty())
        .call("containsValue(10)", (m, turn) -> m.containsValue(10))
        .doing("clear", (m, turn) -> m.clear())
        .doing("putAll(1, 2)", (m, turn) -> m.putAll(Map.of(1, 41, 2, 42)))
        .call("keySet().remove(1)", (m, turn) -> m.keySet().remove(1))
        .call("iteration", (m, turn) -> valuesOf(m))
        .build();
  }

  /** A map with a table of the usual size: one that is copied may have to grow. */
  private static ConcurrentHashMap<Integer, Integer> mapOf(Map<Integer, Integer> content) {
    ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
    map.putAll(content);
    return map;
  }

  private static String valuesOf(Map<Integer, Integer> map) {
    String text = "";
    for (Map.Entry<Integer, Integer> entry : map.entrySet()) {
      text += entry + " ";
    }
    return text;
  }

  /** A map, and what the program's code does beside it. */
  private static final class Counted {
    final ConcurrentHashMap<Integer, Integer> map;
    volatile int mark;

    Counted(Map<Integer, Integer> content) {
      map = mapOf(content);
    }

    int mark(int value) {
      mark = value;
      return value;
    }
  }

  /** Of the keys 1 and 17 the map makes one bin, which a function that runs inside locks. */
  private static Subject<Counted> hashMapWithCodeInside() {
    return Subject.<Counted>of("ConcurrentHashMap with code inside", s -> s.map + " and " + s.mark)
        .beginning("empty", () -> new Counted(Map.of()))
        .beginning("of 1", () -> new Counted(Map.of(1, 10)))
        .call(
            "compute(1)", (s, turn) -> s.map.compute(1, (key, value) -> s.mark(turn.number() + 1)))
        .call(
            "compute(17)",
            (s, turn) -> s.map.compute(17, (key, value) -> s.mark(turn.number() + 1)))
        .call(
            "computeIfAbsent(1)",
            (s, turn) -> s.map.computeIfAbsent(1, key -> s.mark(turn.number() + 1)))
        .call(
            "computeIfPresent(1)",
            (s, turn) -> s.map.computeIfPresent(1, (key, value) -> s.mark(turn.number() + 1)))
        .call(
            "merge(1)", (s, turn) -> s.map.merge(1, 7, (value, more) -> s.mark(turn.number() + 1)))
        .call("get(1)", (s, turn) -> s.map.get(1))
        .call("put(1)", (s, turn) -> s.map.put(1, 20 + turn.number()))
        .call("put(17)", (s, turn) -> s.map.put(17, 20 + turn.number()))
        .call("remove(1)", (s, turn) -> s.map.remove(1))
        .call("size", (s, turn) -> s.map.size())
        .doing(
            "replaceAll", (s, turn) -> s.map.replaceAll((key, value) -> s.mark(turn.number() + 1)))
        .doing("forEach", (s, turn) -> s.map.forEach((key, value) -> s.mark(key)))
        .call(
            "reduceValues",
            (s, turn) -> s.map.reduceValues(Long.MAX_VALUE, (one, two) -> one + two))
        .call("mark", (s, turn) -> s.mark)
        .build();
  }

  private static Subject<ConcurrentNavigableMap<Integer, Integer>> skipListMap() {
    return Subject.<ConcurrentNavigableMap<Integer, Integer>>of(
            "ConcurrentSkipListMap", Map::toString)
        .beginning("empty", ConcurrentSkipListMap::new)
        .beginning("of 1", () -> new ConcurrentSkipListMap<>(Map.of(1, 10)))
        .call("get(1)", (m, turn) -> m.get(1))
        .call("put(1)", (m, turn) -> m.put(1, 20 + turn.number()))
        .call("put(2)", (m, turn) -> m.put(2, 20 + turn.number()))
        .call("putIfAbsent(1)", (m, turn) -> m.putIfAbsent(1, 20 + turn.number()))
        .call("remove(1)", (m, turn) -> m.remove(1))
        .call("replace(1, 10, 11)", (m, turn) -> m.replace(1, 10, 11))
        .call("firstKey", (m, turn) -> m.firstKey())
        .call("lastEntry", (m, turn) -> m.lastEntry())
        .call("ceilingKey(2)", (m, turn) -> m.ceilingKey(2))
        .call("pollFirstEntry", (m, turn) -> m.pollFirstEntry())
        .call("headMap(2)", (m, turn) -> m.headMap(2).containsKey(1))
        .call("descendingMap", (m, turn) -> m.descendingMap().firstEntry())
        .call("merge(1)", (m, turn) -> m.merge(1, 7, Integer::sum))
        .call("size", (m, turn) -> m.size())
        .doing("clear", (m, turn) -> m.clear())
        .call("iteration", (m, turn) -> valuesOf(m))
        .build();
  }

  private static Subject<Map<Integer, Integer>> lockedMap(
      String name, Supplier<Map<Integer, Integer>> maker) {
    return Subject.<Map<Integer, Integer>>of(name, Map::toString)
        .beginning("empty", maker::get)
        .beginning(
            "of 1",
            () -> {
              Map<Integer, Integer> map = maker.get();
              map.put(1, 10);
              return map;
            })
        .call("get(1)", (m, turn) -> m.get(1))
        .call("put(1)", (m, turn) -> m.put(1, 20 + turn.number()))
        .call("put(2)", (m, turn) -> m.put(2, 20 + turn.number()))
        .call("putIfAbsent(1)", (m, turn) -> m.putIfAbsent(1, 20 + turn.number()))
        .call("remove(1)", (m, turn) -> m.remove(1))
        .call("merge(1)", (m, turn) -> m.merge(1, 7, Integer::sum))
        .call("size", (m, turn) -> m.size())
        .call("containsValue(10)", (m, turn) -> m.containsValue(10))
        .doing("clear", (m, turn) -> m.clear())
        .doing("putAll(1, 2)", (m, turn) -> m.putAll(Map.of(1, 41, 2, 42)))
        .call("keySet().remove(1)", (m, turn) -> m.keySet().remove(1))
        .call("toString", (m, turn) -> m.toString())
        .call(
            "get and put under its monitor",
            (m, turn) -> {
              synchronized (m) {
                Integer before = m.get(1);
                m.put(1, before == null ? 1 : before + 1);
                return before;
              }
            })
        .call(
            "iteration under its monitor",
            (m, turn) -> {
              synchronized (m) {
                return valuesOf(m);
              }
            })
        .build();
  }
}
