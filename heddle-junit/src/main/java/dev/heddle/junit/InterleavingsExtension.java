package dev.heddle.junit;

import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.CheckerAgent;
import dev.heddle.check.Schedule;
import dev.heddle.check.TargetException;
import dev.heddle.check.report.ScheduleException;
import dev.heddle.check.report.ScheduleFile;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * What {@link Interleavings} does. JUnit lets an invocation proceed only once: so what it would
 * call is skipped, taken down, and called by the checker in each execution.
 */
final class InterleavingsExtension implements InvocationInterceptor {
  private static final Namespace NAMESPACE = Namespace.create(InterleavingsExtension.class);

  InterleavingsExtension() {}

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  private static Preparation preparation(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    Preparation known = store.get(context.getUniqueId(), Preparation.class);
    if (known != null) {
      return known;
    }
    Preparation preparation = new Preparation();
    store.put(context.getUniqueId(), preparation);
    return preparation;
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> called,
      ExtensionContext context)
      throws Throwable {
    preparation(context).constructed(called.getExecutable(), called.getArguments());
    return invocation.proceed();
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context) {
    Object instance = called.getTarget().orElseThrow();
    preparation(context).before(instance, called.getExecutable(), called.getArguments());
    invocation.skip();
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context) {
    invocation.skip();
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    invocation.skip();
    refuseTwoAnnotations(called.getExecutable());
    check(called, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    invocation.skip();
    check(called, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> invocation,
      DynamicTestInvocationContext called,
      ExtensionContext context) {
    invocation.skip();
    throw new ExtensionConfigurationException(
        "@Interleavings: a dynamic test cannot be run again on a new object; write the test with"
            + " @ParameterizedTest");
  }

  private static void refuseTwoAnnotations(Method method) {
    if (method.isAnnotationPresent(Interleavings.class) && method.isAnnotationPresent(Test.class)) {
      throw new ExtensionConfigurationException(
          "@Interleavings: the method %s has @Test, too; write @Interleavings in its place"
              .formatted(method.getName()));
    }
  }

  private static void check(ReflectiveInvocationContext<Method> called, ExtensionContext context)
      throws Throwable {
    if (!CheckerAgent.isInstalled()) {
      throw new IllegalStateException(
          AgentAtStart.refusal().isEmpty()
              ? "Heddle's agent is not in this JVM: run the tests by JUnit's launcher, or start the"
                  + " JVM with -javaagent:<path of heddle-checker.jar>"
              : AgentAtStart.refusal());
    }
    Settings settings = Settings.of(context);
    CheckedTest test =
        new CheckedTest(
            context, preparation(context), called.getExecutable(), called.getArguments());
    CheckResult result = run(settings, test);
    new Judgement(context, settings, test, result).reach();
  }

  private static CheckResult run(Settings settings, CheckedTest test) throws TargetException {
    Checker checker = Checker.withOptions(settings.options());
    var target = test.target();
    if (settings.replay().isEmpty()) {
      return checker.check(target);
    }
    Path file = settings.replay().get();
    Schedule schedule;
    try {
      schedule = ScheduleFile.read(file);
    } catch (ScheduleException e) {
      throw new ExtensionConfigurationException("@Interleavings: " + e.getMessage(), e);
    }
    if (!schedule.target().equals(target.name())) {
      throw new ExtensionConfigurationException(
          "@Interleavings: the schedule %s belongs to another test, %s"
              .formatted(file, schedule.target()));
    }
    target.requireClassesOf(schedule);
    return checker.replay(target, schedule);
  }
}
