package dev.heddle.check.runtime;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * What objects are called when blocked threads are explained: by the name that the program gave
 * them, by the field that holds them, by the place where they were made, or by their type alone.
 *
 * <p>Fields are those that are reached from the classes where threads are, and from what threads
 * were made to run; the nearest counts.
 */
final class ObjectNames {
  private static final int MAX_OBJECTS = 10_000;
  private static final int MAX_ELEMENTS = 100;
  private static final int MAX_LENGTH = 60;

  private final @Nullable Past past;
  private final Map<Object, String> fields = new IdentityHashMap<>();
  private final Map<Object, Integer> numbers = new IdentityHashMap<>();
  private final Map<Object, Boolean> visited = new IdentityHashMap<>();
  private final Deque<Object> objects = new ArrayDeque<>();
  private final Deque<String> paths = new ArrayDeque<>();

  /**
   * Prepares names.
   *
   * @param threads the threads of the execution
   * @param past what was seen of it, or null to call objects by their types alone
   */
  ObjectNames(List<ControlledThread> threads, @Nullable Past past) {
    this.past = past;
    if (past != null) {
      for (ControlledThread thread : threads) {
        ClassLoader loader = thread.thread.getContextClassLoader();
        if (thread.site != 0) {
          addStatics(load(Sites.get(thread.site).className(), loader));
        }
        reach(thread.thread, "");
        Object target = PoolWorkers.targetOf(thread.thread);
        if (target != null) {
          reach(target, "");
        }
      }
      ClassLoader loader = threads.get(0).thread.getContextClassLoader();
      past.makers().forEach(maker -> addStatics(load(maker, loader)));
      followAll();
    }
  }

  /** Numbers those of some objects that would be called the same. */
  void tellApart(List<Object> objects) {
    Map<String, List<Object>> alike = new LinkedHashMap<>();
    for (Object object : objects) {
      List<Object> same = alike.computeIfAbsent(nameOf(object, ""), name -> new ArrayList<>());
      if (same.stream().noneMatch(each -> each == object)) {
        same.add(object);
      }
    }
    for (List<Object> same : alike.values()) {
      for (int i = 0; i < same.size() && same.size() > 1; i++) {
        numbers.put(same.get(i), i + 1);
      }
    }
  }

  /** Returns what an object is called. */
  String of(Object object) {
    Integer number = numbers.get(object);
    return nameOf(object, number == null ? "" : " #" + number);
  }

  private String nameOf(Object object, String number) {
    String type = typeOf(object);
    if (type.endsWith("\"") || object instanceof StaticState.Initialisation) {
      return type + number;
    }
    String field = fields.get(object);
    if (field != null) {
      return field + number + " (" + type + ")";
    }
    Past known = past;
    StackTraceElement made = known == null ? null : known.placeOfMaking(Owners.of(object));
    return made == null || object instanceof Condition
        ? type + number
        : "the %s%s made at %s:%d"
            .formatted(type, number, made.getFileName(), made.getLineNumber());
  }

  /** Returns the name of an object's monitor, given the name of the object. */
  static String monitorOf(@Nullable Object object, String name) {
    return object instanceof StaticState.Initialisation ? name : "the monitor of " + name;
  }

  /** Returns the type of an object in short, with the name that the program gave it. */
  static String typeOf(Object object) {
    if (object instanceof Class<?> type) {
      return "class " + withoutPackage(type.getName());
    }
    if (object instanceof StaticState.Initialisation initialisation) {
      return "the initialiser of class " + withoutPackage(initialisation.className());
    }
    Class<?> type = object.getClass();
    if (TrustedPackages.contain(type.getName())) {
      // How it is held is another matter.
      String text = object.toString();
      int over = text.indexOf(", over ");
      int state = text.lastIndexOf(" [", over < 0 ? text.length() : over);
      return state < 0 ? text : text.substring(0, state);
    }
    while (type.getName().startsWith("java.util.concurrent") && type.getEnclosingClass() != null) {
      if (object instanceof Condition) {
        return "Condition";
      }
      type = type.getEnclosingClass();
    }
    return withoutPackage(type.getTypeName());
  }

  private static String withoutPackage(String name) {
    String shown = name.replaceFirst("/0x[0-9a-f]+$", "");
    return shown.substring(shown.lastIndexOf('.') + 1).replace('$', '.');
  }

  private static @Nullable Class<?> load(String name, @Nullable ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static boolean isOfProgram(Class<?> type) {
    return type.getClassLoader() != null
        && type.getClassLoader() != ClassLoader.getPlatformClassLoader()
        && !TrustedPackages.contain(type.getName());
  }

  private void addStatics(@Nullable Class<?> type) {
    if (type != null && isOfProgram(type) && visited.put(type, true) == null) {
      addFields(type, null, withoutPackage(type.getName()));
      addStatics(type.getNestHost());
    }
  }

  private void reach(Object object, String path) {
    if (visited.size() < MAX_OBJECTS
        && path.length() < MAX_LENGTH
        && visited.put(object, true) == null) {
      objects.add(object);
      paths.add(path);
    }
  }

  private void followAll() {
    while (!objects.isEmpty()) {
      follow(objects.remove(), paths.remove());
    }
  }

  private void follow(Object object, String path) {
    Class<?> type = object.getClass();
    if (object instanceof Object[] elements) {
      for (int i = 0; i < elements.length && i < MAX_ELEMENTS; i++) {
        found(elements[i], path.isEmpty() ? "" : path + "[" + i + "]");
      }
    } else if (object instanceof List<?> list
        && list instanceof RandomAccess
        && type.getClassLoader() == null
        && !JdkObjects.locksItself(type)) {
      for (int i = 0; i < list.size() && i < MAX_ELEMENTS; i++) {
        found(list.get(i), path.isEmpty() ? "" : path + "[" + i + "]");
      }
    }
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (isOfProgram(each)) {
        addStatics(each.isHidden() ? each.getNestHost() : each);
        addFields(each, object, path.isEmpty() ? withoutPackage(each.getName()) : path);
      }
    }
  }

  private void addFields(Class<?> type, @Nullable Object object, String path) {
    for (Field field : type.getDeclaredFields()) {
      boolean isStatic = Modifier.isStatic(field.getModifiers());
      if (field.getType().isPrimitive() || isStatic != (object == null)) {
        continue;
      }
      try {
        field.setAccessible(true);
        String name = field.getName();
        // What a lambda or a local class has captured.
        boolean captured = type.isHidden() || name.startsWith("this$");
        String of = name.startsWith("val$") ? name.substring(4) : path + "." + name;
        found(field.get(object), captured ? "" : of);
      } catch (IllegalAccessException | RuntimeException | LinkageError e) {
        // Of a module that is not open: not by name, then.
        continue;
      }
    }
  }

  private void found(@Nullable Object value, String path) {
    if (value == null || value instanceof Thread) {
      return;
    }
    if (!path.isEmpty()) {
      fields.putIfAbsent(value, path);
      Object owner = Owners.of(value);
      if (owner instanceof AbstractOwnableSynchronizer && !(value instanceof Condition)) {
        fields.putIfAbsent(owner, path);
      }
    }
    if (value instanceof Object[]
        || value instanceof List<?>
        || isOfProgram(value.getClass())
        || value instanceof ReadWriteLock) {
      reach(value, path);
    }
  }
}
