package dev.heddle.check;

/** A program with a data race of its own and one inside the library that it uses. */
public final class UserOfLibrary {
  private int own;

  private UserOfLibrary() {}

  /** Races with another thread. */
  public static void race() throws InterruptedException {
    UserOfLibrary user = new UserOfLibrary();
    LibraryOfOthers library = new LibraryOfOthers();
    Runnable use =
        () -> {
          library.call();
          user.own++;
        };
    Thread other = new Thread(use);
    other.start();
    use.run();
    other.join();
  }
}
