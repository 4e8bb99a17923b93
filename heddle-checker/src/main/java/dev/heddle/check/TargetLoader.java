package dev.heddle.check;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a person names into a {@link Target}: {@code com.acme.Account} runs its {@code
 * main(String[])}, {@code com.acme.Account#transfer} runs a method that takes no arguments, static
 * or on an object that its no-argument constructor makes anew for each execution. Neither class nor
 * method has to be public.
 *
 * <pre>{@code
 * Target target = TargetLoader.of("target/classes").load("com.acme.Account", List.of());
 * CheckResult result = Checker.withOptions(CheckOptions.DEFAULTS).check(target);
 * }</pre>
 *
 * <p>Each target gets a class loader of its own, which sees the JDK and the class path but none of
 * Heddle's libraries, with Java assertions on; it is the context class loader of the thread that
 * runs the body. The class is initialised by the first execution, not before.
 */
public final class TargetLoader {

  private static final int FIRST_CLASS_FILE_VERSION = 44;
  private static final int PREVIEW_MINOR_VERSION = 0xFFFF;

  private final ClassPath classPath;

  private TargetLoader(ClassPath classPath) {
    this.classPath = classPath;
  }

  /**
   * Returns a loader for a class path as the {@code java} command takes it, with {@link
   * File#pathSeparator} between its entries.
   *
   * @throws TargetException if an entry does not exist or is neither a directory nor a jar
   */
  public static TargetLoader of(String classPath) throws TargetException {
    return of(Arrays.asList(classPath.split(File.pathSeparator, -1)));
  }

  /**
   * Returns a loader for the entries of a class path.
   *
   * @throws TargetException if an entry does not exist or is neither a directory nor a jar
   */
  public static TargetLoader of(List<String> entries) throws TargetException {
    return new TargetLoader(ClassPath.of(entries));
  }

  /** Returns the entries of the class path, as absolute paths. */
  public List<String> classPath() {
    return classPath.entries();
  }

  /**
   * Loads what {@code spec} names.
   *
   * @param spec a class's binary name, or one with {@code #} and a method's name
   * @param arguments the arguments for {@code main}
   * @throws TargetException if there is no such class or method, or if it cannot be run
   */
  public Target load(String spec, List<String> arguments) throws TargetException {
    int hash = spec.indexOf('#');
    String className = hash < 0 ? spec : spec.substring(0, hash);
    requireName(spec, className);
    URLClassLoader loader =
        new URLClassLoader(classPath.urls(), ClassLoader.getPlatformClassLoader());
    loader.setDefaultAssertionStatus(true);
    Class<?> type = loadClass(className, loader);
    Body body;
    try {
      body =
          hash < 0
              ? mainBody(type, arguments)
              : methodBody(type, spec.substring(hash + 1), arguments);
    } catch (LinkageError e) {
      // Reading a class's members loads the classes that their signatures name.
      throw brokenClass(className, e);
    }
    return new Target(
        spec,
        arguments,
        classPath.entries(),
        loader,
        () -> runWithContextLoader(loader, body),
        Set.of());
  }

  /**
   * Loads the program that a schedule was made with.
   *
   * @throws TargetException as for a name, and if a class file has changed since then, or is not
   *     there any more
   */
  public Target load(Schedule schedule) throws TargetException {
    Target target = load(schedule.target(), schedule.arguments());
    target.requireClassesOf(schedule);
    return target;
  }

  private static void requireName(String spec, String className) throws TargetException {
    boolean oneName = !className.isEmpty() && className.chars().noneMatch(c -> c <= ' ');
    if (!oneName || spec.endsWith("#") || spec.indexOf('#') != spec.lastIndexOf('#')) {
      throw new TargetException(
          "\"%s\" names no target: write some.Class or some.Class#method.".formatted(spec));
    }
    if (className.indexOf('/') >= 0
        || className.indexOf('\\') >= 0
        || className.endsWith(".class")
        || className.endsWith(".java")) {
      throw new TargetException(
          ("\"%s\" is a file's name: write the class's own name, such as com.acme.Account, and the"
                  + " directory or jar that holds it as class path (-cp).")
              .formatted(spec));
    }
  }

  private static void runWithContextLoader(ClassLoader loader, Body body) throws Throwable {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      body.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Class<?> loadClass(String className, URLClassLoader loader) throws TargetException {
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException e) {
      throw new TargetException(
          "There is no class %s on the class path %s; %s"
              .formatted(
                  className,
                  classPath,
                  NearNames.hint(className, classPath.classNames())
                      .orElse(
                          "give its full name, with its package, and the directory or jar that"
                              + " holds it as class path (-cp).")),
          e);
    } catch (UnsupportedClassVersionError e) {
      throw tooNew(className, loader, e);
    } catch (LinkageError e) {
      throw brokenClass(className, e);
    }
  }

  private static TargetException tooNew(
      String className, ClassLoader loader, UnsupportedClassVersionError error) {
    int running = Runtime.version().feature();
    int minor = -1;
    int major = -1;
    String file = className.replace('.', '/') + ".class";
    try (InputStream in = loader.getResourceAsStream(file)) {
      if (in != null) {
        DataInputStream data = new DataInputStream(in);
        data.readInt();
        minor = data.readUnsignedShort();
        major = data.readUnsignedShort();
      }
    } catch (IOException e) {
      error.addSuppressed(e);
    }
    if (minor == PREVIEW_MINOR_VERSION) {
      return new TargetException(
          ("Class %s uses preview features of Java %d: run Heddle on that JDK (HEDDLE_JAVA_HOME)"
                  + " with --enable-preview (JAVA_TOOL_OPTIONS).")
              .formatted(className, major - FIRST_CLASS_FILE_VERSION),
          error);
    }
    return new TargetException(
        major < 0
            ? "Class %s was compiled for a newer Java than this one, %d: run Heddle on a newer JDK."
                .formatted(className, running)
            : ("Class %s was compiled for Java %d, and this is Java %d: run Heddle on a newer JDK"
                    + " (HEDDLE_JAVA_HOME), or compile with --release %d.")
                .formatted(className, major - FIRST_CLASS_FILE_VERSION, running, running),
        error);
  }

  private TargetException brokenClass(String className, LinkageError error) {
    String problem =
        error instanceof NoClassDefFoundError
                && error.getMessage() != null
                && !error.getMessage().contains("wrong name")
            ? "it needs the class "
                + error.getMessage().replace('/', '.')
                + ", which is not on the class path"
            : error.toString();
    return new TargetException(
        "Class %s cannot be loaded from the class path %s: %s."
            .formatted(className, classPath, problem),
        error);
  }

  private static Body mainBody(Class<?> type, List<String> arguments) throws TargetException {
    Method main = find(type, "main", String[].class).orElse(null);
    if (main == null || main.getReturnType() != void.class) {
      throw new TargetException(
          "Class %s has no method main(String[]): %s"
              .formatted(type.getName(), methodsToName(type, type.getName())));
    }
    if (!Modifier.isStatic(main.getModifiers())) {
      throw new TargetException(
          "The method main(String[]) of class %s is not static: make it static."
              .formatted(type.getName()));
    }
    MethodHandle handle =
        unreflect(main).asFixedArity().asType(MethodType.methodType(void.class, String[].class));
    List<String> copy = List.copyOf(arguments);
    // The program may change its array of arguments: each execution gets a new one.
    return () -> {
      handle.invokeExact(copy.toArray(String[]::new));
    };
  }

  private static Body methodBody(Class<?> type, String name, List<String> arguments)
      throws TargetException {
    Method method = find(type, name).orElse(null);
    if (method == null) {
      throw noSuchMethod(type, name);
    }
    if (!arguments.isEmpty()) {
      throw new TargetException(
          "The method %s#%s takes no arguments, but was given %s: only a main method takes them."
              .formatted(type.getName(), name, arguments));
    }
    MethodHandle handle = unreflect(method);
    if (!Modifier.isStatic(method.getModifiers())) {
      MethodHandle constructor = constructor(type, name);
      handle =
          MethodHandles.collectArguments(
              handle.asType(handle.type().changeParameterType(0, type)), 0, constructor);
    }
    MethodHandle call = handle.asType(MethodType.methodType(void.class));
    return () -> {
      call.invokeExact();
    };
  }

  private static MethodHandle constructor(Class<?> type, String method) throws TargetException {
    String name = type.getName();
    String need =
        "The method %s#%s is not static and needs an object, but ".formatted(name, method);
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      throw new TargetException(
          need
              + (type.isInterface() ? "%s is an interface" : "%s is abstract").formatted(name)
              + ": name a class that can be made.");
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .unreflectConstructor(constructor);
    } catch (NoSuchMethodException e) {
      boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
      throw new TargetException(
          need
              + "%s has no constructor without parameters: ".formatted(name)
              + (inner ? "make the nested class static." : "add one, or make the method static."),
          e);
    } catch (IllegalAccessException e) {
      throw inaccessible(type, e);
    }
  }

  private static MethodHandle unreflect(Method method) throws TargetException {
    Class<?> declaring = method.getDeclaringClass();
    try {
      // A method handle, not reflection: a native frame on the stack would pin the thread.
      return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup()).unreflect(method);
    } catch (IllegalAccessException e) {
      throw inaccessible(declaring, e);
    }
  }

  private static TargetException inaccessible(Class<?> type, IllegalAccessException cause) {
    return new TargetException(
        "Class %s cannot be reached, because its module is not open: name a class of your own."
            .formatted(type.getName()),
        cause);
  }

  private static TargetException noSuchMethod(Class<?> type, String name) {
    String className = type.getName();
    Optional<Method> withParameters =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.getName().equals(name) && !method.isSynthetic())
            .findFirst();
    if (withParameters.isPresent()) {
      String parameters =
          Arrays.stream(withParameters.get().getParameterTypes())
              .map(Class::getTypeName)
              .collect(Collectors.joining(", "));
      return new TargetException(
          name.equals("main")
              ? "To run main, name the class alone: %s.".formatted(className)
              : "The method %s#%s takes parameters (%s): name one that takes none, and calls it."
                  .formatted(className, name, parameters));
    }
    List<String> candidates = methodNames(type);
    return new TargetException(
        "Class %s has no method %s: %s"
            .formatted(
                className,
                name,
                NearNames.hint(name, candidates).orElseGet(() -> methodsToName(type, className))));
  }

  private static String methodsToName(Class<?> type, String className) {
    List<String> names = methodNames(type);
    return names.isEmpty()
        ? "it has no method without parameters either, so name another class."
        : "name one of its methods without parameters, %s."
            .formatted(
                names.stream()
                    .limit(5)
                    .map(name -> className + "#" + name)
                    .collect(Collectors.joining(", ")));
  }

  private static List<String> methodNames(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getParameterCount() == 0 && !method.isSynthetic())
        .map(Method::getName)
        .distinct()
        .sorted()
        .toList();
  }

  /** Finds a method with a body, in the class itself first, then above it. */
  private static Optional<Method> find(
      @Nullable Class<?> type, String name, Class<?>... parameters) {
    if (type == null || type == Object.class) {
      return Optional.empty();
    }
    Optional<Method> own =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.getName().equals(name) && !method.isBridge())
            .filter(method -> Arrays.equals(method.getParameterTypes(), parameters))
            .findFirst();
    return own.or(() -> find(type.getSuperclass(), name, parameters))
        .or(
            () ->
                Arrays.stream(type.getInterfaces())
                    .flatMap(each -> find(each, name, parameters).stream())
                    .filter(method -> !Modifier.isStatic(method.getModifiers()))
                    .findFirst());
  }
}
