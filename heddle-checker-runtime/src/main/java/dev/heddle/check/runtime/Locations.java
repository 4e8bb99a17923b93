package dev.heddle.check.runtime;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the locations that steps touch: a field, an element, a monitor, a whole object. A
 * location has the same number, its <em>slot</em>, in every execution of a check, although the
 * objects are others each time.
 *
 * <p>That rests on the numbers of objects: the creating thread's number and how many objects that
 * thread had created before, given when the object is created. Numbers given at the first touch
 * would differ between two executions whose steps come in another order, and a search would take
 * one location for another.
 */
final class Locations {
  /** The object as a whole. */
  static final int WHOLE = 0;

  static final int MONITOR = 1;
  static final int PERMIT = 2;
  static final int INTERRUPT = 3;
  static final int END = 4;

  /** Of a pool: what its workers are doing. */
  static final int ACTIVITY = 5;

  /** Of a pool: whether it stops its tasks. */
  static final int STOP = 6;

  /** Of a map: what it holds, as a whole. */
  static final int CONTENT = 7;

  /** Of a map: what changes many keys. */
  static final int BULK = 8;

  /** Facets from here on are numbers of fields. */
  static final int FIRST_FIELD = 16;

  static final int FACET_BITS = 24;
  static final int FACET_MASK = (1 << FACET_BITS) - 1;
  static final int SEQUENCE_BITS = 24;
  static final int ELEMENT = 1 << (FACET_BITS - 1);

  /** Elements with indexes up to this are told apart. */
  static final int MAX_INDEX = ELEMENT - 1;

  /** The creator of what no thread of the program has created: classes, constants. */
  static final long NOBODY = (1L << (62 - FACET_BITS - SEQUENCE_BITS)) - 1;

  /** Of so many objects it is remembered that an execution came upon them. */
  private static final int MAX_FOREIGN = 10_000;

  /** A bit of the numbers of objects that no code of the program was seen to create. */
  static final long FOUND = 1L << (62 - FACET_BITS);

  /** So few objects are found faster by looking at each. */
  private static final int FEW = 16;

  private @Nullable Object[] objects = new @Nullable Object[64];
  private long[] numbers = new long[64];
  private int count;

  /** Indexes of {@link #objects}, plus one, by identity; in use only beyond {@link #FEW}. */
  private int[] byIdentity = new int[0];

  private int hashed;

  private final Map<Object, Long> permanent = new IdentityHashMap<>();
  private final PermanentNumbers permanentNumbers = new PermanentNumbers();
  private final Map<Object, Boolean> foreign = new IdentityHashMap<>();

  /** The numbers of the threads that each thread has started, in the order of the starts. */
  private int[][] children = new int[16][];

  private int threadCount = 1;

  /** Of each thread, who has started it, and after how many others. */
  private int[] parents = new int[16];

  private int[] nths = new int[16];

  private long[] keys = new long[256];
  private int[] slots = new int[256];
  private int slotCount;

  /** The key of each slot. */
  private long[] keysOfSlots = new long[128];

  /** Forgets the objects of the last execution; locations keep their slots. */
  void reset() {
    Arrays.fill(objects, 0, count, null);
    if (hashed > 0) {
      Arrays.fill(byIdentity, 0);
      hashed = 0;
    }
    count = 0;
  }

  /** Returns how many slots there are. */
  int slotCount() {
    return slotCount;
  }

  /**
   * Returns the number of a thread: the same in every execution in which its parent has the same
   * number and has started as many threads before.
   */
  int threadNumber(ControlledThread parent) {
    return threadNumber(parent.number, parent.started++);
  }

  /** Returns the number of the thread that another starts after so many others. */
  int threadNumber(int parent, int nth) {
    if (parent >= children.length) {
      children = Arrays.copyOf(children, parent * 2);
    }
    int[] known = children[parent];
    if (known == null) {
      known = new int[4];
    }
    if (nth >= known.length) {
      known = Arrays.copyOf(known, nth * 2);
    }
    children[parent] = known;
    if (known[nth] == 0) {
      if (threadCount == parents.length) {
        parents = Arrays.copyOf(parents, threadCount * 2);
        nths = Arrays.copyOf(nths, threadCount * 2);
      }
      parents[threadCount] = parent;
      nths[threadCount] = nth;
      known[nth] = threadCount++;
    }
    return known[nth];
  }

  /** Returns the number of the thread that has started another, which is not the main thread. */
  int parentOf(int thread) {
    return parents[thread];
  }

  /** Returns how many threads its parent had started before a thread. */
  int nthOf(int thread) {
    return nths[thread];
  }

  private void addNew(ControlledThread creator, Object object) {
    add(object, (long) creator.number << SEQUENCE_BITS | creator.created++);
  }

  /** Numbers an object that a thread has just created, or got from a library, if it is new. */
  void created(ControlledThread thread, Object object) {
    if (indexOf(object) < 0) {
      addNew(thread, object);
    }
  }

  private void add(Object object, long number) {
    if (count == objects.length) {
      objects = Arrays.copyOf(objects, count * 2);
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    objects[count] = object;
    numbers[count++] = number;
  }

  private int indexOf(Object object) {
    if (count <= FEW) {
      for (int i = count - 1; i >= 0; i--) {
        if (objects[i] == object) {
          return i;
        }
      }
      return -1;
    }
    hashAll();
    if (IdentityHashes.isUnasked(object)) {
      // All that are known have been asked; to ask this one now would give it a random hash.
      return -1;
    }
    int mask = byIdentity.length - 1;
    int hash = System.identityHashCode(object);
    for (int at = hash & mask; ; at = (at + 1) & mask) {
      int entry = byIdentity[at];
      if (entry == 0) {
        return -1;
      }
      if (objects[entry - 1] == object) {
        return entry - 1;
      }
    }
  }

  /** Returns the number of an object if it has one, otherwise -1. */
  long knownNumber(Object object) {
    int index = indexOf(object);
    return index < 0 ? -1 : numbers[index];
  }

  private void hashAll() {
    if (byIdentity.length < count * 2) {
      byIdentity = new int[Integer.highestOneBit(count) * 8];
      hashed = 0;
    }
    int mask = byIdentity.length - 1;
    for (; hashed < count; hashed++) {
      IdentityHashes.putFor(Objects.requireNonNull(objects[hashed]), numbers[hashed]);
      int at = System.identityHashCode(objects[hashed]) & mask;
      while (byIdentity[at] != 0) {
        at = (at + 1) & mask;
      }
      byIdentity[at] = hashed + 1;
    }
  }

  private long numberOf(ControlledThread toucher, Object object) {
    int index = indexOf(object);
    if (index >= 0) {
      return numbers[index];
    }
    Long known = permanent.get(object);
    if (known == null && outlivesExecutions(object)) {
      known = NOBODY << SEQUENCE_BITS | permanentNumbers.of(object);
      permanent.put(object, known);
    }
    if (known != null) {
      add(object, known);
      return known;
    }
    // Not a number of those that creation gives: whether a library's object is touched at all may
    // depend on what was linked before.
    add(object, FOUND | (long) toucher.number << SEQUENCE_BITS | toucher.found++);
    return numbers[count - 1];
  }

  private boolean outlivesExecutions(Object object) {
    if (object instanceof Class<?>
        || object instanceof Enum<?>
        || object instanceof String
        || object instanceof CapturedOutput) {
      return true;
    }
    // What was there in an earlier execution too, and was not created in this one.
    return foreign.containsKey(object)
        || (foreign.size() < MAX_FOREIGN && foreign.put(object, true) != null);
  }

  /** Returns the slot of a facet of an object, or of a static field if there is no object. */
  int slot(ControlledThread toucher, @Nullable Object object, int facet) {
    long number = object == null ? NOBODY << SEQUENCE_BITS : numberOf(toucher, object);
    return slotOf(number << FACET_BITS | facet & FACET_MASK);
  }

  /** Returns the slot of an array's element. */
  int element(ControlledThread toucher, Object array, int index) {
    return slot(toucher, array, ELEMENT | index);
  }

  /** Returns what numbers the objects that outlive executions. */
  PermanentNumbers permanentNumbers() {
    return permanentNumbers;
  }

  /** Returns an object's number and a facet of it, of which a slot is made. */
  long keyOf(int slot) {
    return keysOfSlots[slot];
  }

  /** Returns the slot of an object's number and a facet of it. */
  int slotOf(long key) {
    int mask = keys.length - 1;
    int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (slots[at] != 0) {
      if (keys[at] == key) {
        return slots[at] - 1;
      }
      at = (at + 1) & mask;
    }
    if (slotCount * 2 >= keys.length) {
      growSlots();
      return slotOf(key);
    }
    keys[at] = key;
    slots[at] = ++slotCount;
    if (slotCount > keysOfSlots.length) {
      keysOfSlots = Arrays.copyOf(keysOfSlots, slotCount * 2);
    }
    keysOfSlots[slotCount - 1] = key;
    return slotCount - 1;
  }

  private void growSlots() {
    long[] oldKeys = keys;
    int[] oldSlots = slots;
    keys = new long[oldKeys.length * 2];
    slots = new int[oldKeys.length * 2];
    int mask = keys.length - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldSlots[i] != 0) {
        int at = (int) ((oldKeys[i] * 0x9E3779B97F4A7C15L) >>> 40) & mask;
        while (slots[at] != 0) {
          at = (at + 1) & mask;
        }
        keys[at] = oldKeys[i];
        slots[at] = oldSlots[i];
      }
    }
  }
}
