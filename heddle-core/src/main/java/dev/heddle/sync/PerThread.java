package dev.heddle.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One value for each thread. Unlike a {@code ThreadLocal} it can be walked through, and the values
 * of ended threads are found. Threads are told apart by identity: a class of threads may override
 * {@code equals}, so this is no map of the JDK.
 *
 * @param <V> the type of the values; told apart by identity
 */
final class PerThread<V> {
  /*
   * A hash table of chains. Changes are made under "lock"; a read takes no lock. A node that is
   * removed keeps its successor, and a new one comes first in its chain: so a read that meets a
   * change sees all nodes that were there before and after it. To remove a value needs no memory.
   *
   * Ended threads. Nothing announces the end of a thread, and to look at every thread whenever a
   * value is added would take too long. So each addition probes a few values, those in the next
   * places of the table, all around it and over again; if one of them belongs to an ended thread,
   * all values are examined. The hash codes are random, so the values probed are a sample: if a
   * third of all threads have ended, an addition overlooks that in one of 25 cases. And whatever
   * the sample, every value is probed within one round of the table.
   */

  /** With no more values than this, ended threads are not looked for. */
  static final int FEW = 16;

  private static final int PROBES = 8;
  private static final int MOST_PLACES = 64;
  private static final int SMALLEST_LENGTH = 16;

  private static final class Node<V> {
    final Thread thread;
    final V value;

    /** Written under the lock. */
    volatile @Nullable Node<V> next;

    Node(Thread thread, V value, @Nullable Node<V> next) {
      this.thread = thread;
      this.value = value;
      this.next = next;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** Its length is a power of two, and greater than the number of values. */
  private volatile AtomicReferenceArray<@Nullable Node<V>> table =
      new AtomicReferenceArray<>(SMALLEST_LENGTH);

  /** Written under the lock. */
  private volatile int size;

  /** The place that was probed last. */
  private int probed;

  /** Returns the value of a thread, or null. */
  @Nullable V get(Thread thread) {
    AtomicReferenceArray<@Nullable Node<V>> now = table;
    Node<V> node = now.get(place(thread, now));
    while (node != null && node.thread != thread) {
      node = node.next;
    }
    return node == null ? null : node.value;
  }

  /** Gives the calling thread a value, in place of the one it has. */
  void put(Thread caller, V value) {
    lock.lock();
    try {
      if (size + 1 >= table.length()) {
        rebuild(2 * table.length());
      }
      Node<V> node = new Node<>(caller, value, null);
      drop(caller);
      add(table, node);
      setSize(size + 1);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a value away from a thread; returns whether it had that one. */
  boolean remove(Thread thread, V value) {
    Uninterruptibly.lock(lock);
    try {
      boolean found = get(thread) == value;
      if (found) {
        drop(thread);
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Probes some values, and takes away all those of ended threads if there is one among them. To
   * see that a thread has ended orders all that it did before.
   */
  List<V> removeOfEnded() {
    if (size <= FEW) {
      return List.of();
    }
    lock.lock();
    try {
      return probe() ? removeAllOfEnded() : List.of();
    } finally {
      lock.unlock();
    }
  }

  /** Returns all values. */
  List<V> all() {
    lock.lock();
    try {
      List<V> all = new ArrayList<>(size);
      for (Node<V> node : nodes()) {
        all.add(node.value);
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    return size;
  }

  private static int place(Thread thread, AtomicReferenceArray<?> table) {
    return System.identityHashCode(thread) & (table.length() - 1);
  }

  private static <V> void add(AtomicReferenceArray<@Nullable Node<V>> table, Node<V> node) {
    int place = place(node.thread, table);
    node.next = table.get(place);
    table.set(place, node);
  }

  /** Removes the value of a thread, if it has one. */
  private void drop(Thread thread) {
    int place = place(thread, table);
    Node<V> before = null;
    Node<V> node = table.get(place);
    while (node != null && node.thread != thread) {
      before = node;
      node = node.next;
    }
    if (node == null) {
      return;
    }
    if (before == null) {
      table.set(place, node.next);
    } else {
      before.next = node.next;
    }
    setSize(size - 1);
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // written under the lock
  private void setSize(int now) {
    size = now;
  }

  private List<Node<V>> nodes() {
    List<Node<V>> nodes = new ArrayList<>(size);
    for (int place = 0; place < table.length(); place++) {
      for (Node<V> node = table.get(place); node != null; node = node.next) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private void rebuild(int length) {
    AtomicReferenceArray<@Nullable Node<V>> rebuilt = new AtomicReferenceArray<>(length);
    for (Node<V> node : nodes()) {
      add(rebuilt, new Node<>(node.thread, node.value, null));
    }
    table = rebuilt;
  }

  /** Returns whether one of the next values is of an ended thread. */
  private boolean probe() {
    int seen = 0;
    for (int i = 0; i < MOST_PLACES && seen < PROBES; i++) {
      probed = (probed + 1) & (table.length() - 1);
      for (Node<V> node = table.get(probed); node != null; node = node.next) {
        if (!node.thread.isAlive()) {
          return true;
        }
        seen++;
      }
    }
    return false;
  }

  private List<V> removeAllOfEnded() {
    List<V> removed = new ArrayList<>();
    List<Node<V>> kept = new ArrayList<>();
    for (Node<V> node : nodes()) {
      if (node.thread.isAlive()) {
        kept.add(node);
      } else {
        removed.add(node.value);
      }
    }
    int length = SMALLEST_LENGTH;
    while (length <= kept.size() + 1) {
      length *= 2;
    }
    AtomicReferenceArray<@Nullable Node<V>> rebuilt = new AtomicReferenceArray<>(length);
    for (Node<V> node : kept) {
      add(rebuilt, new Node<>(node.thread, node.value, null));
    }
    table = rebuilt;
    setSize(kept.size());
    return removed;
  }
}
