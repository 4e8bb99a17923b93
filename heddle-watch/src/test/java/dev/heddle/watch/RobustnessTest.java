package dev.heddle.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.watch.attach.JcmdWatch;
import dev.heddle.watch.attach.RemoteWatch;
import dev.heddle.watch.attach.RunningJvm;
import dev.heddle.watch.attach.WatchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JVMs of all kinds: other collectors, other agents, ones that refuse, ones that die. */
class RobustnessTest {
  private static final String AGENT = System.getProperty("dev.heddle.watch.agent");

  private static void assertFindsTheDeadlock(long pid) throws Exception {
    Snapshot seen = RemoteWatch.look(pid);
    for (int i = 0; i < 20 && !seen.hangs(); i++) {
      seen = RemoteWatch.look(pid);
    }
    assertThat(seen.findings()).as(seen.toText()).hasSize(1);
    assertThat(seen.namesOf(seen.findings().get(0))).containsExactly("locks-lefty", "locks-righty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SerialGC", "ParallelGC", "G1GC", "ZGC"})
  void look_anyCollector_findsTheDeadlock(String collector) throws Exception {
    try (TargetJvm jvm = TargetJvm.hanging("locks", "platform", "-XX:+Use" + collector)) {
      assertFindsTheDeadlock(jvm.pid());
    }
  }

  @Test
  void look_withAnotherAgent_findsTheDeadlock() throws Exception {
    try (TargetJvm jvm = TargetJvm.hanging("locks", "platform", "-javaagent:" + AGENT)) {
      assertFindsTheDeadlock(jvm.pid());
    }
  }

  @Test
  void look_withJacoco_findsTheDeadlock() throws Exception {
    Path jacoco = Path.of(System.getProperty("jacoco.agent"));
    try (TargetJvm jvm =
        TargetJvm.hanging("locks", "platform", "-javaagent:" + jacoco + "=output=none")) {
      assertFindsTheDeadlock(jvm.pid());
    }
  }

  @Test
  @SuppressWarnings("removal")
  void look_withSecurityManager_findsTheDeadlock() throws Exception {
    assumeTrue(Runtime.version().feature() < 24, "no security manager since JDK 24");
    Path policy = Files.createTempFile("heddle", ".policy");
    Files.writeString(
        policy,
        "grant codeBase \"file:%s-\" { permission java.security.AllPermission; };"
            .formatted(Path.of("target/test-classes/").toAbsolutePath() + "/"));
    try (TargetJvm jvm =
        TargetJvm.hanging(
            "locks", "platform", "-Djava.security.manager", "-Djava.security.policy==" + policy)) {
      assertFindsTheDeadlock(jvm.pid());
    } finally {
      Files.delete(policy);
    }
  }

  @Test
  void look_attachingDisabled_saysWhatToDo() throws Exception {
    try (TargetJvm jvm = TargetJvm.hanging("locks", "platform", "-XX:+DisableAttachMechanism")) {
      assertThatThrownBy(() -> RemoteWatch.look(jvm.pid()))
          .isInstanceOf(WatchException.class)
          .hasMessage(
              "Process %d runs with -XX:+DisableAttachMechanism, which forbids every look from"
                  + " outside: start it without, or call Watch.snapshot() in it.",
              jvm.pid());
    }
  }

  @Test
  void look_agentsForbidden_saysThatThereIsTheDump() throws Exception {
    assumeTrue(Runtime.version().feature() >= 21, "the option came with JDK 21");
    try (TargetJvm jvm = TargetJvm.hanging("locks", "platform", "-XX:-EnableDynamicAgentLoading")) {
      assertThatThrownBy(() -> RemoteWatch.look(jvm.pid()))
          .isInstanceOf(WatchException.class)
          .hasMessageContaining("or use --no-agent, which sees less.");
    }
  }

  @Test
  void look_noSuchProcess_saysSo() {
    assertThatThrownBy(() -> RemoteWatch.look(999_999_999L))
        .isInstanceOf(WatchException.class)
        .hasMessage("There is no process 999999999. heddle watch lists the JVMs that are there.");
  }

  @Test
  void look_processThatIsNoJvm_saysSo() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      assertThatThrownBy(() -> RemoteWatch.look(process.pid()))
          .isInstanceOf(WatchException.class)
          .hasMessageContaining(Long.toString(process.pid()));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void look_jvmThatDiesMeanwhile_saysSo() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (TargetJvm jvm = TargetJvm.hanging("semaphore", "platform")) {
        // Dies between the two looks, or before the first.
        jvm.process().onExit();
        Thread killer = new Thread(() -> kill(jvm));
        killer.start();
        try {
          RemoteWatch.look(jvm.pid());
        } catch (WatchException e) {
          assertThat(e).hasMessageContaining(Long.toString(jvm.pid()));
        }
        killer.join();
      }
    }
  }

  private static void kill(TargetJvm jvm) {
    try {
      jvm.tell("");
    } catch (IOException e) {
      // It has ended.
    }
    jvm.process().destroyForcibly();
  }

  @Test
  void look_manyTimes_leavesNothing() throws Exception {
    try (TargetJvm jvm = TargetJvm.hanging("nothing", "platform")) {
      for (int i = 0; i < 3; i++) {
        RemoteWatch.look(jvm.pid());
      }
      int files = openFiles(jvm.pid());
      int threads = RemoteWatch.look(jvm.pid()).jvm().platformThreads();
      int classes = classes(jvm.pid());

      for (int i = 0; i < 15; i++) {
        RemoteWatch.look(jvm.pid());
      }

      // One for the attach listener's connection, which may just be closing.
      assertThat(openFiles(jvm.pid())).isLessThanOrEqualTo(files + 1);
      assertThat(RemoteWatch.look(jvm.pid()).jvm().platformThreads())
          .isLessThanOrEqualTo(threads + 1);
      assertThat(classes(jvm.pid())).isLessThan(classes + 20);
      assertThat(leftDirectories()).isEmpty();
    }
  }

  private static int openFiles(long pid) throws Exception {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return (int) files.count();
    }
  }

  private static int classes(long pid) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .start();
    String text = new String(process.getInputStream().readAllBytes());
    return (int) text.lines().count();
  }

  private static List<Path> leftDirectories() throws Exception {
    List<Path> left = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      files
          .filter(each -> each.getFileName().toString().startsWith("heddle-watch-"))
          .filter(Files::isDirectory)
          .forEach(left::add);
    }
    return left;
  }

  @Test
  void follow_untilTheListenerHasEnough_leavesNoThread() throws Exception {
    try (TargetJvm jvm = TargetJvm.hanging("locks", "platform")) {
      List<Snapshot> seen = new ArrayList<>();
      RemoteWatch.follow(
          jvm.pid(),
          snapshot -> {
            seen.add(snapshot);
            return !snapshot.hangs() && seen.size() < 20;
          });

      assertThat(seen.get(seen.size() - 1).hangs()).isTrue();
      Snapshot after = RemoteWatch.look(jvm.pid());
      for (int i = 0; i < 30 && after.jvm().platformThreads() > before(seen); i++) {
        after = RemoteWatch.look(jvm.pid());
      }
      assertThat(after.jvm().platformThreads()).isLessThanOrEqualTo(before(seen) + 1);
    }
  }

  private static int before(List<Snapshot> seen) {
    return seen.get(0).jvm().platformThreads();
  }

  @Test
  void list_aJvm_isThereWithItsMainClass() throws Exception {
    try (TargetJvm jvm = TargetJvm.hanging("nothing", "platform")) {
      RunningJvm found =
          RunningJvm.list().stream().filter(each -> each.pid() == jvm.pid()).findFirst().get();

      assertThat(found.mainClass()).isEqualTo("hangs.Hangs");
      assertThat(found.jdk()).startsWith(Integer.toString(Runtime.version().feature()));
    }
  }

  @Test
  void jcmd_locksAndMonitors_findsTheDeadlocksAndSaysWhatItCannotSee() throws Exception {
    try (TargetJvm jvm = TargetJvm.hanging("locks,monitors", "platform")) {
      Snapshot seen = JcmdWatch.look(jvm.pid());
      for (int i = 0; i < 20 && seen.findings().size() < 2; i++) {
        seen = JcmdWatch.look(jvm.pid());
      }

      assertThat(seen.findings()).as(seen.toText()).hasSize(2);
      assertThat(seen.findings()).allMatch(each -> each.certainty() == Certainty.CERTAIN);
      assertThat(seen.namesOf(seen.findings().get(0)))
          .containsExactlyInAnyOrder("locks-lefty", "locks-righty");
      assertThat(seen.limits()).singleElement().asString().startsWith("Without the agent only");
      assertThat(seen.toText()).contains("at hangs.Hangs.take(Hangs.java:");
    }
  }
}
