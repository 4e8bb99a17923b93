package dev.heddle.check.report;

/** How a terminal shows a piece of text: with ANSI colours, or as it is. */
enum Style {
  PLAIN,
  COLOURED;

  String bold(String text) {
    return coded("1", text);
  }

  String faint(String text) {
    return coded("2", text);
  }

  String good(String text) {
    return coded("1;32", text);
  }

  String bad(String text) {
    return coded("1;31", text);
  }

  String unsure(String text) {
    return coded("1;33", text);
  }

  private String coded(String code, String text) {
    return this == PLAIN || text.isBlank() ? text : "\u001b[" + code + "m" + text + "\u001b[m";
  }
}
