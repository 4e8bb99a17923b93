package dev.heddle.sync;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/** Virtual threads, which the JDK has since 21 and this library does not need. */
final class VirtualThreads {
  private VirtualThreads() {}

  /**
   * Returns if there are virtual threads.
   *
   * @throws UnsupportedOperationException if not
   */
  static void require() {
    if (Runtime.version().feature() < 21) {
      throw new UnsupportedOperationException(
          "virtual threads need a JDK 21 or newer, and this is " + Runtime.version());
    }
  }

  /** Makes a virtual thread, which is not started. */
  static Thread make(String name, Runnable body) {
    require();
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Method setName = type.getMethod("name", String.class);
      Method unstarted = type.getMethod("unstarted", Runnable.class);
      return (Thread) unstarted.invoke(setName.invoke(builder, name), body);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("cannot make a virtual thread", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a virtual thread", e);
    }
  }
}
