package dev.heddle.check.models;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;

/** Lists, sets and text that threads share. */
final class CollectionSubjects {
  private CollectionSubjects() {}

  static List<Subject<?>> all() {
    return List.of(
        copyOnWriteList(),
        set("CopyOnWriteArraySet", CopyOnWriteArraySet::new),
        set(
            "ConcurrentHashMap.newKeySet",
            content -> {
              Set<Integer> keys = ConcurrentHashMap.newKeySet();
              keys.addAll(content);
              return keys;
            }),
        skipListSet(),
        lockedList("Vector", Vector::new),
        lockedList(
            "Collections.synchronizedList",
            content -> Collections.synchronizedList(new ArrayList<>(content))),
        text());
  }

  private static String textOf(Iterable<Integer> elements) {
    String text = "";
    for (Integer element : elements) {
      text += element + " ";
    }
    return text;
  }

  private static Subject<CopyOnWriteArrayList<Integer>> copyOnWriteList() {
    return Subject.<CopyOnWriteArrayList<Integer>>of("CopyOnWriteArrayList", List::toString)
        .beginning("empty", CopyOnWriteArrayList::new)
        .beginning("of 5", () -> new CopyOnWriteArrayList<>(List.of(5)))
        .call("add", (l, turn) -> l.add(turn.number()))
        .doing("add(0)", (l, turn) -> l.add(0, turn.number()))
        .call("addIfAbsent(7)", (l, turn) -> l.addIfAbsent(7))
        .call("addAll", (l, turn) -> l.addAll(List.of(turn.number(), 8)))
        .call("remove of 5", (l, turn) -> l.remove(Integer.valueOf(5)))
        .call("remove(0)", (l, turn) -> l.remove(0))
        .call("set(0)", (l, turn) -> l.set(0, turn.number()))
        .call("get(0)", (l, turn) -> l.get(0))
        .call("size", (l, turn) -> l.size())
        .call("contains(5)", (l, turn) -> l.contains(5))
        .call("iteration", (l, turn) -> textOf(l))
        .call("removeIf", (l, turn) -> l.removeIf(each -> each < 6))
        .doing("replaceAll", (l, turn) -> l.replaceAll(each -> each + 1))
        .doing("sort", (l, turn) -> l.sort(null))
        .call("toArray", (l, turn) -> l.toArray().length)
        .doing("clear", (l, turn) -> l.clear())
        .build();
  }

  private static Subject<Set<Integer>> set(
      String name, Function<List<Integer>, Set<Integer>> maker) {
    return Subject.<Set<Integer>>of(name, Set::toString)
        .beginning("empty", () -> maker.apply(List.of()))
        .beginning("of 5", () -> maker.apply(List.of(5)))
        .call("add(5)", (s, turn) -> s.add(5))
        .call("add(6)", (s, turn) -> s.add(6))
        .call("remove(5)", (s, turn) -> s.remove(5))
        .call("contains(5)", (s, turn) -> s.contains(5))
        .call("addAll(5, 6)", (s, turn) -> s.addAll(List.of(5, 6)))
        .call("size", (s, turn) -> s.size())
        .call("isEmpty", (s, turn) -> s.isEmpty())
        .call("iteration", (s, turn) -> textOf(s))
        .doing("clear", (s, turn) -> s.clear())
        .build();
  }

  private static Subject<NavigableSet<Integer>> skipListSet() {
    return Subject.<NavigableSet<Integer>>of("ConcurrentSkipListSet", Set::toString)
        .beginning("empty", ConcurrentSkipListSet::new)
        .beginning("of 5", () -> new ConcurrentSkipListSet<>(List.of(5)))
        .call("add(5)", (s, turn) -> s.add(5))
        .call("add(6)", (s, turn) -> s.add(6))
        .call("remove(5)", (s, turn) -> s.remove(5))
        .call("contains(5)", (s, turn) -> s.contains(5))
        .call("addAll(5, 6)", (s, turn) -> s.addAll(List.of(5, 6)))
        .call("removeAll(5, 6)", (s, turn) -> s.removeAll(List.of(5, 6)))
        .call("first", (s, turn) -> s.first())
        .call("pollFirst", (s, turn) -> s.pollFirst())
        .call("pollLast", (s, turn) -> s.pollLast())
        .call("ceiling(6)", (s, turn) -> s.ceiling(6))
        .call("size", (s, turn) -> s.size())
        .call("iteration", (s, turn) -> textOf(s))
        .doing("clear", (s, turn) -> s.clear())
        .build();
  }

  private static Subject<List<Integer>> lockedList(
      String name, Function<List<Integer>, List<Integer>> maker) {
    return Subject.<List<Integer>>of(name, List::toString)
        .beginning("empty", () -> maker.apply(List.of()))
        .beginning("of 5", () -> maker.apply(List.of(5)))
        .call("add", (l, turn) -> l.add(turn.number()))
        .call("addAll", (l, turn) -> l.addAll(List.of(turn.number(), 8)))
        .call("remove(0)", (l, turn) -> l.remove(0))
        .call("set(0)", (l, turn) -> l.set(0, turn.number()))
        .call("get(0)", (l, turn) -> l.get(0))
        .call("size", (l, turn) -> l.size())
        .call("contains(5)", (l, turn) -> l.contains(5))
        .call("toString", (l, turn) -> l.toString())
        .doing("clear", (l, turn) -> l.clear())
        .call(
            "add under its monitor if absent",
            (l, turn) -> {
              synchronized (l) {
                return !l.contains(7) && l.add(7);
              }
            })
        .call(
            "iteration under its monitor",
            (l, turn) -> {
              synchronized (l) {
                return textOf(l);
              }
            })
        .build();
  }

  private static Subject<StringBuffer> text() {
    return Subject.<StringBuffer>of("StringBuffer", StringBuffer::toString)
        .beginning("empty", StringBuffer::new)
        .beginning("of ab", () -> new StringBuffer("ab"))
        .doing("append", (b, turn) -> b.append(turn.number()))
        .doing("insert(0)", (b, turn) -> b.insert(0, "x"))
        .doing("deleteCharAt(0)", (b, turn) -> b.deleteCharAt(0))
        .doing("reverse", (b, turn) -> b.reverse())
        .doing("setLength(1)", (b, turn) -> b.setLength(1))
        .call("length", (b, turn) -> b.length())
        .call("charAt(0)", (b, turn) -> b.charAt(0))
        .call("toString", (b, turn) -> b.toString())
        .doing(
            "append of its length under its monitor",
            (b, turn) -> {
              synchronized (b) {
                b.append(b.length());
              }
            })
        .build();
  }
}
