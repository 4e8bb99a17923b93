package dev.heddle.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.sync.RLock;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.JMX;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch from inside: two threads of this JVM are deadlocked, until they are interrupted. */
class WatchTest {
  private final RLock left = new RLock("left");
  private final RLock right = new RLock("right");
  private final CountDownLatch both = new CountDownLatch(2);
  private final Thread one = new Thread(() -> take(left, right), "watched-one");
  private final Thread two = new Thread(() -> take(right, left), "watched-two");

  private void take(RLock first, RLock second) {
    first.run(
        () -> {
          both.countDown();
          try {
            both.await();
            second.acquireInterruptibly();
            second.release();
          } catch (InterruptedException e) {
            // The end of the test.
          }
        });
  }

  @BeforeEach
  void hang() {
    Watch.install();
    one.start();
    two.start();
  }

  @AfterEach
  void end() throws Exception {
    one.interrupt();
    two.interrupt();
    one.join();
    two.join();
  }

  private static Snapshot lookUntilItHangs() {
    Snapshot snapshot = Watch.snapshot();
    for (int i = 0; i < 20 && !snapshot.hangs(); i++) {
      snapshot = Watch.snapshot();
    }
    return snapshot;
  }

  private static void assertFound(Snapshot snapshot) {
    Finding found =
        snapshot.findings().stream()
            .filter(each -> each.kind() == FindingKind.DEADLOCK)
            .findFirst()
            .orElseThrow(() -> new AssertionError(snapshot.toText()));
    assertThat(found.certainty()).isEqualTo(Certainty.CERTAIN);
    assertThat(snapshot.namesOf(found)).containsExactly("watched-one", "watched-two");
    assertThat(found.details().get(0).text())
        .isEqualTo("waits for RLock \"right\", held by watched-two");
  }

  @Test
  void snapshot_deadlock_isFoundAndSerialised() {
    Snapshot snapshot = lookUntilItHangs();

    assertFound(snapshot);
    assertThat(snapshot.jvm().pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(snapshot.toJson())
        .contains("\"schema\" : 1", "\"kind\" : \"DEADLOCK\"", "\"name\" : \"watched-one\"");
  }

  @Test
  void snapshot_interruptedThread_staysInterrupted() {
    Thread.currentThread().interrupt();

    Snapshot snapshot = lookUntilItHangs();

    assertThat(Thread.interrupted()).isTrue();
    assertFound(snapshot);
  }

  @Test
  void every_deadlock_reachesTheListenerInSpiteOfErrorsThere() throws Exception {
    BlockingQueue<Snapshot> seen = new LinkedBlockingQueue<>();
    BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, error) -> errors.add(error));
    RuntimeException first = new RuntimeException("of the listener");
    boolean[] thrown = {false};
    try (Watching watching =
        Watch.every(
            Watch.SHORTEST,
            snapshot -> {
              if (!thrown[0]) {
                thrown[0] = true;
                throw first;
              }
              seen.add(snapshot);
            })) {
      assertThat(errors.take()).isSameAs(first);
      Snapshot snapshot = seen.take();
      while (!snapshot.hangs()) {
        snapshot = seen.take();
      }
      assertFound(snapshot);
      assertThat(watching).isNotNull();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void every_shortInterval_isRefused() {
    assertThatThrownBy(() -> Watch.every(Watch.SHORTEST.minusNanos(1), snapshot -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("interval is PT0.999999999S, and has to be at least PT1S");
  }

  @Test
  void register_bean_looks() throws Exception {
    Watch.register();
    Watch.register();

    WatchMXBean bean =
        JMX.newMXBeanProxy(
            ManagementFactory.getPlatformMBeanServer(),
            new ObjectName("dev.heddle:type=Watch"),
            WatchMXBean.class);

    lookUntilItHangs();
    assertThat(bean.isHanging()).isTrue();
    assertThat(bean.getFindings()).contains("2 threads wait for each other.");
    assertThat(bean.text()).contains("DEADLOCK (certain)");
    assertThat(bean.json()).contains("\"hangs\" : true");
  }

  @Test
  void snapshot_recording_hasAnEventForEachFinding() throws Exception {
    Path file = Files.createTempFile("heddle", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("dev.heddle.Hang");
      recording.start();
      lookUntilItHangs();
      recording.stop();
      recording.dump(file);
    }
    RecordedEvent found =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getString("kind").equals("DEADLOCK"))
            .findFirst()
            .orElseThrow();
    assertThat(found.getString("certainty")).isEqualTo("CERTAIN");
    assertThat(found.getString("threads")).isEqualTo("watched-one, watched-two");
    assertThat(found.getString("text")).isEqualTo("2 threads wait for each other.");
    assertThat(Duration.between(found.getStartTime(), Instant.now())).isPositive();
    Files.delete(file);
  }
}
