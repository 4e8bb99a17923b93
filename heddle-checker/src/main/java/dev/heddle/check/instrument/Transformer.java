package dev.heddle.check.instrument;

import dev.heddle.check.runtime.TrustedPackages;
import java.lang.instrument.ClassFileTransformer;
import java.lang.ref.WeakReference;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decides which classes are instrumented: the program's, the JDK's concurrency classes, and trusted
 * libraries, which are treated like the latter.
 */
public final class Transformer implements ClassFileTransformer {
  /** Tools that share the class path with the program when it is checked within a test run. */
  private static final List<String> TOOLS =
      List.of(
          "org/junit/",
          "org/opentest4j/",
          "org/apiguardian/",
          "org/assertj/",
          "org/hamcrest/",
          "org/apache/maven/surefire/",
          "org/objectweb/asm/",
          "com/fasterxml/jackson/",
          "com/tngtech/archunit/",
          "com/intellij/rt/",
          "org/eclipse/jdt/internal/junit/",
          "org/gradle/",
          "worker/org/gradle/",
          "picocli/",
          "dev/heddle/cli/");

  /** Classes that could not be instrumented, with the reason. */
  private static final Queue<Skipped> SKIPPED = new ConcurrentLinkedQueue<>();

  private record Skipped(WeakReference<ClassLoader> loader, String description) {}

  private final @Nullable CodeSource own = sourceOf(Transformer.class.getProtectionDomain());

  /**
   * Returns the classes of a program that could not be instrumented, with the reason.
   *
   * @param program the class loader of the program
   */
  public static List<String> skipped(ClassLoader program) {
    return SKIPPED.stream()
        .filter(skipped -> skipped.loader().refersTo(program))
        .map(Skipped::description)
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (name == null) {
      return null;
    }
    try {
      if (loader == null) {
        if (redefined == null && NondeterministicCalls.areIn(name)) {
          return null;
        }
        return JdkInstrumenter.isTarget(name) ? JdkInstrumenter.instrument(bytes) : null;
      }
      if (name.startsWith("jdk/internal/")
          || loader == ClassLoader.getPlatformClassLoader()
          || isOwn(domain)
          || isTool(loader, name)) {
        return null;
      }
      return TrustedPackages.containInternal(name)
          ? new TrustedInstrumenter(loader).instrument(bytes)
          : new ProgramInstrumenter(loader).instrument(bytes);
    } catch (RuntimeException | LinkageError e) {
      // The JVM would swallow it and load the class as it is; the check has to know.
      if (loader != null) {
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        SKIPPED.add(
            new Skipped(new WeakReference<>(loader), name.replace('/', '.') + ": " + reason));
      }
      return null;
    }
  }

  private boolean isOwn(@Nullable ProtectionDomain domain) {
    CodeSource source = sourceOf(domain);
    return own != null
        && source != null
        && Objects.equals(String.valueOf(own.getLocation()), String.valueOf(source.getLocation()));
  }

  private static @Nullable CodeSource sourceOf(@Nullable ProtectionDomain domain) {
    return domain == null ? null : domain.getCodeSource();
  }

  /** Returns whether a class is that of a tool, which is never instrumented. */
  static boolean isTool(ClassLoader loader, String name) {
    if (loader != ClassLoader.getSystemClassLoader()) {
      return false;
    }
    for (String tool : TOOLS) {
      if (name.startsWith(tool)) {
        return true;
      }
    }
    return false;
  }
}
