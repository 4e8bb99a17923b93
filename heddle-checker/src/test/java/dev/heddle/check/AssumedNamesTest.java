package dev.heddle.check;

import static dev.heddle.check.Switchings.everything;
import static dev.heddle.check.Switchings.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a verdict rests on is said in names that users know: none that the JVM has made up. */
class AssumedNamesTest {

  private static Arguments named(String name, Body use) {
    return Arguments.of(name, use);
  }

  static Stream<Arguments> uses() throws ReflectiveOperationException {
    MethodHandle handle =
        MethodHandles.lookup()
            .findVirtual(String.class, "length", MethodType.methodType(int.class));
    Callable<Integer> proxy =
        new Callable<>() {
          @Override
          public Integer call() {
            return 1;
          }
        };
    Callable<?> made =
        (Callable<?>)
            Proxy.newProxyInstance(
                AssumedNamesTest.class.getClassLoader(),
                new Class<?>[] {Callable.class},
                (self, method, arguments) -> proxy.call());
    Callable<Integer> adapted = Executors.callable(() -> {}, 1);
    List<Integer> view = Collections.unmodifiableList(List.of(1));
    char[] letters = {'a'};
    return Stream.of(
        named("a lambda", () -> inParallel(() -> Runnable.class.cast((Runnable) () -> {}).run())),
        named("a method handle", () -> inParallel(() -> invoke(handle))),
        named("a proxy", () -> inParallel(() -> call(made))),
        named("an adapter of the JDK", () -> inParallel(() -> call(adapted))),
        named("a view", () -> inParallel(() -> view.get(0))),
        named("an array", () -> inParallel(() -> letters.clone())));
  }

  private static void invoke(MethodHandle handle) {
    try {
      int length = (int) handle.invokeExact("a");
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void call(Callable<?> callable) {
    try {
      callable.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uses")
  void assumptions_nameNoClassOfTheJvmsOwn(String name, Body use) {
    CheckResult result =
        Checker.withOptions(everything(Switching.AUTO).races(RaceChecking.FAIL).build())
            .check("test", use);

    assertThat(result.assumes())
        .as("%s", result)
        .noneMatch(
            each -> each.matches(".*(\\[[A-Z]|\\$|/0x|jdk\\.proxy|LambdaForm|DirectMethod).*"));
  }
}
