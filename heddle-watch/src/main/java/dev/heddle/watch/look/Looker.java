package dev.heddle.watch.look;

import dev.heddle.watch.Certainty;
import dev.heddle.watch.FindingKind;
import dev.heddle.watch.Snapshot;
import dev.heddle.watch.jdk.JdkView;
import dev.heddle.watch.jdk.Opening;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the JVM it is in. What may be a hang is looked at again before it is reported: a hang is
 * what does not change. Confined to one thread at a time.
 */
public final class Looker {
  /** How far the first look and the one that confirms it are apart. */
  static final Duration BETWEEN = Duration.ofMillis(200);

  /** A thread that was woken may be without a processor for some time. */
  private static final Duration FOR_LOST_WAKE_UPS = Duration.ofMillis(800);

  private static final int LOOKS_WITHOUT_TOKENS = 4;

  private final JdkView view;
  private final StackCache stacks = new StackCache();
  private List<Candidate> previous = List.of();

  /**
   * @param opening what opens the JDK's internals
   */
  public Looker(Opening opening) {
    this.view = JdkView.of(opening);
  }

  /** Returns the family of JDKs that this one is read as. */
  public String family() {
    return view.family();
  }

  /** Looks: once, and again if there is anything to confirm. */
  public Snapshot look() {
    Instant taken = Instant.now();
    Picture picture = new Picture(view, Thread.currentThread());
    List<Candidate> first = Detectors.candidates(picture);
    countBlocks(picture, first);
    List<Candidate> confirmed = List.of();
    if (!first.isEmpty()) {
      Picture later = picture;
      confirmed = first;
      int looks = first.stream().allMatch(Candidate::hasTokens) ? 1 : LOOKS_WITHOUT_TOKENS;
      for (int i = 0; i < looks && !confirmed.isEmpty(); i++) {
        sleep(BETWEEN.dividedBy(looks));
        later = new Picture(view, Thread.currentThread());
        confirmed = confirm(confirmed, later);
      }
      if (confirmed.stream().anyMatch(each -> each.kind() == FindingKind.NO_HOLDER)) {
        sleep(FOR_LOST_WAKE_UPS);
        later = new Picture(view, Thread.currentThread());
        confirmed = confirm(confirmed, later);
      }
      picture = later;
    }
    return new SnapshotBuilder(picture, confirmed, taken, stacks).build();
  }

  /**
   * Looks once, and confirms what the look before has shown: for looks that follow each other,
   * which then cost one picture each. A hang is found by the second look that shows it. Looks have
   * to be at least 200 ms apart.
   */
  public Snapshot next() {
    Instant taken = Instant.now();
    Picture picture = new Picture(view, Thread.currentThread());
    List<Candidate> seen = Detectors.candidates(picture);
    countBlocks(picture, seen);
    List<Candidate> confirmed = confirmedBy(previous, seen);
    for (int i = 0; i < LOOKS_WITHOUT_TOKENS && needsMore(confirmed); i++) {
      sleep(BETWEEN.dividedBy(LOOKS_WITHOUT_TOKENS));
      picture = new Picture(view, Thread.currentThread());
      confirmed = confirm(confirmed, picture);
    }
    previous = seen;
    return new SnapshotBuilder(picture, confirmed, taken, stacks).build();
  }

  private static boolean needsMore(List<Candidate> candidates) {
    return candidates.stream()
        .anyMatch(each -> each.certainty() != Certainty.SUSPECTED && !each.hasTokens());
  }

  private static List<Candidate> confirmedBy(List<Candidate> before, List<Candidate> seen) {
    return seen.stream()
        .filter(each -> before.stream().anyMatch(candidate -> candidate.isConfirmedBy(each)))
        .toList();
  }

  private static List<Candidate> confirm(List<Candidate> before, Picture later) {
    List<Candidate> seen = Detectors.candidates(later);
    countBlocks(later, seen);
    return confirmedBy(before, seen);
  }

  private static void countBlocks(Picture picture, List<Candidate> candidates) {
    Set<ThreadNode> threads = new HashSet<>();
    candidates.forEach(each -> threads.addAll(each.threads()));
    picture.countBlocks(threads);
  }

  private static void sleep(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      // An interrupt is the service's affair, and stays set.
      if (Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(left);
      }
    }
  }
}
