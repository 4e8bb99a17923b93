package dev.heddle.junit;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The same that JUnit says of a test to a method with {@code AfterEach}. */
record InfoOfTest(ExtensionContext context) implements TestInfo {
  @Override
  public String getDisplayName() {
    return context.getDisplayName();
  }

  @Override
  public Set<String> getTags() {
    return context.getTags();
  }

  @Override
  public Optional<Class<?>> getTestClass() {
    return context.getTestClass();
  }

  @Override
  public Optional<Method> getTestMethod() {
    return context.getTestMethod();
  }
}
