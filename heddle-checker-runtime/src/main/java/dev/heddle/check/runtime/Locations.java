package dev.heddle.check.runtime;

import java.util.Arrays;
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

  /** Of the execution: whether something was thrown that fails it. */
  static final int FAILURE = 9;

  /** Facets from here on are numbers of fields. */
  static final int FIRST_FIELD = 16;

  /** Facets from here on are numbers of elements, by their index. */
  static final long ELEMENT = 1L << Integer.SIZE;

  /** So many bits of an object's number say which of its creator's objects it is. */
  static final int SEQUENCE_BITS = 40;

  static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

  /** The creator of what no thread of the program has created: classes, constants. */
  static final long NOBODY = (1L << (62 - SEQUENCE_BITS)) - 1;

  /** The numbers of threads are smaller. */
  static final int MAX_THREADS = (int) NOBODY;

  /** A bit of the numbers of objects that no code of the program was seen to create. */
  static final long FOUND = 1L << 62;

  /** The elements at the beginning with a facet each; later ones share one in such blocks. */
  private static final int BLOCK = 1024;

  /** So few objects are found faster by looking at each. */
  private static final int FEW = 16;

  /** The first objects of the execution, which are kept for its length. */
  private final @Nullable Object[] objects = new @Nullable Object[FEW];

  private final Tracked[] few = new Tracked[FEW];
  private int count;

  /** All objects, once there are more than a few. */
  private final WeakIdentityMap<Tracked> many = new WeakIdentityMap<>();

  /** The objects that were looked up last: loops access the same few again and again. */
  private @Nullable Object lastObject;

  private @Nullable Tracked last;
  private @Nullable Object lastButOneObject;
  private @Nullable Tracked lastButOne;

  /** Stands for the object that static fields are in. */
  private final Tracked statics = new Tracked();

  /** The numbers of objects that outlive executions; zero for one that was seen in one only. */
  private final WeakIdentityMap<Long> permanent = new WeakIdentityMap<>();

  private final PermanentNumbers permanentNumbers = new PermanentNumbers();

  /** The numbers of the threads that each thread has started, in the order of the starts. */
  private int[][] children = new int[16][];

  private int threadCount = 1;

  /** Of each thread, who has started it, and after how many others. */
  private int[] parents = new int[16];

  private int[] nths = new int[16];

  /** The objects' numbers and facets of the slots, found by open addressing. */
  private long[] numbers = new long[256];

  private long[] facets = new long[256];
  private int[] slots = new int[256];
  private int slotCount;

  /** The number and the facet of each slot. */
  private long[] numbersOfSlots = new long[128];

  private long[] facetsOfSlots = new long[128];

  Locations() {
    for (int i = 0; i < FEW; i++) {
      few[i] = new Tracked();
    }
    reset();
  }

  /** Forgets the objects of the last execution; locations keep their slots. */
  void reset() {
    Arrays.fill(objects, 0, Math.min(count, FEW), null);
    if (count > FEW) {
      many.clear();
    }
    count = 0;
    lastObject = null;
    last = null;
    lastButOneObject = null;
    lastButOne = null;
    statics.reset(NOBODY << SEQUENCE_BITS, 0);
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
      if (threadCount == MAX_THREADS) {
        throw new IllegalStateException(
            "the executions of this check have started more than "
                + MAX_THREADS
                + " threads in different ways");
      }
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

  /**
   * Numbers an object that a thread has just created, or got from a library, if it is new.
   *
   * @param site the place of the program, for {@link Sites#get}
   */
  void created(ControlledThread thread, Object object, int site) {
    if (find(object) == null) {
      add(object, (long) thread.number << SEQUENCE_BITS | thread.created++, site);
    }
  }

  private Tracked add(Object object, long number, int site) {
    Tracked added;
    if (count < FEW) {
      objects[count] = object;
      added = few[count];
    } else {
      if (count == FEW) {
        for (int i = 0; i < FEW; i++) {
          register(Objects.requireNonNull(objects[i]), few[i], few[i].number);
        }
      }
      added = new Tracked();
      register(object, added, number);
    }
    count++;
    added.reset(number, site);
    remember(object, added);
    return added;
  }

  private void register(Object object, Tracked tracked, long number) {
    IdentityHashes.putFor(object, number);
    many.put(object, tracked);
  }

  private void remember(Object object, Tracked tracked) {
    lastButOneObject = lastObject;
    lastButOne = last;
    lastObject = object;
    last = tracked;
  }

  /** Returns what is known of an object, or null if it has no number yet. */
  private @Nullable Tracked find(Object object) {
    if (object == lastObject) {
      return last;
    }
    if (object == lastButOneObject) {
      return lastButOne;
    }
    Tracked found = null;
    if (count <= FEW) {
      for (int i = count - 1; i >= 0; i--) {
        if (objects[i] == object) {
          found = few[i];
          break;
        }
      }
    } else if (!IdentityHashes.isUnasked(object)) {
      // All that are known have been asked; to ask another now would give it a random hash.
      found = many.get(object);
    }
    if (found != null) {
      remember(object, found);
    }
    return found;
  }

  /** Returns the number of an object if it has one, otherwise -1. */
  long knownNumber(Object object) {
    Tracked found = find(object);
    return found == null ? -1 : found.number;
  }

  /** Returns what is known of an object; the object of static fields if there is none. */
  Tracked of(ControlledThread toucher, @Nullable Object object) {
    if (object == null) {
      return statics;
    }
    Tracked found = find(object);
    if (found != null) {
      return found;
    }
    long known = permanentNumber(object);
    // A number found is none of those that creation gives: whether a library's object is touched at
    // all may depend on what was linked before.
    return add(
        object,
        known != 0 ? known : FOUND | (long) toucher.number << SEQUENCE_BITS | toucher.found++,
        0);
  }

  /** Returns the number of an object that outlives executions, or zero for another. */
  private long permanentNumber(Object object) {
    // The table asks for its identity hash, which must be the same in every execution.
    IdentityHashes.beforeIdentityHash(object);
    Long known = permanent.get(object);
    if (known == null && !isPermanent(object)) {
      // If it is there in a later execution too, and was not created in that, it is permanent.
      permanent.put(object, 0L);
      return 0;
    }
    if (known == null || known == 0) {
      known = NOBODY << SEQUENCE_BITS | permanentNumbers.of(object);
      permanent.put(object, known);
    }
    return known;
  }

  private static boolean isPermanent(Object object) {
    return object instanceof Class<?>
        || object instanceof Enum<?>
        || object instanceof String
        || object instanceof CapturedOutput;
  }

  /** Returns the slot of a facet of an object, or of a static field if there is no object. */
  int slot(ControlledThread toucher, @Nullable Object object, int facet) {
    return slotOf(of(toucher, object).number, facet);
  }

  /** Returns the slot of an array's element. */
  int element(ControlledThread toucher, Object array, int index) {
    return slotOf(of(toucher, array).number, elementFacet(index));
  }

  /**
   * Returns the facet of an element, as steps touch it. Elements far behind share one in blocks, so
   * that a step may touch all elements of a large array.
   */
  static long elementFacet(int index) {
    return ELEMENT | (index < BLOCK ? index : BLOCK + (index - BLOCK) / BLOCK);
  }

  /** Returns what numbers the objects that outlive executions. */
  PermanentNumbers permanentNumbers() {
    return permanentNumbers;
  }

  /** Returns the number of the object of which a slot is a part. */
  long numberOf(int slot) {
    return numbersOfSlots[slot];
  }

  /** Returns which part of its object a slot is. */
  long facetOf(int slot) {
    return facetsOfSlots[slot];
  }

  /** Returns the slot of a facet of the object with a number. */
  int slotOf(long number, long facet) {
    int mask = slots.length - 1;
    int at = hash(number, facet) & mask;
    while (slots[at] != 0) {
      if (numbers[at] == number && facets[at] == facet) {
        return slots[at] - 1;
      }
      at = at + 1 & mask;
    }
    if (slotCount * 2 >= slots.length) {
      growSlots();
      return slotOf(number, facet);
    }
    numbers[at] = number;
    facets[at] = facet;
    slots[at] = ++slotCount;
    if (slotCount > numbersOfSlots.length) {
      numbersOfSlots = Arrays.copyOf(numbersOfSlots, slotCount * 2);
      facetsOfSlots = Arrays.copyOf(facetsOfSlots, slotCount * 2);
    }
    numbersOfSlots[slotCount - 1] = number;
    facetsOfSlots[slotCount - 1] = facet;
    return slotCount - 1;
  }

  private static int hash(long number, long facet) {
    long mixed = (number * 31 + facet) * 0x9E3779B97F4A7C15L;
    return (int) (mixed ^ mixed >>> 32);
  }

  private void growSlots() {
    int length = slots.length * 2;
    int mask = length - 1;
    long[] newNumbers = new long[length];
    long[] newFacets = new long[length];
    int[] newSlots = new int[length];
    for (int slot = 0; slot < slotCount; slot++) {
      int at = hash(numbersOfSlots[slot], facetsOfSlots[slot]) & mask;
      while (newSlots[at] != 0) {
        at = at + 1 & mask;
      }
      newNumbers[at] = numbersOfSlots[slot];
      newFacets[at] = facetsOfSlots[slot];
      newSlots[at] = slot + 1;
    }
    numbers = newNumbers;
    facets = newFacets;
    slots = newSlots;
  }
}
