package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private final StringWriter terminal = new StringWriter();
  private final ProgressLine line = new ProgressLine(new PrintWriter(terminal));

  @Test
  void accept_writesOverTheLineBefore() {
    line.accept(new CheckProgress(12_000, Duration.ofSeconds(2), 3.1e9));
    line.accept(new CheckProgress(3, Duration.ofSeconds(1), 5));

    assertThat(terminal.toString())
        .isEqualTo(
            "\r12,000 executions, 6,000 a second, of an estimated 3·10^9"
                + "\r3 executions, 3 a second, of an estimated 5"
                + " ".repeat(14));
  }

  @Test
  void close_erasesTheLine() {
    line.accept(new CheckProgress(3, Duration.ofSeconds(1), 5));
    line.close();

    assertThat(terminal.toString()).endsWith("estimated 5\r" + " ".repeat(43) + "\r");
  }

  @Test
  void close_withoutProgress_writesNothing() {
    line.close();

    assertThat(terminal.toString()).isEmpty();
  }
}
