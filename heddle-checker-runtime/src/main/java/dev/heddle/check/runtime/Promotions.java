package dev.heddle.check.runtime;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The variables whose accesses are scheduling points, because some execution had a data race on
 * them. All other plain accesses are only watched for races.
 *
 * <p>A variable is a field, the elements of an array, or the contents of an object of a library,
 * together with the place where the program made the object; where that is not known, together with
 * the type of the array or object, or the field alone. Its name holds in every JVM.
 *
 * <p>Confined to the thread that runs the scheduler's executions. What is promoted must not change
 * while an execution runs; what an execution shows is collected, and applied by {@link #apply}.
 */
public final class Promotions {
  /** The prefix of the name of a promoted class initialiser; the class name follows. */
  static final String INITIALISER = "initialiser of class ";

  /** The name under which the names and priorities of all threads are promoted. */
  static final String THREADS = "names and priorities of threads";

  /** The name under which all settings of the JVM are promoted. */
  static final String SETTINGS = "settings of the JVM";

  private static final int ELEMENTS = 1;

  /** The names of the variables that are promoted now. */
  private Set<String> promoted = Set.of();

  /** The kinds of facets of which some variable is promoted: a first, quick answer. */
  private final Set<String> facets = new HashSet<>();

  /** Whether each combination of a facet and a place is promoted, as far as it was asked. */
  private final Map<Long, Boolean> known = new HashMap<>();

  /** The same for objects whose place is not known. */
  private final Map<String, Boolean> knownByName = new HashMap<>();

  /** Whether something of each field is promoted, by the field's number. */
  private boolean[] fields = new boolean[0];

  private boolean any;
  private boolean everything;
  private boolean contents;

  /** Variables with a race that are not promoted yet. */
  private final Set<String> raced = new TreeSet<>();

  Promotions() {}

  /** Promotes exactly these variables, and forgets races that were seen. */
  public void set(Collection<String> names) {
    promoted = new TreeSet<>(names);
    raced.clear();
    known.clear();
    knownByName.clear();
    facets.clear();
    contents = false;
    fields = new boolean[0];
    for (String name : promoted) {
      facets.add(facetOf(name));
      contents |= name.startsWith("contents");
    }
    any = !promoted.isEmpty();
  }

  /**
   * Promotes everything, so that every access is a scheduling point: the oracle for tests.
   *
   * @param everything whether to do so
   */
  public void promoteEverything(boolean everything) {
    this.everything = everything;
  }

  /** Returns the names of the variables that are promoted, in order. */
  public Set<String> names() {
    return promoted;
  }

  /** Returns whether an execution had a race on a variable that is not promoted. */
  public boolean hasNew() {
    return !raced.isEmpty();
  }

  /** Forgets the races so far: they come again. */
  public void forgetNew() {
    raced.clear();
  }

  /** Promotes what had a race. */
  public void apply() {
    Set<String> all = new TreeSet<>(promoted);
    all.addAll(raced);
    set(all);
  }

  /** Adds variables with a race that another process has seen. */
  public void addRaced(Collection<String> names) {
    for (String name : names) {
      if (!promoted.contains(name)) {
        raced.add(name);
      }
    }
  }

  /** Returns the variables with a race that are not promoted yet. */
  public Collection<String> newNames() {
    return new TreeSet<>(raced);
  }

  void race(String variable) {
    if (!everything) {
      learn(variable);
    }
  }

  /** Schedules a name for promotion; returns true unless it is promoted already. */
  boolean learn(String name) {
    boolean isNew = !promoted.contains(name);
    if (isNew) {
      raced.add(name);
    }
    return isNew;
  }

  boolean isPromoted(String name) {
    return promoted.contains(name);
  }

  private static String facetOf(String name) {
    int of = name.indexOf(" of ");
    return of < 0 ? name : name.substring(0, of);
  }

  boolean isFieldPromoted(Tracked object, int field, boolean isStatic) {
    if (everything) {
      return true;
    }
    return any && mayBe(field) && isPromoted(object, field, isStatic);
  }

  private boolean mayBe(int field) {
    if (field >= fields.length) {
      int from = fields.length;
      boolean[] more = Arrays.copyOf(fields, field + 64);
      for (int i = from; i < more.length; i++) {
        String name = Sites.nameOfField(i);
        more[i] = name.isEmpty() || facets.contains("field " + name.replace('/', '.'));
      }
      fields = more;
    }
    return fields[field];
  }

  private boolean isPromoted(Tracked object, int field, boolean isStatic) {
    if (object.madeAt == 0) {
      return promoted.contains(nameOfField(field, object, isStatic));
    }
    long key = (long) field << Integer.SIZE | object.madeAt;
    Boolean is = known.get(key);
    if (is == null) {
      is = promoted.contains(nameOfField(field, object, isStatic));
      known.put(key, is);
    }
    return is;
  }

  boolean areElementsPromoted(Tracked array, Object value) {
    if (everything) {
      return true;
    }
    return any && facets.contains("elements") && isPromoted(array, value, ELEMENTS, "elements");
  }

  boolean areContentsPromoted(Tracked object, Object value) {
    if (everything) {
      return true;
    }
    return contents && isPromoted(object, value, Locations.WHOLE, "contents");
  }

  private boolean isPromoted(Tracked object, Object value, int facet, String what) {
    if (object.madeAt == 0) {
      String name = nameOf(what, object, value);
      Boolean is = knownByName.get(name);
      if (is == null) {
        is = promoted.contains(name);
        knownByName.put(name, is);
      }
      return is;
    }
    long key = (long) facet << Integer.SIZE | object.madeAt;
    Boolean is = known.get(key);
    if (is == null) {
      is = promoted.contains(nameOf(what, object, value));
      known.put(key, is);
    }
    return is;
  }

  /** Returns the name of the variable that a field of an object, or a static field, is. */
  static String nameOfField(int field, Tracked object, boolean isStatic) {
    String name = "field " + Sites.nameOfField(field).replace('/', '.');
    return isStatic || object.madeAt == 0 ? name : name + " of " + placeOf(object.madeAt);
  }

  /** Returns the name of a field with its class, without the package. */
  static String shortNameOfField(int field) {
    String name = Sites.nameOfField(field);
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** Returns the name of the variable that the elements or contents of an object are. */
  static String nameOf(String what, Tracked object, Object value) {
    return what
        + " of "
        + (object.madeAt == 0 ? value.getClass().getTypeName() : placeOf(object.madeAt));
  }

  private static String placeOf(int site) {
    Site place = Sites.get(site);
    return place.what() + " at " + place.place();
  }
}
