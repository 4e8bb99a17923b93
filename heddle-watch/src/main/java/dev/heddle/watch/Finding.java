package dev.heddle.watch;

import java.io.Serializable;
import java.util.List;

/**
 * One reason why threads hang.
 *
 * @param kind what it is
 * @param certainty how sure it is
 * @param text the finding in a sentence or two
 * @param details one line for each thread that takes part: what it waits for, who holds that
 * @param threads the numbers of the threads that take part
 * @param resources the {@linkplain Resource#id() numbers} of the resources that take part
 */
public record Finding(
    FindingKind kind,
    Certainty certainty,
    String text,
    List<Detail> details,
    List<Long> threads,
    List<Integer> resources)
    implements Serializable {

  /**
   * A thread's part in a finding.
   *
   * @param thread the thread's number
   * @param text what it waits for and who holds that
   * @param at the lines of its stack that matter, the innermost first: program code where there is
   *     any
   */
  public record Detail(long thread, String text, List<StackTraceElement> at)
      implements Serializable {}

  /** Returns a frame as stack traces have it, without the class loader and the module. */
  public static String text(StackTraceElement frame) {
    String file = frame.getFileName();
    String where = file == null ? "Unknown Source" : file;
    if (frame.isNativeMethod()) {
      where = "Native Method";
    } else if (file != null && frame.getLineNumber() >= 0) {
      where = file + ":" + frame.getLineNumber();
    }
    return "%s.%s(%s)".formatted(frame.getClassName(), frame.getMethodName(), where);
  }

  /** Returns whether this is surer than a suspicion. */
  public boolean isHang() {
    return certainty != Certainty.SUSPECTED;
  }
}
