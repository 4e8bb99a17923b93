package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** The options that this JVM was started with. */
public final class JvmOptions {
  private static final String AGENT = "-javaagent:";

  private JvmOptions() {}

  /** Returns the jars of the Java agents, as they were named, in the order of the command line. */
  public static List<String> agentJars() {
    List<String> jars = new ArrayList<>();
    for (String option : all()) {
      if (option.startsWith(AGENT)) {
        String jar = option.substring(AGENT.length());
        int arguments = jar.indexOf('=');
        jars.add(arguments < 0 ? jar : jar.substring(0, arguments));
      }
    }
    return jars;
  }

  /** Asks the JVM itself: the management classes would be loaded early, and slowly. */
  private static String[] all() {
    try {
      MethodHandle runtimeArguments =
          MethodHandles.lookup()
              .findStatic(
                  Class.forName("jdk.internal.misc.VM"),
                  "getRuntimeArguments",
                  MethodType.methodType(String[].class));
      String[] options = (String[]) runtimeArguments.invokeExact();
      // A JVM without any option answers null.
      return options == null ? new String[0] : options;
    } catch (Throwable e) {
      throw JdkInternals.rethrow(e);
    }
  }
}
