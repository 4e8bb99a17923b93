package dev.heddle.junit;

import dev.heddle.check.Body;
import dev.heddle.check.Target;
import dev.heddle.junit.Calls.Call;
import dev.heddle.junit.Calls.Creation;
import dev.heddle.junit.Preparation.Before;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.opentest4j.TestAbortedException;

/** One invocation of a test method, as a body that does the whole of it in each execution. */
final class CheckedTest {
  /**
   * One object of those that the test needs: of a class, and of each class around it.
   *
   * @param ofJUnit the object that JUnit has made
   * @param after the calls of methods with {@code AfterEach}, in order
   */
  private record Level(Object ofJUnit, Creation creation, SharedFields fields, List<Call> after) {}

  private final ExtensionContext context;
  private final List<Level> levels = new ArrayList<>();
  private final List<Before> before;
  private final Call test;
  private final ClassLoader loader;

  // Written by the thread that runs executions, one after the other; read after the check.
  private @Nullable TestAbortedException aborted;
  private long executions;
  private long abortedExecutions;
  private final Set<String> shared = new TreeSet<>();

  /**
   * Prepares the body.
   *
   * @throws ExtensionConfigurationException if the test cannot be run again and again
   */
  CheckedTest(
      ExtensionContext context,
      Preparation preparation,
      Method method,
      List<@Nullable Object> arguments) {
    this.context = context;
    this.before = preparation.before();
    this.test = new Call(method, arguments);
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    this.loader = ofThread == null ? context.getRequiredTestClass().getClassLoader() : ofThread;
    for (Object each : context.getRequiredTestInstances().getAllInstances()) {
      Class<?> type = each.getClass();
      levels.add(
          new Level(
              each, preparation.creation(type), new SharedFields(each), callsAfter(type, context)));
    }
  }

  private static List<Call> callsAfter(Class<?> type, ExtensionContext context) {
    List<Call> calls = new ArrayList<>();
    for (Method method :
        AnnotationSupport.findAnnotatedMethods(
            type, AfterEach.class, HierarchyTraversalMode.BOTTOM_UP)) {
      List<@Nullable Object> arguments = new ArrayList<>();
      for (Class<?> parameter : method.getParameterTypes()) {
        if (parameter != TestInfo.class) {
          throw new ExtensionConfigurationException(
              "@Interleavings: the method %s of %s has a parameter of type %s, and one with"
                      .formatted(method.getName(), type.getName(), parameter.getSimpleName())
                  + " @AfterEach can have TestInfo only: keep the object in a field");
        }
        arguments.add(new InfoOfTest(context));
      }
      calls.add(new Call(method, arguments));
    }
    return calls;
  }

  /** Returns the target of the check. */
  Target target() {
    Class<?> testClass = context.getRequiredTestClass();
    Method method = context.getRequiredTestMethod();
    boolean isOneOfMany = context.getParent().flatMap(ExtensionContext::getTestMethod).isPresent();
    String name =
        testClass.getName()
            + "#"
            + method.getName()
            + (isOneOfMany ? " " + context.getDisplayName() : "");
    Set<Class<?>> kept = new LinkedHashSet<>();
    for (Class<?> around = testClass; around != null; around = around.getEnclosingClass()) {
      for (Class<?> each = around;
          each != null && each != Object.class;
          each = each.getSuperclass()) {
        kept.add(each);
      }
    }
    return Target.of(name, body()).keeping(kept, testClass.getClassLoader());
  }

  private Body body() {
    return () -> {
      Thread thread = Thread.currentThread();
      ClassLoader own = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        runOnce();
      } finally {
        thread.setContextClassLoader(own);
      }
    };
  }

  private void runOnce() throws Throwable {
    executions++;
    List<Object> fresh = new ArrayList<>();
    Object around = null;
    for (Level level : levels) {
      around = level.creation.in(around);
      level.fields.fill(around);
      shared.addAll(level.fields.names(around));
      fresh.add(around);
    }
    Object own = fresh.get(fresh.size() - 1);
    Body run =
        () -> {
          for (Before each : before) {
            each.call().on(fresh.get(indexOf(each.instance())));
          }
          test.on(own);
        };
    for (int i = levels.size() - 1; i >= 0; i--) {
      Object instance = fresh.get(i);
      for (Call call : levels.get(i).after) {
        run = run.andFinally(() -> call.on(instance));
      }
    }
    try {
      run.run();
    } catch (TestAbortedException e) {
      aborted = e;
      abortedExecutions++;
    }
  }

  private int indexOf(Object ofJUnit) {
    for (int i = 0; i < levels.size(); i++) {
      if (levels.get(i).ofJUnit == ofJUnit) {
        return i;
      }
    }
    throw new AssertionError("a method with @BeforeEach belongs to an object of the test");
  }

  /** Returns what the last execution ended with whose assumption did not hold, or null. */
  @Nullable TestAbortedException aborted() {
    return aborted;
  }

  /** Returns whether no execution has gone past its assumptions. */
  boolean isAborted() {
    return aborted != null && abortedExecutions == executions;
  }

  /** Returns the fields that all executions share. */
  List<String> shared() {
    return List.copyOf(shared);
  }
}
