package dev.heddle.check.runtime;

import java.lang.reflect.Array;

/**
 * A part of an array that a call is given: what lies outside of it is not touched.
 *
 * @param array the array
 * @param from the first index
 * @param to the index after the last
 */
record ArrayPart(Object array, int from, int to) {

  /** Returns all of an array. */
  static ArrayPart all(Object array) {
    return new ArrayPart(array, 0, Array.getLength(array));
  }

  boolean isEmpty() {
    return from >= to;
  }

  /** Returns the part between two indexes, as far as the array has it. */
  static ArrayPart of(Object array, int from, long to) {
    int first = Math.max(0, from);
    return new ArrayPart(array, first, (int) Math.max(first, Math.min(to, Array.getLength(array))));
  }
}
