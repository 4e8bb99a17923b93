package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Without the agent a check says so. */
class AgentTest {

  /** Run in a JVM of its own. */
  public static final class WithoutAgent {
    private WithoutAgent() {}

    /** Tries to check something. */
    public static void main(String[] arguments) {
      try {
        Checker.withOptions(CheckOptions.DEFAULTS).check("nothing", () -> {});
      } catch (IllegalStateException e) {
        System.out.print(e.getMessage());
      }
    }
  }

  @Test
  void check_withoutAgent_saysHowToInstallIt() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WithoutAgent.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(output)
        .isEqualTo(
            "Heddle's agent is not installed in this JVM: start it with"
                + " -javaagent:<path of heddle-checker.jar>");
  }
}
