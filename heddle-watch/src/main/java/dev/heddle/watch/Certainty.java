package dev.heddle.watch;

/** How sure a {@link Finding} is, from the surest down. */
public enum Certainty {
  /** Seen twice, at least 200 ms apart, with each thread in the same wait throughout. */
  CERTAIN("certain"),
  /** Seen twice, but something that could end it may be out of sight. */
  PROBABLE("probable"),
  /** Nothing seen will end it, which may be what the program intends. */
  SUSPECTED("suspected");

  private final String text;

  Certainty(String text) {
    this.text = text;
  }

  /** Returns the word that reports use. */
  public String text() {
    return text;
  }
}
