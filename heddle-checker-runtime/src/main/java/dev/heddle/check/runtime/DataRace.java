package dev.heddle.check.runtime;

import java.util.List;

/**
 * Two accesses of one location, at least one of them a write, that nothing orders.
 *
 * @param name the name of the variable, which holds in every JVM; see {@link Promotions}
 * @param first the name of the thread that came first in this execution
 * @param firstWrites whether it wrote
 * @param firstSite where, for {@link Sites#get}
 * @param second the name of the other thread
 * @param secondWrites whether it wrote
 * @param secondSite where, for {@link Sites#get}
 * @param choices how many choices it had up to then
 */
public record DataRace(
    String name,
    String first,
    boolean firstWrites,
    int firstSite,
    String second,
    boolean secondWrites,
    int secondSite,
    int choices) {

  /**
   * Says which two accesses they are, the same whichever came first.
   *
   * @return one line
   */
  public String message() {
    String one = text(first, firstWrites, firstSite);
    String other = text(second, secondWrites, secondSite);
    boolean inOrder = one.compareTo(other) <= 0;
    return "nothing orders " + (inOrder ? one : other) + " and " + (inOrder ? other : one);
  }

  /** Returns what is raced for: the field, whichever object's it is, or the variable. */
  public String variable() {
    String field = Sites.fieldName(secondSite);
    return field.isEmpty() ? name : field;
  }

  /** Returns the names of the classes in whose code the two accesses are. */
  public List<String> classes() {
    return List.of(Sites.get(firstSite).className(), Sites.get(secondSite).className());
  }

  private static String text(String thread, boolean writes, int site) {
    Site place = Sites.get(site);
    String what = place.what();
    boolean said = what.startsWith("read ") || what.startsWith("write ");
    return (said ? what : (writes ? "the change by " : "the look by ") + what)
        + " of "
        + thread
        + " at "
        + place.place();
  }

  /**
   * One access of a location.
   *
   * @param thread the thread's name
   * @param site where, for {@link Sites#get}
   * @param writes whether it wrote
   * @param stack its stack
   * @param held the monitors that it held
   */
  public record Access(
      String thread, int site, boolean writes, List<StackTraceElement> stack, List<String> held) {}
}
