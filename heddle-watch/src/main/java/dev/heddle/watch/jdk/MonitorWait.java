package dev.heddle.watch.jdk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a thread that is blocked on a monitor waits for.
 *
 * @param thread the thread
 * @param monitor the object, or what stands for it; equal for the same object
 * @param facts what is known of it
 * @param target the thread whose end is awaited, if the monitor is a thread's that is joined
 */
public record MonitorWait(Thread thread, Object monitor, Facts facts, @Nullable Thread target) {

  /** The monitor of an object that is known by its class and its identity hash code only. */
  record Id(String type, int identity) implements SubjectKey {
    String name() {
      return Facts.name(type.substring(type.lastIndexOf('.') + 1).replace('$', '.'), identity);
    }
  }

  /** All that was found about monitors. */
  public record Report(List<MonitorWait> waits, List<String> limits) {}
}
