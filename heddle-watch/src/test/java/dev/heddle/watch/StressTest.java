package dev.heddle.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.watch.attach.RemoteWatch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** No alarm where nothing hangs. */
class StressTest {
  /** Longer with {@code -Dheddle.watch.stress=PT1M}. */
  private static final Duration LENGTH =
      Duration.parse(System.getProperty("heddle.watch.stress", "PT8S"));

  @Test
  void follow_orderedLocksUnderStress_findsNoHang() throws Exception {
    try (TargetJvm jvm = TargetJvm.start("hangs.Stress", "1")) {
      jvm.await("hanging");
      long end = System.nanoTime() + LENGTH.toNanos();
      RemoteWatch.follow(
          jvm.pid(),
          snapshot -> {
            assertThat(snapshot.hangs()).as(snapshot.toText()).isFalse();
            return System.nanoTime() < end - LENGTH.toNanos() / 2;
          });
      int looks = 0;
      while (System.nanoTime() < end) {
        Snapshot snapshot = RemoteWatch.look(jvm.pid());
        assertThat(snapshot.hangs()).as(snapshot.toText()).isFalse();
        looks++;
      }
      assertThat(looks).isPositive();
      assertThat(jvm.process().isAlive()).isTrue();
    }
  }
}
