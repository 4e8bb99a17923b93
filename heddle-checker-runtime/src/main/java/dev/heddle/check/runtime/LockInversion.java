package dev.heddle.check.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Threads that take locks in orders that do not go together: the first takes a lock while it holds
 * another, the next takes that other one while it holds a third, and so on round to the first.
 *
 * @param takings what each thread does; the lock that one takes is the one that the next holds
 */
public record LockInversion(List<Taking> takings) {

  /**
   * A thread takes a lock while it holds another.
   *
   * @param thread the thread's name
   * @param held the lock that it holds
   * @param heldSite where it took that, for {@link Sites#get}
   * @param taken the lock that it takes
   * @param takenSite where, for {@link Sites#get}
   */
  public record Taking(String thread, String held, int heldSite, String taken, int takenSite) {
    private String text() {
      return "%s takes %s at %s while holding %s, taken at %s"
          .formatted(
              thread,
              taken,
              Sites.get(takenSite).shortPlace(),
              held,
              Sites.get(heldSite).shortPlace());
    }
  }

  /** Copies the list. */
  public LockInversion {
    takings = List.copyOf(takings);
  }

  /** Returns one sentence, without a full stop, that names threads, locks and lines. */
  public String message() {
    List<String> texts = new ArrayList<>();
    for (Taking taking : takings) {
      texts.add(taking.text());
    }
    return "lock-order inversion: " + String.join("; ", texts);
  }

  /** Returns the places where locks are taken: the same for the same mistake. */
  List<Long> places() {
    List<Long> places = new ArrayList<>();
    for (Taking taking : takings) {
      places.add((long) taking.heldSite() << 32 | taking.takenSite());
    }
    Collections.sort(places);
    return places;
  }
}
