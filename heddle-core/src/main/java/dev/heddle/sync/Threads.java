package dev.heddle.sync;

import java.lang.reflect.Method;

/** The kinds of thread that a class of this package starts. */
enum Threads {
  /** Daemon or not, as the thread that makes it. */
  PLATFORM {
    @Override
    Thread make(String name, Runnable body) {
      return new Thread(body, name);
    }
  },

  DAEMON {
    @Override
    Thread make(String name, Runnable body) {
      Thread thread = new Thread(body, name);
      thread.setDaemon(true);
      return thread;
    }
  },

  /** A daemon where the JDK has no virtual threads. */
  VIRTUAL {
    @Override
    Thread make(String name, Runnable body) {
      if (Runtime.version().feature() < 21) {
        return DAEMON.make(name, body);
      }
      try {
        // By reflection, because this is compiled for Java 17.
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        Class<?> type = Class.forName("java.lang.Thread$Builder");
        Method unstarted = type.getMethod("unstarted", Runnable.class);
        Object named = type.getMethod("name", String.class).invoke(builder, name);
        return (Thread) unstarted.invoke(named, body);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this JDK has no virtual threads as of Java 21", e);
      }
    }
  };

  /** Makes a thread that is not started. */
  abstract Thread make(String name, Runnable body);
}
