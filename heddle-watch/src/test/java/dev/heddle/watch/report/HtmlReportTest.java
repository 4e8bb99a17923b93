package dev.heddle.watch.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.watch.Certainty;
import dev.heddle.watch.Finding;
import dev.heddle.watch.Finding.Detail;
import dev.heddle.watch.FindingKind;
import dev.heddle.watch.Hold;
import dev.heddle.watch.Jvm;
import dev.heddle.watch.Resource;
import dev.heddle.watch.Resource.Waiters;
import dev.heddle.watch.ResourceKind;
import dev.heddle.watch.Snapshot;
import dev.heddle.watch.Wait;
import dev.heddle.watch.WatchedThread;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  /** A name that would end the script, if it could. */
  private static final String EVIL = "</script><img src=x onerror=alert(1)> @DATA@ \"&";

  @TempDir private Path directory;

  private static Snapshot deadlock() {
    StackTraceElement frame = new StackTraceElement("com.acme.Bank", "move", "Bank.java", 41);
    List<WatchedThread> threads =
        List.of(
            new WatchedThread(11, "one", false, "parked", List.of(frame)),
            new WatchedThread(12, EVIL, true, "parked", List.of(frame)));
    return new Snapshot(
        new Jvm(4711, "com.acme.Bank", "25.0.3", 2, 1),
        Instant.EPOCH,
        threads,
        List.of(
            new Resource(
                1,
                ResourceKind.LOCK,
                "ReentrantLock@a",
                "",
                List.of(new Hold(12, "", null)),
                new Waiters(1, List.of(new Wait(11, "", false)))),
            new Resource(
                2,
                ResourceKind.LOCK,
                "ReentrantLock@b",
                "",
                List.of(new Hold(11, "", null)),
                new Waiters(1, List.of(new Wait(12, "", false))))),
        List.of(
            new Finding(
                FindingKind.DEADLOCK,
                Certainty.CERTAIN,
                "2 threads wait for each other.",
                List.of(
                    new Detail(11, "waits for ReentrantLock@a", List.of(frame)),
                    new Detail(12, "waits for ReentrantLock@b", List.of(frame))),
                List.of(11L, 12L),
                List.of(1, 2))),
        List.of());
  }

  @Test
  void of_anyNames_areEscaped() {
    String page = HtmlReport.of(deadlock());

    assertThat(page).doesNotContain("<img").contains("&lt;/script&gt;&lt;img");
    assertThat(page.split("</script>", -1)).hasSize(3);
    assertThat(page).doesNotContain("http://").doesNotContain("https://");
  }

  @Test
  void page_inABrowser_isWalkedThroughByKeys() throws Exception {
    Path chromium = Path.of(System.getProperty("heddle.chromium", "/usr/bin/chromium"));
    boolean there = Files.isExecutable(chromium);
    if (System.getenv("CI") != null) {
      assertThat(there).as("Chromium, which .ci/run installs").isTrue();
    }
    assumeTrue(there, "there is no Chromium: apt-get install chromium");
    // The page is driven by a script of its own, and the result is read from the document.
    String drive =
        """
        <script>
          const key = (id, key) =>
            document.getElementById(id).dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
          const said = [];
          const say = () => said.push(document.activeElement.id + ": "
              + document.getElementById("detail").textContent.split("\\n")[0]);
          document.getElementById("t11").dispatchEvent(new MouseEvent("click", {bubbles: true}));
          say();
          key("t11", "Enter"); say();
          key("r1", "Enter"); say();
          key("t12", "ArrowDown"); say();
          key("t11", "ArrowRight"); say();
          document.title = said.join(" | ");
        </script>
        """;
    Path page = directory.resolve("page.html");
    Files.writeString(page, HtmlReport.of(deadlock()).replace("</html>", drive + "</html>"));
    Process process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + directory.resolve("profile"),
                "--dump-dom",
                page.toUri().toString())
            .redirectError(directory.resolve("errors.txt").toFile())
            .start();
    String dom = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();

    String title =
        Stream.of(dom.split("\n")).filter(each -> each.contains("<title>")).findFirst().orElse("");
    assertThat(title)
        .contains("t11: one: parked | r1: ReentrantLock@a | t12: ")
        .contains(" | t11: one: parked | r1: ReentrantLock@a</title>");
    assertThat(dom).contains("<path class=\"wait hung\"").contains("class=\"node thread hung\"");
  }
}
