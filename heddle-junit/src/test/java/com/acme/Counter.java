package com.acme;

/** A counter without a lock. */
public class Counter {
  /** How many counters were made since the class was initialised. */
  public static int made;

  private int value;

  /** Makes a counter at zero. */
  public Counter() {
    made++;
  }

  /** Adds one. */
  public void increment() {
    value++;
  }

  /** Returns the count. */
  public int value() {
    return value;
  }
}
