package dev.heddle.watch.report;

import dev.heddle.watch.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A snapshot as one page that needs nothing else: the findings, and the graph of threads and what
 * they wait for, as SVG, to be walked through with the keyboard.
 */
public final class HtmlReport {
  private HtmlReport() {}

  /** Returns the page. */
  public static String of(Snapshot snapshot) {
    String data =
        snapshot.toJson().replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " ");
    return template()
        .replace("@GRAPH@", WaitPicture.svg(snapshot))
        .replace("@TEXT@", escape(snapshot.toText()))
        .replace("@TITLE@", escape("Heddle watch: process " + snapshot.jvm().pid()))
        // Last: names of threads may hold anything.
        .replace("@DATA@", data);
  }

  private static String template() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("watch.html")) {
      if (in == null) {
        throw new IllegalStateException("watch.html is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
