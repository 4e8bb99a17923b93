package dev.heddle.check.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of an array a call reads or writes through an object of the JDK that only shows
 * them: the list of {@code Arrays.asList}, its sublists, wrappers and iterators, and the source of
 * a stream of an array. {@link Owners} leads from such an object to the array.
 *
 * <p>One element where the index is known, none for methods such as {@code size}, and otherwise all
 * that the object shows.
 */
final class ArrayViews {
  /** The index of a call that has none, or whose index is not known. */
  static final int NO_INDEX = -1;

  /** Methods that access no element. */
  private static final Set<String> OF_NO_ELEMENT =
      Set.of(
          "characteristics",
          "estimateSize",
          "getComparator",
          "getExactSizeIfKnown",
          "hasCharacteristics",
          "hasNext",
          "hasPrevious",
          "isEmpty",
          "iterator",
          "listIterator",
          "nextIndex",
          "parallelStream",
          "previousIndex",
          "reversed",
          "size",
          "spliterator",
          "stream",
          "subList",
          "trySplit");

  /** How an object numbers the elements. */
  private enum Kind {
    /** A list whose indexes are those of what it shows. */
    LIST,
    /** A part of a list: {@code first} is its offset in the whole list, {@code second} its size. */
    SUBLIST,
    /** An iterator: {@code first} is the next index, {@code second} that of the last element. */
    ITERATOR,
    /** A spliterator: {@code first} is the next index, {@code second} the end. */
    SPLITERATOR,
    /** Another object, whose order is not known. */
    OTHER
  }

  /**
   * What is known of a class.
   *
   * @param kind how its objects number the elements
   * @param first reads the first number that the kind needs
   * @param second reads the second
   */
  private record Shape(Kind kind, @Nullable MethodHandle first, @Nullable MethodHandle second) {
    static final Shape LIST = new Shape(Kind.LIST, null, null);
    static final Shape OTHER = new Shape(Kind.OTHER, null, null);

    int first(Object view) {
      return read(first, view);
    }

    int second(Object view) {
      return read(second, view);
    }

    private static int read(@Nullable MethodHandle getter, Object view) {
      if (getter == null) {
        return NO_INDEX;
      }
      try {
        return (int) getter.invokeExact(view);
      } catch (Throwable e) {
        throw JdkInternals.rethrow(e);
      }
    }
  }

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return shapeOf(type);
        }
      };

  private ArrayViews() {}

  /**
   * Returns the elements that a call of a view accesses.
   *
   * @param array the array that it shows
   * @param method the method's name; empty if all that the view shows is read
   * @param index the index that the call is given, or {@link #NO_INDEX}
   */
  static ArrayPart part(Object view, Object array, String method, int index) {
    if (OF_NO_ELEMENT.contains(method)) {
      return none(array);
    }
    Shape shape = SHAPES.get(view.getClass());
    return switch (shape.kind()) {
      case ITERATOR -> ofIterator(array, shape.first(view), shape.second(view), method);
      case SPLITERATOR -> {
        int next = shape.first(view);
        yield method.equals("tryAdvance")
            ? one(array, next)
            : ArrayPart.of(array, next, shape.second(view));
      }
      default -> ofList(view, array, method, index);
    };
  }

  private static ArrayPart ofIterator(Object array, int next, int last, String method) {
    return switch (method) {
      case "next" -> one(array, next);
      case "previous" -> one(array, next - 1);
      case "set" -> one(array, last);
      default -> ArrayPart.of(array, next, Array.getLength(array));
    };
  }

  private static ArrayPart ofList(Object view, Object array, String method, int index) {
    boolean sameIndexes = true;
    int from = 0;
    int to = Array.getLength(array);
    for (Object at = view; at != array; at = Owners.next(at)) {
      Shape shape = SHAPES.get(at.getClass());
      if (shape.kind() == Kind.SUBLIST) {
        from = shape.first(at);
        to = from + shape.second(at);
        break;
      }
      sameIndexes &= shape.kind() == Kind.LIST;
    }
    int place =
        switch (method) {
          case "get", "set" -> index;
          case "getFirst" -> 0;
          case "getLast" -> to - from - 1;
          default -> NO_INDEX;
        };
    if (!sameIndexes || place == NO_INDEX) {
      return ArrayPart.of(array, from, to);
    }
    return place < to - from ? one(array, from + place) : none(array);
  }

  private static ArrayPart one(Object array, int index) {
    return index < 0 ? none(array) : ArrayPart.of(array, index, index + 1L);
  }

  private static ArrayPart none(Object array) {
    return new ArrayPart(array, 0, 0);
  }

  private static Shape shapeOf(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      switch (each.getName()) {
        case "java.util.Arrays$ArrayList",
            "java.util.Collections$CheckedList",
            "java.util.Collections$SynchronizedList",
            "java.util.Collections$UnmodifiableList" -> {
          return Shape.LIST;
        }
        case "java.util.AbstractList$SubList" -> {
          return shape(Kind.SUBLIST, each, "offset", "size");
        }
        case "java.util.AbstractList$Itr" -> {
          return shape(Kind.ITERATOR, each, "cursor", "lastRet");
        }
        case "java.util.Arrays$ArrayItr" -> {
          return shape(Kind.ITERATOR, each, "cursor", "cursor");
        }
        default -> {
          if (Owners.isArraySpliterator(each.getName())) {
            return shape(Kind.SPLITERATOR, each, "index", "fence");
          }
        }
      }
    }
    return Shape.OTHER;
  }

  /** Returns what is known of a class whose objects have two numbers, unless it is not open. */
  private static Shape shape(Kind kind, Class<?> type, String first, String second) {
    MethodHandle one = Owners.numberGetter(type, first);
    MethodHandle other = Owners.numberGetter(type, second);
    return one == null || other == null ? Shape.OTHER : new Shape(kind, one, other);
  }
}
