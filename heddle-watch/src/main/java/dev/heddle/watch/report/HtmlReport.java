package dev.heddle.watch.report;

import dev.heddle.watch.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A snapshot as one page that needs nothing else: the findings, and the graph of threads and what
 * they wait for, as SVG, to be walked through with the keyboard.
 */
public final class HtmlReport {
  private static final Pattern PLACE = Pattern.compile("@[A-Z]+@");

  private HtmlReport() {}

  /** Returns the page. */
  public static String of(Snapshot snapshot) {
    String data =
        snapshot.toJson().replace("<", "\\u003c").replace("\u2028", " ").replace("\u2029", " ");
    Map<String, String> parts =
        Map.of(
            "@GRAPH@", WaitPicture.svg(snapshot),
            "@TEXT@", escape(snapshot.toText()),
            "@TITLE@", escape("Heddle watch: process " + snapshot.jvm().pid()),
            "@DATA@", data);
    // In one pass: a thread may have any name.
    return PLACE
        .matcher(template())
        .replaceAll(place -> Matcher.quoteReplacement(parts.getOrDefault(place.group(), "")));
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
