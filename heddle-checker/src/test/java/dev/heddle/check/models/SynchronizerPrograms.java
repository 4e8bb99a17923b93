package dev.heddle.check.models;

import static dev.heddle.check.Switchings.inParallel;
import static dev.heddle.check.models.ModelProgram.failing;
import static dev.heddle.check.models.ModelProgram.timed;
import static dev.heddle.check.models.ModelProgram.verified;

import dev.heddle.check.FailureKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What semaphores, latches, barriers, phasers and exchangers do. */
final class SynchronizerPrograms {
  private SynchronizerPrograms() {}

  static List<ModelProgram> all() {
    return List.of(
        verified(
            "Semaphore: acquire waits for a release",
            Set.of("1"),
            () -> {
              Semaphore semaphore = new Semaphore(0);
              int[] cell = new int[1];
              inParallel(
                  () -> {
                    semaphore.acquireUninterruptibly();
                    cell[0]++;
                  },
                  () -> semaphore.release());
              return cell[0];
            }),
        timed(
            "Semaphore: tryAcquire with a time ends when nothing else can run",
            Set.of("false"),
            () -> new Semaphore(0).tryAcquire(1, TimeUnit.SECONDS)),
        failing(
            "Semaphore: a permit that nobody gives",
            FailureKind.DEADLOCK,
            Set.of(),
            () -> {
              new Semaphore(0).acquire();
              return "";
            }));
  }
}
