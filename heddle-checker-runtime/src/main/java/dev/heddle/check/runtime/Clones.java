package dev.heddle.check.runtime;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/** What the JVM reads when it clones an object of the program: each of its fields. */
final class Clones {
  private static final ClassValue<Content> CONTENTS =
      new ClassValue<>() {
        @Override
        protected Content computeValue(Class<?> type) {
          return contentOf(type);
        }
      };

  private Clones() {}

  private record Part(int number, boolean isVolatile) {}

  /**
   * What a class has.
   *
   * @param parts its fields that may change
   * @param hasOwn whether the class, or a superclass of the program, has a method that clones
   */
  private record Content(List<Part> parts, boolean hasOwn) {}

  /** Reads the fields of an object, if the call comes to the JVM's own method. */
  static void read(ControlledThread self, Object object, boolean isSuper, int site) {
    Content content = CONTENTS.get(object.getClass());
    if (content.hasOwn && !isSuper) {
      return;
    }
    for (Part part : content.parts) {
      Accesses.field(self, object, part.number, site, part.isVolatile, false);
    }
  }

  private static Content contentOf(Class<?> type) {
    List<Part> parts = new ArrayList<>();
    boolean hasOwn = false;
    for (Class<?> each = type;
        each != null && !JdkObjects.isLibrary(each);
        each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if ((field.getModifiers() & (Modifier.STATIC | Modifier.FINAL)) == 0) {
          int number = Sites.fieldNumber(each.getName().replace('.', '/'), field.getName());
          parts.add(new Part(number, Modifier.isVolatile(field.getModifiers())));
        }
      }
      try {
        each.getDeclaredMethod("clone");
        hasOwn = true;
      } catch (NoSuchMethodException e) {
        // It inherits the method.
      }
    }
    return new Content(parts, hasOwn);
  }
}
