package com.acme;

public class Counter {
  private int value;

  public void increment() {
    value++;
  }

  public int value() {
    return value;
  }
}
