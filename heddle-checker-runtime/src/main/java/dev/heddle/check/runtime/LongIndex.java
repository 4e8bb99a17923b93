package dev.heddle.check.runtime;

/** Numbers keys in the order in which they come. Open addressing; nothing is ever taken out. */
final class LongIndex {
  private long[] keys = new long[64];

  /** The number of each key, plus one. */
  private int[] numbers = new int[64];

  private int count;

  /** Returns the number of a key, or if it is new, the complement of the number that it got. */
  int add(long key) {
    if (count * 2 >= keys.length) {
      grow();
    }
    int at = find(key);
    if (numbers[at] != 0) {
      return numbers[at] - 1;
    }
    keys[at] = key;
    numbers[at] = ++count;
    return -count;
  }

  /** Returns the number of a key, or -1 if it has none. */
  int get(long key) {
    return numbers[find(key)] - 1;
  }

  int count() {
    return count;
  }

  /** Returns the place of a key, or the free one where it belongs. */
  private int find(long key) {
    int mask = keys.length - 1;
    int at = (int) (mix(key) >>> 40) & mask;
    while (numbers[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new long[oldKeys.length * 2];
    numbers = new int[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldNumbers[i] != 0) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        numbers[at] = oldNumbers[i];
      }
    }
  }

  /** Spreads the bits of a number over all of a word. */
  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
