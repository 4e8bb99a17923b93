package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeapEndTest {
  /** A task meets the real end of the heap, so that nothing at all can be allocated. */
  @Test
  void task_usesUpTheHeap_itsFutureEndsAndTheNextTaskRuns() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                HeapEnd.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(Worker.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    List<String> expected = new ArrayList<>(List.of("loaded true true"));
    expected.addAll(Collections.nCopies(5, "OutOfMemoryError, finished, true"));
    assertThat(output.lines()).containsExactlyElementsOf(expected);
  }
}
