package programs;

/** Ends the JVM, which a check cannot allow. */
public final class Exits {

  private Exits() {}

  /** Exits. */
  public static void main(String[] args) {
    System.exit(0);
  }
}
