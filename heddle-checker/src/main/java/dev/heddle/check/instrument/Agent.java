package dev.heddle.check.instrument;

import dev.heddle.check.runtime.DeterminismHooks;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Java agent: {@code -javaagent:heddle-checker.jar}. It instruments the program's classes as
 * they are loaded, and the JDK's concurrency classes when the first check begins.
 */
public final class Agent {
  private static final String RUNTIME = "dev.heddle.check.runtime.";

  private static volatile @Nullable Instrumentation instrumentation;
  private static boolean jdkIsReady;

  /** Whether it came when the JVM ran already. */
  private static volatile boolean isAttached;

  /** Why it is not installed, although it was brought here. */
  private static volatile @Nullable String refusal;

  private static String classPath = "";

  private Agent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(@Nullable String arguments, Instrumentation jvm) {
    install(jvm);
  }

  /** Called by the JVM when the agent is brought into it while it runs. */
  public static void agentmain(@Nullable String arguments, Instrumentation jvm) {
    if (instrumentation == null) {
      isAttached = true;
      install(jvm);
    }
  }

  private static void install(Instrumentation jvm) {
    for (Class<?> type : jvm.getAllLoadedClasses()) {
      if (type.getName().startsWith(RUNTIME) && type.getClassLoader() != null) {
        refusal =
            "Heddle's checker was in use in this JVM before its agent came: install the agent before"
                + " anything else of the checker is called";
        return;
      }
    }
    classPath = System.getProperty("java.class.path");
    jvm.appendToBootstrapClassLoaderSearch(RuntimeJar.find());
    openJdk(jvm);
    Transformer transformer = new Transformer();
    jvm.addTransformer(transformer, true);
    EarlyClasses.mark(jvm, EarlyClasses.find(jvm, transformer));
    instrumentation = jvm;
  }

  /** Returns whether the agent is in this JVM. */
  public static boolean isInstalled() {
    return instrumentation != null;
  }

  /**
   * Brings the agent into this JVM, unless it is there.
   *
   * @throws IllegalStateException if this JVM, or its system, does not allow that
   */
  public static synchronized void attach() {
    if (instrumentation != null) {
      return;
    }
    if (Agent.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
      throw new IllegalStateException(
          "Heddle's agent can be attached only where the checker is on the class path of the JVM:"
              + " start it with -javaagent:<path of heddle-checker.jar>");
    }
    Attachment.toThisJvm();
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
  }

  /**
   * Returns the class path that this JVM was started with, whatever the system property says now.
   */
  public static String classPath() {
    return classPath;
  }

  /**
   * Returns the options that another JVM needs to have the agent, beside those that this one was
   * started with.
   *
   * @throws IOException if the agent's jar cannot be found or made
   */
  public static List<String> furtherOptions() throws IOException {
    return isAttached ? List.of("-javaagent:" + Attachment.agentJar()) : List.of();
  }

  /**
   * Makes the JDK's concurrency classes call the checker, once for each JVM.
   *
   * @throws IllegalStateException if the JVM was started without the agent
   */
  public static synchronized void prepare() {
    Instrumentation jvm = instrumentation;
    if (jvm == null) {
      throw new IllegalStateException(
          "Heddle's agent is not installed in this JVM: start it with"
              + " -javaagent:<path of heddle-checker.jar>, or call CheckerAgent.install() first");
    }
    if (jdkIsReady) {
      return;
    }
    DeterminismHooks.prepare();
    NondeterministicCalls.load();
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> type : jvm.getAllLoadedClasses()) {
      if (type.getClassLoader() == null
          && jvm.isModifiableClass(type)
          && JdkInstrumenter.isTarget(type.getName().replace('.', '/'))) {
        loaded.add(type);
      }
    }
    try {
      jvm.retransformClasses(loaded.toArray(new Class<?>[0]));
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("this JVM does not let its own classes be instrumented", e);
    }
    jdkIsReady = true;
  }

  /** Lets the runtime, which is in the unnamed module of the boot loader, reach what it needs. */
  private static void openJdk(Instrumentation jvm) {
    Module hooks;
    try {
      hooks = Class.forName("dev.heddle.check.runtime.Hooks", true, null).getModule();
      // Before code of the JDK calls them that the JVM runs to load a class.
      Class.forName("dev.heddle.check.runtime.ThreadHooks", true, null);
      Class.forName("dev.heddle.check.runtime.JdkHooks", true, null);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Heddle's runtime is not on the bootstrap class path", e);
    }
    Set<Module> runtime = Set.of(hooks);
    jvm.redefineModule(
        Object.class.getModule(),
        runtime,
        Map.of("jdk.internal.misc", runtime, "jdk.internal.vm", runtime),
        Map.of(
            "java.lang", runtime,
            "java.lang.invoke", runtime,
            "java.util", runtime,
            "java.util.stream", runtime,
            "java.util.concurrent", runtime,
            "java.util.concurrent.atomic", runtime,
            "java.util.concurrent.locks", runtime,
            "jdk.internal.misc", runtime,
            "jdk.internal.vm", runtime),
        Set.of(),
        Map.of());
  }
}
