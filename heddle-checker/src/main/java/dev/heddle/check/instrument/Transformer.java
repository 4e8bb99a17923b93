package dev.heddle.check.instrument;

import dev.heddle.check.runtime.Hooks;
import dev.heddle.check.runtime.TrustedPackages;
import java.lang.instrument.ClassFileTransformer;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
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
          "dev/heddle/cli/",
          "dev/heddle/junit/");

  private static final AtomicLong LOADS = new AtomicLong();

  private final @Nullable CodeSource own = sourceOf(Transformer.class.getProtectionDomain());

  private final OtherAgents otherAgents = new OtherAgents(own);

  /** Loads what each class is asked about: not while the JVM loads one, perhaps to load these. */
  Transformer() {
    JdkInstrumenter.isTarget("");
    NondeterministicCalls.areIn("");
    ClassLog.failed(ClassLoader.getSystemClassLoader());
    EarlyClasses.contain(Transformer.class);
    CoverageProbes.isAdded("");
    MockLibraries.contain("");
  }

  /** Returns how many classes the JVM has loaded since the agent is here, or a little more. */
  public static long loads() {
    return LOADS.get();
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    LOADS.incrementAndGet();
    if (name == null) {
      return null;
    }
    try {
      if (loader == null) {
        return ofTheJdk(name, redefined, bytes);
      }
      if (!isOfPrograms(loader, name, domain)) {
        if (isTool(loader, name)) {
          ClassLog.left(loader, name, "it belongs to a tool that runs checks", domain);
        }
        return null;
      }
      if (MockLibraries.isProxy(name, bytes)) {
        return null;
      }
      String made = MockLibraries.nameIfMade(name);
      if (made != null) {
        ClassLog.left(loader, name, "a library made it at run time", domain);
        Hooks.madeForeign(made);
        return null;
      }
      if (MockLibraries.contain(name)) {
        ClassLog.trusted(loader, name, domain);
        return MockLibraries.instrument(bytes);
      }
      if (redefined != null && EarlyClasses.contain(redefined)) {
        ClassLog.left(loader, name, "it was loaded before Heddle's agent came", domain);
        return EarlyClasses.instrument(bytes, otherAgents.advice());
      }
      byte[] instrumented;
      if (TrustedPackages.containInternal(name)) {
        instrumented = new TrustedInstrumenter(loader).instrument(bytes);
        ClassLog.trusted(loader, name, domain);
      } else {
        instrumented = new ProgramInstrumenter(loader).instrument(bytes);
        ClassLog.instrumented(loader, name, domain);
      }
      return instrumented;
    } catch (RuntimeException | LinkageError e) {
      // The JVM would swallow it and load the class as it is; the check has to know.
      if (loader != null) {
        ClassLog.failed(
            loader, name, e.getMessage() == null ? e.toString() : e.getMessage(), domain);
      }
      return null;
    }
  }

  private static byte @Nullable [] ofTheJdk(
      String name, @Nullable Class<?> redefined, byte[] bytes) {
    if (redefined == null && WaitingClasses.contain(name, bytes)) {
      byte[] instrumented = ProgramInstrumenter.instrumentOfJdk(bytes);
      Hooks.hasSteps(name.replace('/', '.'));
      ClassLog.instrumented(null, name, null);
      return instrumented;
    }
    boolean isLeft = redefined == null && NondeterministicCalls.areIn(name);
    if (isLeft || !JdkInstrumenter.isTarget(name)) {
      return null;
    }
    byte[] instrumented = JdkInstrumenter.instrument(bytes);
    ClassLog.instrumented(null, name, null);
    return instrumented;
  }

  /** Returns whether a class may be a program's, or of a library that programs use. */
  boolean isOfPrograms(ClassLoader loader, String name, @Nullable ProtectionDomain domain) {
    return !name.startsWith("jdk/internal/")
        && loader != ClassLoader.getPlatformClassLoader()
        && !isOwn(domain)
        && !isOfTheJdk(domain)
        && (MockLibraries.contain(name) || !otherAgents.contain(loader, domain))
        && !isTool(loader, name);
  }

  /** Whether a class is of one of the JDK's modules that the class path's loader loads. */
  private static boolean isOfTheJdk(@Nullable ProtectionDomain domain) {
    CodeSource source = sourceOf(domain);
    return source != null
        && source.getLocation() != null
        && source.getLocation().getProtocol().equals("jrt");
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
