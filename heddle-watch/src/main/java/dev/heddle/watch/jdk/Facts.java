package dev.heddle.watch.jdk;

import dev.heddle.watch.ResourceKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of something that a thread is blocked on.
 *
 * @param kind what it is
 * @param name what reports call it
 * @param state its state in words; may be empty
 * @param holders who holds it, as far as that is known
 * @param availability whether it is held
 */
public record Facts(
    ResourceKind kind, String name, String state, List<Holder> holders, Availability availability) {

  /**
   * A thread that holds it.
   *
   * @param thread the thread
   * @param how how, such as {@code to read}, or empty
   * @param where the frame that took it, if that is known
   */
  public record Holder(Thread thread, String how, @Nullable StackTraceElement where) {
    /** A holder of which no more is known. */
    public Holder(Thread thread) {
      this(thread, "", null);
    }
  }

  /** Whether something is to be had. */
  public enum Availability {
    /** It is held, by the holders that are listed. */
    HELD,
    /** It is held, but not by any live thread that was seen. */
    HOLDERS_UNKNOWN,
    /** It is free: the first who waits could have it. */
    FREE,
    /** There is nothing to hold: it is an event of some kind that is awaited. */
    EVENT
  }

  /** What is known of something that is certainly held, by these. */
  public static Facts of(ResourceKind kind, String name, List<Holder> holders) {
    return new Facts(
        kind,
        name,
        "",
        holders,
        holders.isEmpty() ? Availability.HOLDERS_UNKNOWN : Availability.HELD);
  }

  /** What is known of something whose holders are all known, or which is free. */
  static Facts lock(ResourceKind kind, String name, String state, List<Holder> holders) {
    return new Facts(
        kind, name, state, holders, holders.isEmpty() ? Availability.FREE : Availability.HELD);
  }

  /** What is known of something that is awaited. */
  static Facts event(ResourceKind kind, String name, String state) {
    return new Facts(kind, name, state, List.of(), Availability.EVENT);
  }

  /** The class's simple name and the identity hash code; calls nothing of the object. */
  public static String name(Object object) {
    return name(simpleName(object.getClass()), System.identityHashCode(object));
  }

  static String name(String type, int identity) {
    return type + "@" + Integer.toHexString(identity);
  }

  /** The name after the last dot, with the enclosing classes. */
  static String simpleName(Class<?> type) {
    String name = type.getName();
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }
}
