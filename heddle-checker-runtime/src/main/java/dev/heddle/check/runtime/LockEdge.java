package dev.heddle.check.runtime;

/**
 * A thread took a lock while it held another.
 *
 * @param thread the thread's number
 * @param threadName its name
 * @param heldSlot the location of the lock that it held
 * @param heldShared whether it shared that
 * @param heldSite where it took that
 * @param takenSlot the location of the lock that it took
 * @param takenShared whether it shares that
 * @param takenSite where
 * @param gates the locations of all locks that it held
 * @param gateShared whether it shared each of them
 */
record LockEdge(
    int thread,
    String threadName,
    int heldSlot,
    boolean heldShared,
    int heldSite,
    int takenSlot,
    boolean takenShared,
    int takenSite,
    int[] gates,
    boolean[] gateShared) {

  /** Returns whether this one's thread may have to wait for the other's. */
  boolean leadsTo(LockEdge other) {
    return takenSlot == other.heldSlot && !(takenShared && other.heldShared);
  }

  /** Returns whether the two threads cannot be there at the same time, because of a lock. */
  boolean hasGateOf(LockEdge other) {
    for (int i = 0; i < gates.length; i++) {
      for (int j = 0; j < other.gates.length; j++) {
        if (gates[i] == other.gates[j] && !(gateShared[i] && other.gateShared[j])) {
          return true;
        }
      }
    }
    return false;
  }
}
