package dev.heddle.check.instrument;

import dev.heddle.check.runtime.TrustedPackages;
import java.net.URL;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/** Answers questions about the classes that a class loader sees, without loading any of them. */
final class ClassHierarchy {
  private static final Map<ClassLoader, ClassHierarchy> BY_LOADER = new WeakHashMap<>();
  private static final int UNKNOWN = 0;

  private final ClassLoader loader;
  private final Map<String, Optional<ClassFacts>> facts = new HashMap<>();
  private final Map<String, Boolean> libraries = new HashMap<>();
  private final Map<String, Boolean> showing = new HashMap<>();
  private final Map<String, Integer> startNumbers = new HashMap<>();
  private final Set<String> instrumented = new HashSet<>();
  private final Map<String, String> fileHashes = new HashMap<>();

  private ClassHierarchy(ClassLoader loader) {
    this.loader = loader;
  }

  static ClassHierarchy of(ClassLoader loader) {
    synchronized (BY_LOADER) {
      return BY_LOADER.computeIfAbsent(loader, ClassHierarchy::new);
    }
  }

  /** Returns the hierarchy of the JDK's own classes. */
  static ClassHierarchy ofJdk() {
    return of(ClassLoader.getPlatformClassLoader());
  }

  ClassLoader loader() {
    return loader;
  }

  /**
   * Returns the loader that defines a class, as far as loaders ask their parents first: the topmost
   * that has its file.
   */
  ClassLoader definingLoader(String name) {
    ClassLoader defining = loader;
    ClassLoader parent = loader.getParent();
    while (parent != null && parent != ClassLoader.getPlatformClassLoader()) {
      if (parent.getResource(name + ".class") != null) {
        defining = parent;
      }
      parent = parent.getParent();
    }
    return defining;
  }

  /** Returns what {@code find} answers for a class; it is asked once. */
  synchronized int startNumber(String name, ToIntFunction<String> find) {
    Integer known = startNumbers.get(name);
    if (known == null) {
      known = find.applyAsInt(name);
      startNumbers.put(name, known);
    }
    return known;
  }

  /** Tells of a class whose file need not be read again. */
  synchronized void put(ClassFacts known) {
    facts.put(known.name(), Optional.of(known));
  }

  /** Notes that a class has been instrumented. */
  synchronized void addInstrumented(String name) {
    instrumented.add(name);
  }

  synchronized Set<String> instrumented() {
    return Set.copyOf(instrumented);
  }

  /** Returns the hash of a class's file, read once; empty if there is no file. */
  synchronized String fileHash(String name) {
    String known = fileHashes.get(name);
    if (known == null) {
      known = Objects.requireNonNullElse(ClassFiles.hash(loader, name), "");
      fileHashes.put(name, known);
    }
    return known;
  }

  synchronized @Nullable ClassFacts find(String name) {
    Optional<ClassFacts> known = facts.get(name);
    if (known == null) {
      known = Optional.ofNullable(ClassFacts.read(loader, name));
      facts.put(name, known);
    }
    return known.orElse(null);
  }

  /** Returns whether calls of a class are single steps: it is the JDK's, or trusted. */
  synchronized boolean isLibrary(String name) {
    if (name.startsWith("java/") || TrustedPackages.containInternal(name)) {
      return true;
    }
    Boolean known = libraries.get(name);
    if (known == null) {
      known =
          !name.startsWith("dev/heddle/")
              && (ClassLoader.getPlatformClassLoader().getResource(name + ".class") != null
                  || isOfModule(name));
      libraries.put(name, known);
    }
    return known;
  }

  /** Whether a class is of one of the JDK's modules that the class path's loader loads. */
  private static boolean isOfModule(String name) {
    URL found = ClassLoader.getSystemClassLoader().getResource(name + ".class");
    return found != null && found.getProtocol().equals("jrt");
  }

  /** Returns whether {@code name} is {@code ancestor} or a subclass of it. */
  boolean isSubclass(String name, String ancestor) {
    for (String type = name; type != null; type = superOf(type)) {
      if (type.equals(ancestor)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the nearest class that is a superclass of both; {@code Object} if one is unknown. */
  String commonSuperclass(String one, String other) {
    for (String type = one; type != null; type = superOf(type)) {
      if (isSubclass(other, type)) {
        return type;
      }
    }
    return "java/lang/Object";
  }

  private @Nullable String superOf(String name) {
    ClassFacts known = find(name);
    return known == null ? null : known.superName();
  }

  /** Returns the class that declares a field as seen from {@code owner}, which it is if unknown. */
  String fieldDeclarer(String owner, String field) {
    for (String type = owner; type != null; type = superOf(type)) {
      ClassFacts known = find(type);
      if (known == null) {
        return owner;
      }
      if (known.fields().containsKey(field)) {
        return type;
      }
      for (String superInterface : known.interfaces()) {
        if (fieldAccess(superInterface, field) != UNKNOWN) {
          return fieldDeclarer(superInterface, field);
        }
      }
    }
    return owner;
  }

  /** Returns the access flags of a field as seen from {@code owner}, or 0 if it is not found. */
  int fieldAccess(String owner, String field) {
    for (String type = owner; type != null; ) {
      ClassFacts known = find(type);
      if (known == null) {
        return UNKNOWN;
      }
      Integer access = known.fields().get(field);
      if (access != null) {
        return access;
      }
      for (String superInterface : known.interfaces()) {
        int inherited = fieldAccess(superInterface, field);
        if (inherited != UNKNOWN) {
          return inherited;
        }
      }
      type = known.superName();
    }
    return UNKNOWN;
  }

  /** Returns the class or interface that declares a static field as seen from {@code owner}. */
  @Nullable String declarerOfField(String owner, String field) {
    for (String type = owner; type != null; ) {
      ClassFacts known = find(type);
      if (known == null) {
        return null;
      }
      if (known.fields().containsKey(field)) {
        return type;
      }
      for (String superInterface : known.interfaces()) {
        String inherited = declarerOfField(superInterface, field);
        if (inherited != null) {
          return inherited;
        }
      }
      type = known.superName();
    }
    return null;
  }

  /** Returns whether a class or one of its superclasses implements an interface. */
  boolean implementsInterface(String name, String wanted) {
    for (String type = name; type != null; type = superOf(type)) {
      ClassFacts known = find(type);
      if (known == null) {
        return false;
      }
      for (String superInterface : known.interfaces()) {
        if (superInterface.equals(wanted) || implementsInterface(superInterface, wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  boolean isFinalField(String owner, String field) {
    return (fieldAccess(owner, field) & Opcodes.ACC_FINAL) != 0;
  }

  /** Returns whether a constructor of a class may show the object before it is complete. */
  synchronized boolean showsIncompleteObjects(String owner) {
    if (isLibrary(owner)) {
      return false;
    }
    Boolean known = showing.get(owner);
    if (known == null) {
      known = Origins.anyConstructorLeaks(owner, this);
      showing.put(owner, known);
    }
    return known;
  }

  /** Returns whether a type is declared to be a functional interface. */
  boolean isFunctionalInterface(String name) {
    ClassFacts known = find(name);
    return known != null && known.isFunctional();
  }

  /**
   * Returns the class of the JDK from which {@code owner} inherits a method, or null if a class of
   * the program declares it, or nobody that is known.
   */
  @Nullable String jdkDeclarer(String owner, String methodAndDescriptor) {
    for (String type = owner; type != null; type = superOf(type)) {
      if (isLibrary(type)) {
        return declares(type, methodAndDescriptor)
            ? type
            : jdkInterfaceDeclarer(owner, methodAndDescriptor);
      }
      if (declares(type, methodAndDescriptor)) {
        return null;
      }
    }
    return null;
  }

  /** Whether a JDK class or one of its superclasses declares a method. */
  private boolean declares(String name, String methodAndDescriptor) {
    for (String type = name; type != null; type = superOf(type)) {
      ClassFacts known = find(type);
      if (known == null) {
        return false;
      }
      if (known.methods().contains(methodAndDescriptor)) {
        return true;
      }
      if (!isLibrary(type)) {
        return false;
      }
    }
    return false;
  }

  /** Returns whether an interface of the program inherits a method from one of the JDK. */
  boolean inheritsFromJdkInterface(String name, String methodAndDescriptor) {
    ClassFacts known = find(name);
    if (known == null || known.methods().contains(methodAndDescriptor)) {
      return false;
    }
    for (String superInterface : known.interfaces()) {
      if (isLibrary(superInterface)
          || inheritsFromJdkInterface(superInterface, methodAndDescriptor)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable String jdkInterfaceDeclarer(String name, String methodAndDescriptor) {
    for (String type = name; type != null; type = superOf(type)) {
      ClassFacts known = find(type);
      if (known == null) {
        return null;
      }
      for (String superInterface : known.interfaces()) {
        ClassFacts facts = find(superInterface);
        if (facts != null && facts.methods().contains(methodAndDescriptor)) {
          return isLibrary(superInterface) ? superInterface : null;
        }
      }
    }
    return null;
  }
}
