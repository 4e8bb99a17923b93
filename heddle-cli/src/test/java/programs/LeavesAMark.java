package programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes the file that it is given when it has run often, and then runs on and on as a check goes
 * on.
 */
public final class LeavesAMark {

  private static final int OFTEN = 20;

  private static volatile int count;

  private LeavesAMark() {}

  /** Counts in two threads without a lock, and looks at nothing. */
  public static void main(String[] args) throws InterruptedException, IOException {
    Thread other = new Thread(LeavesAMark::add);
    other.start();
    add();
    other.join();
    Path mark = Path.of(args[0]);
    if (Files.exists(mark)) {
      return;
    }
    Path runs = Path.of(args[0] + ".runs");
    Files.write(runs, new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (Files.size(runs) == OFTEN) {
      Files.createFile(mark);
    }
  }

  private static void add() {
    count++;
  }
}
