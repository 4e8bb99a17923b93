package dev.heddle.check.explore;

import dev.heddle.check.runtime.Events;
import dev.heddle.check.runtime.Footprint;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a sequence that is to be explored, with what may follow it, in order: a node of the
 * wake-up trees of Abdulla, Aronis, Jonsson and Sagonas (<em>Source sets</em>, JACM 2017).
 */
final class WakeupTree {
  final int thread;
  private final int[] slots;
  private final byte[] hows;
  final List<WakeupTree> children = new ArrayList<>(1);

  WakeupTree(int thread, int[] slots, byte[] hows) {
    this.thread = thread;
    this.slots = slots;
    this.hows = hows;
  }

  /** Returns a step like an event of the execution. */
  static WakeupTree of(Events events, int event) {
    int first = events.firstTouch(event);
    int count = events.endTouch(event) - first;
    int[] slots = new int[count];
    byte[] hows = new byte[count];
    for (int i = 0; i < count; i++) {
      slots[i] = events.slot(first + i);
      hows[i] = events.how(first + i);
    }
    return new WakeupTree(events.thread(event), slots, hows);
  }

  int touches() {
    return slots.length;
  }

  int slot(int touch) {
    return slots[touch];
  }

  byte how(int touch) {
    return hows[touch];
  }

  boolean isLeaf() {
    return children.isEmpty();
  }

  /** Returns whether this step and an event of the execution can be swapped. */
  boolean isIndependentOf(Events events, int event) {
    if (events.thread(event) == thread) {
      return false;
    }
    for (int touch = events.firstTouch(event); touch < events.endTouch(event); touch++) {
      for (int i = 0; i < slots.length; i++) {
        if (slots[i] == events.slot(touch) && Footprint.conflict(hows[i], events.how(touch))) {
          return false;
        }
      }
    }
    return true;
  }
}
