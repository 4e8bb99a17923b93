package dev.heddle.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items in the order in which a {@link TaskQueue} gives them away. Everything is called under the
 * lock of the queue. What throws has changed nothing.
 *
 * @param <T> the items
 */
abstract sealed class ItemStore<T> {
  /** Whether code of the user is deciding about the order; then nothing else may be called. */
  boolean comparing;

  abstract void add(T item);

  /** Removes and returns the next item; there is one. */
  abstract T remove();

  /** Removes and returns all items in their order. */
  abstract List<T> removeAll();

  abstract int size();

  /** First in, first out. */
  static final class Fifo<T> extends ItemStore<T> {
    private final ArrayDeque<T> items = new ArrayDeque<>();

    @Override
    void add(T item) {
      items.addLast(item);
    }

    @Override
    T remove() {
      return items.removeFirst();
    }

    @Override
    List<T> removeAll() {
      List<T> all = new ArrayList<>(items);
      items.clear();
      return all;
    }

    @Override
    int size() {
      return items.size();
    }
  }

  /** Last in, first out. */
  static final class Lifo<T> extends ItemStore<T> {
    private final ArrayList<T> items = new ArrayList<>();

    @Override
    void add(T item) {
      items.add(item);
    }

    @Override
    T remove() {
      return items.remove(items.size() - 1);
    }

    @Override
    List<T> removeAll() {
      List<T> all = new ArrayList<>(items);
      Collections.reverse(all);
      items.clear();
      return all;
    }

    @Override
    int size() {
      return items.size();
    }
  }

  /**
   * The smallest first, by a binary heap. Unlike {@code java.util.PriorityQueue} it is as it was if
   * the comparator throws: first the way of an item through the heap is found, and then the items
   * on it are moved.
   */
  static final class Heap<T> extends ItemStore<T> {
    private static final int INITIAL_LENGTH = 16;

    private final Comparator<? super T> order;
    private @Nullable Object[] heap = new Object[INITIAL_LENGTH];
    private int size;

    Heap(Comparator<? super T> order) {
      this.order = order;
    }

    @Override
    void add(T item) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size + (size >> 1));
      }
      int levels = levelsUp(item);
      int index = size;
      for (int i = 0; i < levels; i++) {
        int parent = (index - 1) >>> 1;
        heap[index] = heap[parent];
        index = parent;
      }
      heap[index] = item;
      size++;
    }

    /** Returns how far an item rises that is added at the end. */
    private int levelsUp(T item) {
      int levels = 0;
      int index = size;
      while (index > 0) {
        index = (index - 1) >>> 1;
        if (compare(item, at(index)) >= 0) {
          break;
        }
        levels++;
      }
      return levels;
    }

    @Override
    T remove() {
      T first = at(0);
      T last = at(size - 1);
      int end = endOfWayDown(last, size - 1);
      size--;
      heap[size] = null;
      if (size > 0) {
        raiseOntoRoot(end);
        heap[end] = last;
      }
      return first;
    }

    /** Returns where an item comes to rest that sinks from the root of a heap of this size. */
    private int endOfWayDown(T item, int length) {
      int index = 0;
      int child = 1;
      while (child < length) {
        if (child + 1 < length && compare(at(child + 1), at(child)) < 0) {
          child++;
        }
        if (compare(item, at(child)) <= 0) {
          break;
        }
        index = child;
        child = 2 * index + 1;
      }
      return index;
    }

    /** Moves every item between the root and a place one level up; the root is overwritten. */
    private void raiseOntoRoot(int place) {
      Object carried = heap[place];
      int index = place;
      while (index > 0) {
        int parent = (index - 1) >>> 1;
        Object above = heap[parent];
        heap[parent] = carried;
        carried = above;
        index = parent;
      }
    }

    @Override
    List<T> removeAll() {
      List<T> all = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        all.add(at(i));
      }
      all.sort(this::compare);
      Arrays.fill(heap, 0, size, null);
      size = 0;
      return all;
    }

    private int compare(T one, T other) {
      comparing = true;
      try {
        return order.compare(one, other);
      } finally {
        comparing = false;
      }
    }

    @SuppressWarnings("unchecked") // only items are put in
    private T at(int index) {
      return (T) Checks.nonNull(heap[index], "item");
    }

    @Override
    int size() {
      return size;
    }
  }
}
