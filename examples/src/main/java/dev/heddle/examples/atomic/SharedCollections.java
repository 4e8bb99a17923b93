package dev.heddle.examples.atomic;

import static dev.heddle.examples.atomic.Together.together;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Collections, and texts that grow. */
public final class SharedCollections {
  private SharedCollections() {}

  /** Two add at once. */
  public static void arrayListAdd() throws InterruptedException {
    List<String> list = new ArrayList<>();
    together(() -> list.add("a"), () -> list.add("b"));
    System.out.println(list.size());
  }

  /** One puts, one gets, and neither touches the other's key. */
  public static void hashMapGetDuringPut() throws InterruptedException {
    Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
    together(() -> map.put("b", 2), () -> System.out.println(map.get("a")));
  }

  /** Many may read what nobody changes. */
  public static void hashMapOnlyRead() throws InterruptedException {
    Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
    Runnable read = () -> System.out.print(map.get("a"));
    together(read, read);
  }

  /** Two append at once. */
  public static void stringBuilder() throws InterruptedException {
    StringBuilder text = new StringBuilder();
    together(() -> text.append("ab"), () -> text.append("cd"));
    System.out.println(text.length());
  }

  /** Each append is a step. */
  public static void stringBuffer() throws InterruptedException {
    StringBuffer text = new StringBuffer();
    together(() -> text.append("ab"), () -> text.append("cd"));
    System.out.println(text);
  }

  /** Two appends are two. */
  public static void stringBufferTwice() throws InterruptedException {
    StringBuffer text = new StringBuffer();
    together(() -> text.append("a").append("b"), () -> text.append("c"));
    System.out.println(text);
    assert text.indexOf("ab") >= 0;
  }

  /** Each call is a step. */
  public static void synchronizedListAdd() throws InterruptedException {
    List<String> list = Collections.synchronizedList(new ArrayList<>());
    together(() -> list.add("a"), () -> list.add("b"));
    System.out.println(list.size());
    assert list.size() == 2;
  }

  /** A loop is many calls. */
  public static void synchronizedListLoop() throws InterruptedException {
    List<String> list = Collections.synchronizedList(new ArrayList<>(List.of("a", "b")));
    together(
        () -> list.add("c"),
        () -> {
          for (String letter : list) {
            System.out.print(letter);
          }
        });
  }

  /** A loop that nobody comes in between. */
  public static void synchronizedListLoopLocked() throws InterruptedException {
    List<String> list = Collections.synchronizedList(new ArrayList<>(List.of("a", "b")));
    together(
        () -> list.add("c"),
        () -> {
          synchronized (list) {
            for (String letter : list) {
              System.out.print(letter);
            }
          }
        });
  }

  /** A loop over the list as it was. */
  public static void copyOnWriteLoop() throws InterruptedException {
    List<String> list = new CopyOnWriteArrayList<>(List.of("a", "b"));
    together(
        () -> list.add("c"),
        () -> {
          for (String letter : list) {
            System.out.print(letter);
          }
        });
  }

  /** Two steps of a list whose calls are synchronized. */
  public static void containsThenAdd() throws InterruptedException {
    List<String> list = Collections.synchronizedList(new ArrayList<>());
    Runnable add =
        () -> {
          if (!list.contains("a")) {
            list.add("a");
          }
        };
    together(add, add);
    System.out.println(list);
    assert list.size() == 1;
  }

  /** One step, in a synchronized map too. */
  public static void synchronizedMapMerge() throws InterruptedException {
    Map<String, Integer> words = Collections.synchronizedMap(new HashMap<>());
    Runnable count = () -> words.merge("the", 1, Integer::sum);
    together(count, count);
    System.out.println(words);
    assert words.get("the") == 2;
  }
}
