package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Numbers the places of instrumented code, with what the instrumenter knows of each. The
 * instrumenter writes the numbers into the code; hooks and traces carry them. Number 0 is no place.
 */
public final class Sites {
  /** How names of methods begin that a waiting loop calls: they look, or try. */
  private static final Pattern LOOK =
      Pattern.compile(
          "\\.(get|is|has|contains|size|peek|poll|try|compareAnd|weakCompareAnd|available|await"
              + "|attempt|opaque|read|test|element|equals|toString|hashCode)");

  private static final Map<Entry, Integer> NUMBERS = new HashMap<>();
  private static final Map<String, Integer> FIELDS = new HashMap<>();
  private static final List<String> FIELD_NAMES = new ArrayList<>();

  /** Read without a lock: an entry is written before the number goes into code. */
  private static volatile Entry[] entries = {
    new Entry(new Site("?", "?", null, 0, "start"), 0, Access.PLAIN, "")
  };

  /** The waits that are in no loop; replaced as a whole, never changed. */
  private static volatile BitSet outsideLoops = new BitSet();

  private static int count = 1;

  private Sites() {}

  /** The memory semantics of an access to a field. */
  public enum Access {
    /** A plain one: two that conflict need an order. */
    PLAIN,
    /** A volatile one, which orders. */
    VOLATILE
  }

  /**
   * What is known of a place.
   *
   * @param site the place
   * @param field the number of the field that is accessed there, or 0
   * @param access how it is accessed
   * @param method the name of the method that is called there, or nothing
   */
  private record Entry(Site site, int field, Access access, String method, boolean look) {
    Entry(Site site, int field, Access access, String method) {
      this(site, field, access, method, LOOK.matcher(site.what()).find());
    }
  }

  /** Returns the number of a place; equal places have the same. */
  public static int add(Site site) {
    return add(new Entry(site, 0, Access.PLAIN, ""));
  }

  /**
   * Returns the number of a place where a field is accessed.
   *
   * @param owner the class that declares the field
   * @param name the field's name
   */
  public static synchronized int addField(Site site, String owner, String name, Access access) {
    return add(new Entry(site, fieldNumber(owner, name), access, ""));
  }

  /** Returns the number of a field, the same for all accesses. */
  static int fieldNumber(String owner, String name) {
    return fieldNumber(owner + "." + name);
  }

  /** Returns the number of a field that is named with its class. */
  static synchronized int fieldNumber(String key) {
    Integer known = FIELDS.get(key);
    if (known == null) {
      known = Locations.FIRST_FIELD + FIELDS.size();
      FIELDS.put(key, known);
      FIELD_NAMES.add(key);
    }
    return known;
  }

  /**
   * Returns the number of a place where a method of a library is called.
   *
   * @param method the method's name, with {@code /timed} if it takes a time to wait
   */
  public static int addCall(Site site, String method) {
    // The same string as in the code of models, so that tables find it at the first look.
    return add(new Entry(site, 0, Access.PLAIN, method.intern()));
  }

  private static synchronized int add(Entry entry) {
    Integer known = NUMBERS.get(entry);
    if (known != null) {
      return known;
    }
    int number = count++;
    Entry[] all = entries;
    if (number >= all.length) {
      all = Arrays.copyOf(all, number * 2);
    }
    all[number] = entry;
    entries = all;
    NUMBERS.put(entry, number);
    return number;
  }

  /** Says that the call at a place is in no loop of its method. */
  public static synchronized void addOutsideLoop(int number) {
    BitSet more = (BitSet) outsideLoops.clone();
    more.set(number);
    outsideLoops = more;
  }

  /** Returns whether the call at a place is known to be in no loop of its method. */
  static boolean isOutsideLoop(int number) {
    return outsideLoops.get(number);
  }

  /** Returns whether the call at a place may only look at something, or try in vain. */
  static boolean isLook(int number) {
    return entries[number].look();
  }

  /** Returns the number of the field that is accessed at a place. */
  static int field(int number) {
    return entries[number].field();
  }

  /** Returns the field that is accessed at a place, with its class, or nothing. */
  static synchronized String fieldName(int number) {
    return nameOfField(entries[number].field());
  }

  /** Returns the name of a field with its class, or nothing for what is no number of a field. */
  static synchronized String nameOfField(int field) {
    int index = field - Locations.FIRST_FIELD;
    return index >= 0 && index < FIELD_NAMES.size() ? FIELD_NAMES.get(index) : "";
  }

  /** Returns whether an access at a place orders what was before it in another thread. */
  static boolean isVolatile(int number) {
    return entries[number].access() == Access.VOLATILE;
  }

  /** Returns the name of the method that is called at a place. */
  static String method(int number) {
    return entries[number].method();
  }

  /** Returns the place of a number that {@link #add} gave. */
  public static Site get(int number) {
    return entries[number].site();
  }
}
