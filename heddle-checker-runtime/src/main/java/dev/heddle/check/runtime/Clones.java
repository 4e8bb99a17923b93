package dev.heddle.check.runtime;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/** Models {@code Object.clone} of the program's objects, which reads each field. */
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
   * The mutable fields of a class, and whether it overrides {@code clone}.
   *
   * @param parts the instance fields that are not final, those of superclasses included
   * @param hasOwn whether the class or a superclass in the program declares {@code clone()}
   */
  private record Content(List<Part> parts, boolean hasOwn) {}

  /** Reads the fields of an object if the call reaches {@code Object.clone}. */
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
        // Inherited.
      }
    }
    return new Content(parts, hasOwn);
  }
}
