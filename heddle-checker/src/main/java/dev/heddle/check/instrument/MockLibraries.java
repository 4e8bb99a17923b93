package dev.heddle.check.instrument;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Libraries with which programs make mocks and other classes at run time: Mockito, Byte Buddy,
 * Objenesis and cglib. Their caches and locks are no part of what a check is about, and serve all
 * executions of the JVM, so each call into one of them is one step, and what they start runs for
 * real. Code of the program that they call back has steps of its own.
 */
final class MockLibraries {
  private static final List<String> PACKAGES =
      List.of(
          "org/mockito/",
          "net/bytebuddy/",
          "org/objenesis/",
          "net/sf/cglib/",
          "org/springframework/cglib/",
          "org/springframework/objenesis/");

  /** What the names of classes contain that the libraries make, each before a random part. */
  private static final List<String> MADE =
      List.of("$MockitoMock$", "$ByteBuddy$", "ByCGLIB$$", "$$SpringCGLIB$$");

  /** What Mockito calls at the beginning of each method of a mocked class. */
  private static final String ADVICE = "org/mockito/internal/creation/bytebuddy/MockMethodAdvice";

  /** What a mock's own methods call. */
  private static final String INTERCEPTOR =
      "org/mockito/internal/creation/bytebuddy/MockMethodInterceptor";

  private MockLibraries() {}

  /** Returns whether a class, by its internal name, belongs to one of the libraries. */
  static boolean contain(String name) {
    for (String each : PACKAGES) {
      if (name.startsWith(each)) {
        return nameIfMade(name) == null;
      }
    }
    return false;
  }

  /**
   * Returns whether a class is a proxy of the JDK. All that it does is to call its handler, which
   * is instrumented if it is the program's.
   */
  static boolean isProxy(String name, byte[] bytes) {
    return name.contains("$Proxy")
        && "java/lang/reflect/Proxy".equals(new ClassReader(bytes).getSuperName());
  }

  /**
   * Returns the binary name, without its random part, of a class that one of the libraries has
   * made; null for any other. Such a class only calls its library, under a name and with fields
   * that may be others in each execution, and its library sets its static fields by reflection.
   */
  static @Nullable String nameIfMade(String name) {
    for (String made : MADE) {
      int at = name.indexOf(made);
      if (at > 0) {
        return name.substring(0, at + made.length()).replaceFirst("\\$+$", "").replace('/', '.');
      }
    }
    return null;
  }

  /** Returns the class with a call at the beginning and at each end of its methods. */
  static byte[] instrument(byte[] bytes) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, ClassReader.EXPAND_FRAMES);
    for (MethodNode method : node.methods) {
      // A constructor cannot be left by another way before the object is initialised.
      if (method.instructions.size() > 0 && !method.name.equals("<init>")) {
        instrument(node, method);
      }
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    return writer.toByteArray();
  }

  private static void instrument(ClassNode node, MethodNode method) {
    HookWriter hooks = new HookWriter(node, method, ClassHierarchy.ofJdk());
    boolean callsMock = node.name.startsWith(ADVICE) || node.name.startsWith(INTERCEPTOR);
    if (node.name.startsWith(ADVICE) && !method.name.startsWith("handle")) {
      // It asks whether an object is a mock, before the call that is the step.
      hooks.makeForeign();
    } else {
      hooks.makeCallOfLibrary(callsMock ? "call a mock" : nameOf(node, method));
    }
  }

  private static String nameOf(ClassNode node, MethodNode method) {
    return node.name.substring(node.name.lastIndexOf('/') + 1) + "." + method.name;
  }
}
