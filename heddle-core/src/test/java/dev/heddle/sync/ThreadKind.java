package dev.heddle.sync;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;

/** The kinds of thread that the primitives are tested on. */
enum ThreadKind {
  PLATFORM {
    @Override
    ThreadFactory factory() {
      return Thread::new;
    }
  },

  /** Reached by reflection, because the tests compile for Java 17. */
  VIRTUAL {
    @Override
    ThreadFactory factory() {
      assumeTrue(Runtime.version().feature() >= 21, "virtual threads need a JDK 21 or newer");
      try {
        Method ofVirtual = Thread.class.getMethod("ofVirtual");
        Object builder = ofVirtual.invoke(null);
        Method factory = ofVirtual.getReturnType().getMethod("factory");
        return (ThreadFactory) factory.invoke(builder);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  };

  abstract ThreadFactory factory();
}
