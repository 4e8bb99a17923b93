package programs;

/** Prints the class path that it is told. */
public final class ReadsClassPath {

  private ReadsClassPath() {}

  /** Prints it. */
  public static void main(String[] args) {
    System.out.println(System.getProperty("java.class.path"));
  }
}
