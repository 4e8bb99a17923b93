package com.acme;

public class SafeCounter {
  private final Runnable listener;
  private int value;

  public SafeCounter(Runnable listener) {
    this.listener = listener;
  }

  public void increment() {
    synchronized (this) {
      value++;
    }
    listener.run();
  }

  public synchronized int value() {
    return value;
  }
}
