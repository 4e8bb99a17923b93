package dev.heddle.check.models;

import static dev.heddle.check.Switchings.inParallel;
import static dev.heddle.check.models.ModelProgram.failing;
import static dev.heddle.check.models.ModelProgram.timed;
import static dev.heddle.check.models.ModelProgram.verified;

import dev.heddle.check.FailureKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** What maps and collections do that threads share. */
final class MapPrograms {
  private MapPrograms() {}

  static List<ModelProgram> all() {
    return List.of(
        verified(
            "ConcurrentHashMap: merge loses nothing",
            Set.of("2"),
            () -> {
              Map<String, Integer> map = new ConcurrentHashMap<>();
              Runnable count = () -> map.merge("x", 1, Integer::sum);
              inParallel(count, count);
              return map.get("x");
            }),
        verified(
            "ConcurrentHashMap: get and then put loses one",
            Set.of("1", "2"),
            () -> {
              Map<String, Integer> map = new ConcurrentHashMap<>(Map.of("x", 0));
              Runnable count = () -> map.put("x", map.get("x") + 1);
              inParallel(count, count);
              return map.get("x");
            }),
        verified(
            "ConcurrentHashMap: two threads compute an absent value once",
            Set.of("1 1"),
            () -> {
              Map<String, Integer> map = new ConcurrentHashMap<>();
              int[] calls = new int[1];
              Runnable get = () -> map.computeIfAbsent("x", key -> ++calls[0]);
              inParallel(get, get);
              return map.get("x") + " " + calls[0];
            }),
        verified(
            "ConcurrentHashMap: a function that changes what it computes is refused",
            Set.of("IllegalStateException"),
            () -> {
              Map<Integer, Integer> map = new ConcurrentHashMap<>();
              return attempt(
                  () -> map.computeIfAbsent(1, key -> map.computeIfAbsent(1, again -> 2)));
            }),
        verified(
            "ConcurrentHashMap: an exception of the function leaves the value and the lock",
            Set.of("UnsupportedOperationException then {1=10, 17=5}"),
            () -> {
              Map<Integer, Integer> map = new ConcurrentHashMap<>(Map.of(1, 10));
              Object first =
                  attempt(
                      () ->
                          map.compute(
                              1,
                              (key, value) -> {
                                throw new UnsupportedOperationException();
                              }));
              inParallel(() -> map.put(17, 5));
              return first + " then " + map;
            }),
        verified(
            "Vector: an iteration without its monitor meets a change",
            Set.of("0", "1", "ConcurrentModificationException"),
            () -> {
              List<Integer> vector = new Vector<>(List.of(0));
              Object[] seen = new Object[1];
              inParallel(() -> seen[0] = attempt(() -> countOf(vector)), () -> vector.remove(0));
              return seen[0];
            }),
        // Not by real threads, nor is the next but one: without a check, the program's monitors are
        // not those of the JDK.
        timed(
            "Vector: an iteration under its monitor does not",
            Set.of("0", "1"),
            () -> {
              List<Integer> vector = new Vector<>(List.of(0));
              int[] seen = new int[1];
              inParallel(
                  () -> {
                    synchronized (vector) {
                      seen[0] = countOf(vector);
                    }
                  },
                  () -> vector.remove(0));
              return seen[0];
            }),
        failing(
            "Collections.synchronizedList: another lock does not guard an iteration",
            FailureKind.RACE,
            Set.of("1", "2", "ConcurrentModificationException"),
            () -> {
              List<Integer> list = Collections.synchronizedList(new ArrayList<>(List.of(0)));
              Object other = new Object();
              Object[] seen = new Object[1];
              inParallel(
                  () -> {
                    synchronized (other) {
                      seen[0] = attempt(() -> countOf(list));
                    }
                  },
                  () -> list.add(1));
              return seen[0];
            }),
        timed(
            "Collections.synchronizedMap: its monitor guards the iteration of a view",
            Set.of("1", "2"),
            () -> {
              Map<Integer, Integer> map = Collections.synchronizedMap(new TreeMap<>(Map.of(0, 0)));
              int[] seen = new int[1];
              inParallel(
                  () -> {
                    synchronized (map) {
                      seen[0] = countOf(map.values());
                    }
                  },
                  () -> map.put(1, 1));
              return seen[0];
            }),
        verified(
            "CopyOnWriteArrayList: an iteration sees what there was when it began",
            Set.of("1", "2"),
            () -> {
              List<Integer> list = new CopyOnWriteArrayList<>(List.of(0));
              int[] seen = new int[1];
              inParallel(() -> seen[0] = countOf(list), () -> list.add(1));
              return seen[0];
            }));
  }

  private static int countOf(Iterable<Integer> elements) {
    int count = 0;
    for (Integer each : elements) {
      count += each < 0 ? 0 : 1;
    }
    return count;
  }

  private static Object attempt(Supplier<?> call) {
    try {
      return call.get();
    } catch (ConcurrentModificationException
        | IllegalStateException
        | UnsupportedOperationException e) {
      return e.getClass().getSimpleName();
    }
  }
}
