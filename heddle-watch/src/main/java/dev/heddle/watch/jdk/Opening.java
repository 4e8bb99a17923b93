package dev.heddle.watch.jdk;

import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens packages of named modules to the watch, and to nothing else, if the JVM has lent it an
 * {@link Instrumentation}.
 */
public final class Opening {
  private static final Module WATCH = Opening.class.getModule();

  private final @Nullable Instrumentation instrumentation;

  /**
   * @param instrumentation what opens packages, or null: then only what the command line has opened
   *     is open
   */
  public Opening(@Nullable Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** Opens those of the packages that the module has; a package that is open stays so. */
  void open(Module module, String... packages) {
    Map<String, Set<Module>> opens = new HashMap<>();
    for (String name : packages) {
      if (module.isNamed() && module.getPackages().contains(name) && !module.isOpen(name, WATCH)) {
        opens.put(name, Set.of(WATCH));
      }
    }
    if (instrumentation != null && !opens.isEmpty()) {
      instrumentation.redefineModule(module, Set.of(), Map.of(), opens, Set.of(), Map.of());
    }
  }
}
