package dev.heddle.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The items of a {@link TaskQueue} in an array, in the order in which it gives them away.
 *
 * @param <T> the items
 */
abstract sealed class ItemStore<T> extends QueueSync<T> {
  private static final int INITIAL_LENGTH = 16;

  /** A longer array is replaced by one of half its length once three quarters are free. */
  private static final int LONG = 1024;

  /** The items; null where there is none. */
  @Nullable Object[] places = new Object[INITIAL_LENGTH];

  ItemStore(int capacity, @Nullable String name) {
    super(capacity, name);
  }

  @Override
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
    /** Index of the next item; the others follow, around the end of the array. */
    private int first;

    Fifo(int capacity, @Nullable String name) {
      super(capacity, name);
    }

    @Override
    void add(T item) {
      int count = size;
      if (count == places.length) {
        resize(2 * count);
      }
      places[place(count)] = item;
      size = count + 1;
    }

    @Override
    T remove() {
      @Nullable Object[] ring = places;
      int at = first;
      T item = at(at);
      ring[at] = null;
      first = at + 1 & ring.length - 1;
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
    Lifo(int capacity, @Nullable String name) {
      super(capacity, name);
    }

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

    Heap(Comparator<? super T> order, int capacity, @Nullable String name) {
      super(capacity, name);
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
      int left = size - 1;
      T first = at(0);
      if (left > 0) {
        T last = at(left);
        int end = endOfWayDown(last, left);
        raiseOntoRoot(end);
        places[end] = last;
      }
      places[left] = null;
      size = left;
      removed++;
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
