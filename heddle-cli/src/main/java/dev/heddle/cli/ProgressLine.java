package dev.heddle.cli;

import dev.heddle.check.CheckProgress;
import dev.heddle.check.report.Quantity;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** One line on a terminal that says how far a search has come, written over itself. */
final class ProgressLine implements Consumer<CheckProgress>, AutoCloseable {
  private static final String BEGINNING = "\r";

  private final PrintWriter terminal;
  private int length;

  ProgressLine(PrintWriter terminal) {
    this.terminal = terminal;
  }

  @Override
  public void accept(CheckProgress progress) {
    write(
        "%s executions, %s a second, of an estimated %s"
            .formatted(
                Quantity.text(progress.executions()),
                Quantity.text(progress.executionsPerSecond()),
                Quantity.text(progress.estimate())));
  }

  private void write(String text) {
    terminal.print(BEGINNING + text + " ".repeat(Math.max(0, length - text.length())));
    terminal.flush();
    length = text.length();
  }

  /** Erases the line. */
  @Override
  public void close() {
    if (length > 0) {
      write("");
      terminal.print(BEGINNING);
      terminal.flush();
    }
  }
}
