package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of threads and of locations by which other processes know them that check the same program.
 * The numbers that the rest of the engine uses are given in the order in which things are met, and
 * hold in one process only.
 *
 * <p>A thread is named by who has started it, and after how many others: {@code 0.2.0} is the first
 * that was started by the third that the main thread has started. A location is named by its facet,
 * such as {@code field com/acme/Account.balance}, and its object: who has created it, and after how
 * many others.
 *
 * <p>Belongs to the thread that runs the scheduler's executions.
 */
public final class PortableNames {
  private static final String STATIC = "static";
  private static final String CREATED = "created ";
  private static final String FOUND = "found ";
  private static final String ELEMENT = "element ";
  private static final String FIELD = "field ";
  private static final String FACET = "facet ";

  /** Neither a facet nor the name of a thread contains it. */
  private static final char AFTER_FACET = ';';

  private final Locations locations;
  private final List<@Nullable String> ofSlots = new ArrayList<>();
  private final Map<String, Integer> slots = new HashMap<>();

  PortableNames(Locations locations) {
    this.locations = locations;
  }

  /** Says that executions from now on may be others than those of another process. */
  public void endWarmUp() {
    locations.permanentNumbers().endWarmUp();
  }

  /**
   * Returns whether a step has touched an object that outlives executions and has no name, so that
   * other processes cannot be told of all steps.
   */
  public boolean areIncomplete() {
    return locations.permanentNumbers().hasUnnamed();
  }

  /** Returns the name of the thread with a number. */
  public String ofThread(int number) {
    return number == 0 ? "0" : ofThread(locations.parentOf(number)) + "." + locations.nthOf(number);
  }

  /** Returns the number of the thread with a name that {@link #ofThread} gave, anywhere. */
  public int thread(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? 0
        : locations.threadNumber(
            thread(name.substring(0, dot)), Integer.parseInt(name.substring(dot + 1)));
  }

  /**
   * Returns the name of a location, or null if there is none by which another process would know
   * it: it is in an object that outlives executions, and that not all processes meet in the same
   * order.
   */
  public @Nullable String ofLocation(int slot) {
    while (ofSlots.size() <= slot) {
      ofSlots.add(null);
    }
    String known = ofSlots.get(slot);
    if (known == null) {
      String object = nameOfObject(locations.numberOf(slot));
      if (object == null) {
        return null;
      }
      known = nameOfFacet(locations.facetOf(slot)) + AFTER_FACET + object;
      ofSlots.set(slot, known);
    }
    return known;
  }

  private static String nameOfFacet(long facet) {
    if (facet >= Locations.ELEMENT) {
      return ELEMENT + (facet - Locations.ELEMENT);
    }
    return facet < Locations.FIRST_FIELD ? FACET + facet : FIELD + Sites.nameOfField((int) facet);
  }

  private @Nullable String nameOfObject(long number) {
    long sequence = number & Locations.SEQUENCE_MASK;
    long creator = number >>> Locations.SEQUENCE_BITS;
    if (creator == Locations.NOBODY) {
      return sequence == 0 ? STATIC : locations.permanentNumbers().name((int) sequence);
    }
    return (number & Locations.FOUND) != 0
        ? FOUND + ofThread(threadOf(number & ~Locations.FOUND)) + " " + sequence
        : CREATED + ofThread(threadOf(number)) + " " + sequence;
  }

  private static int threadOf(long number) {
    return (int) (number >>> Locations.SEQUENCE_BITS);
  }

  /**
   * Returns the slot of the location with a name that {@link #ofLocation} gave, anywhere; -1 if
   * this process knows no such location.
   */
  public int location(String name) {
    Integer known = slots.get(name);
    if (known == null) {
      int after = name.indexOf(AFTER_FACET);
      long object = object(name.substring(after + 1));
      if (object < 0) {
        return -1;
      }
      known = locations.slotOf(object, facet(name.substring(0, after)));
      slots.put(name, known);
    }
    return known;
  }

  private static long facet(String name) {
    if (name.startsWith(FIELD)) {
      return Sites.fieldNumber(name.substring(FIELD.length()));
    }
    return name.startsWith(ELEMENT)
        ? Locations.ELEMENT | Integer.parseInt(name.substring(ELEMENT.length()))
        : Integer.parseInt(name.substring(FACET.length()));
  }

  private long object(String name) {
    if (name.equals(STATIC)) {
      return Locations.NOBODY << Locations.SEQUENCE_BITS;
    }
    if (name.startsWith(CREATED)) {
      return numberOf(name.substring(CREATED.length()));
    }
    if (name.startsWith(FOUND)) {
      return Locations.FOUND | numberOf(name.substring(FOUND.length()));
    }
    int number = locations.permanentNumbers().numberOf(name);
    return number == 0 ? -1 : Locations.NOBODY << Locations.SEQUENCE_BITS | number;
  }

  private long numberOf(String threadAndSequence) {
    int space = threadAndSequence.indexOf(' ');
    long thread = thread(threadAndSequence.substring(0, space));
    return thread << Locations.SEQUENCE_BITS
        | Long.parseLong(threadAndSequence.substring(space + 1));
  }
}
