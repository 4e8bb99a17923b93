package dev.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.watch.Snapshot;
import dev.heddle.watch.attach.RemoteWatch;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outputs in docs/my-service-hangs.md are those of the example. */
class MyServiceHangsTest {
  private static final Path PAGE = Path.of("../docs/my-service-hangs.md");

  /** The output that stands in the page after the request's name in a comment. */
  private static String documented(String request) throws Exception {
    Matcher block =
        Pattern.compile("<!-- " + request + " -->\n```text\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).as(request).isTrue();
    return block.group(1);
  }

  /** Leaves out what differs from run to run and, before JDK 21, that threads are virtual. */
  private static String comparable(String text) {
    String findings = text.substring(text.indexOf("\n\n") + 2);
    String shown = findings.contains("\nWaiting:") ? findings.split("\nWaiting:")[0] : findings;
    return shown
        .replaceAll("@[0-9a-f]+", "@1")
        .replaceAll("(lambda\\$\\w+)\\$\\d+", "$1")
        .replace(" (virtual)", "")
        .replaceAll("(?m)^ +at java\\..*\n", "")
        .strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"transfers", "prices", "reports", "connections"})
  void watch_hangOfTheService_isWhatThePageShows(String request) throws Exception {
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.heddle.examples.hangs.HangingService")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (PrintWriter requests =
            new PrintWriter(service.getOutputStream(), true, StandardCharsets.UTF_8);
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
      requests.println(request);
      assertThat(answers.readLine()).isEqualTo(request + " requested");
      Snapshot seen = RemoteWatch.look(service.pid());
      for (int i = 0; i < 20 && !seen.hangs(); i++) {
        seen = RemoteWatch.look(service.pid());
      }

      assertThat(comparable(seen.toText())).isEqualTo(comparable(documented(request)));
    } finally {
      service.destroyForcibly();
    }
  }
}
