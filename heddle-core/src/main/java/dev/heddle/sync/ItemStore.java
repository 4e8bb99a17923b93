package dev.heddle.sync;

import java.util.ArrayList;
import java.util.Arrays;
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
  /*
   * What changes with each operation is kept in this one object, and in an array: under contention
   * the cost of an operation is that of moving the lines of memory it writes from one core to another.
   */

  private static final int INITIAL_LENGTH = 16;

  /** A longer array is replaced by one of half its length once three quarters are free. */
  private static final int LONG = 1024;

  /** The items; null where there is none. */
  @Nullable Object[] places = new Object[INITIAL_LENGTH];

  /** How many items there are. */
  int size;

  /** How many items were ever removed one by one. */
  long removed;

  /** Whether code of the user is deciding about the order; then nothing else may be called. */
  boolean comparing;

  abstract void add(T item);

  /** Removes and returns the next item; there is one. */
  abstract T remove();

  /** Removes and returns all items in their order. */
  final List<T> removeAll() {
    List<T> all = inOrder();
    if (places.length > LONG) {
      places = new Object[INITIAL_LENGTH];
    } else {
      Arrays.fill(places, null);
    }
    size = 0;
    return all;
  }

  /** Returns all items in their order. */
  abstract List<T> inOrder();

  /** Replaces the array by a shorter one, if there is memory for that. */
  void shorten() {
    try {
      places = Arrays.copyOf(places, places.length >>> 1);
    } catch (OutOfMemoryError e) {
      // The longer array serves as well.
    }
  }

  /** Returns whether the array has grown for many more items than there are now. */
  final boolean isTooLong() {
    return places.length > LONG && size < places.length >>> 2;
  }

  @SuppressWarnings("unchecked") // only items are put in
  final T at(int place) {
    return (T) Checks.nonNull(places[place], "item");
  }

  /** First in, first out: a ring, whose length is a power of two. */
  static final class Fifo<T> extends ItemStore<T> {
    /** Where the next item is; those behind it follow, around the end of the array. */
    private int first;

    @Override
    void add(T item) {
      if (size == places.length) {
        resize(2 * size);
      }
      places[place(size)] = item;
      size++;
    }

    @Override
    T remove() {
      T item = at(place(0));
      places[place(0)] = null;
      first = place(1);
      size--;
      removed++;
      if (isTooLong()) {
        shorten();
      }
      return item;
    }

    @Override
    List<T> inOrder() {
      List<T> all = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        all.add(at(place(i)));
      }
      return all;
    }

    private int place(int index) {
      return (first + index) & (places.length - 1);
    }

    @Override
    void shorten() {
      try {
        resize(places.length >>> 1);
      } catch (OutOfMemoryError e) {
        // The longer array serves as well.
      }
    }

    private void resize(int length) {
      @Nullable Object[] resized = new Object[length];
      first = place(0);
      int untilEnd = Math.min(size, places.length - first);
      System.arraycopy(places, first, resized, 0, untilEnd);
      System.arraycopy(places, 0, resized, untilEnd, size - untilEnd);
      places = resized;
      first = 0;
    }
  }

  /** Last in, first out. */
  static final class Lifo<T> extends ItemStore<T> {
    @Override
    void add(T item) {
      if (size == places.length) {
        places = Arrays.copyOf(places, 2 * size);
      }
      places[size] = item;
      size++;
    }

    @Override
    T remove() {
      size--;
      T item = at(size);
      places[size] = null;
      removed++;
      if (isTooLong()) {
        shorten();
      }
      return item;
    }

    @Override
    List<T> inOrder() {
      List<T> all = new ArrayList<>(size);
      for (int i = size - 1; i >= 0; i--) {
        all.add(at(i));
      }
      return all;
    }
  }

  /**
   * The smallest first, by a binary heap. Unlike {@code java.util.PriorityQueue} it is as it was if
   * the comparator throws: first the way of an item through the heap is found, and then the items
   * on it are moved.
   */
  static final class Heap<T> extends ItemStore<T> {
    private final Comparator<? super T> order;

    Heap(Comparator<? super T> order) {
      this.order = order;
    }

    @Override
    void add(T item) {
      if (size == places.length) {
        places = Arrays.copyOf(places, 2 * size);
      }
      int levels = levelsUp(item);
      int index = size;
      for (int i = 0; i < levels; i++) {
        int parent = (index - 1) >>> 1;
        places[index] = places[parent];
        index = parent;
      }
      places[index] = item;
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
      removed++;
      places[size] = null;
      if (size > 0) {
        raiseOntoRoot(end);
        places[end] = last;
      }
      if (isTooLong()) {
        shorten();
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
      Object carried = places[place];
      int index = place;
      while (index > 0) {
        int parent = (index - 1) >>> 1;
        Object above = places[parent];
        places[parent] = carried;
        carried = above;
        index = parent;
      }
    }

    @Override
    List<T> inOrder() {
      List<T> all = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        all.add(at(i));
      }
      all.sort(this::compare);
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
  }
}
