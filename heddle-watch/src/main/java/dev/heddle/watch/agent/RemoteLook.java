package dev.heddle.watch.agent;

import dev.heddle.watch.Snapshot;
import dev.heddle.watch.jdk.Opening;
import dev.heddle.watch.look.Looker;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks at the JVM that the agent has entered, and leaves the snapshots in a directory. */
public final class RemoteLook {
  /** The file with the latest snapshot. */
  public static final String SNAPSHOT = "snapshot";

  /** The file that says why there is none. */
  public static final String ERROR = "error";

  /** The file that whoever follows touches; without it, or when it is old, the looks end. */
  public static final String ALIVE = "alive";

  /** The mode that looks once. */
  public static final String ONCE = "once";

  /** The mode that looks once a second, on a thread of its own. */
  public static final String FOLLOW = "follow";

  private static final long BETWEEN_NANOS = 1_000_000_000;
  private static final long OLD_MILLIS = 5_000;

  /** Confined to the looking thread, of which there is one at a time. */
  private static @Nullable Looker looker;

  private RemoteLook() {}

  /**
   * Looks.
   *
   * @param mode {@link #ONCE} or {@link #FOLLOW}
   * @param directory where the snapshots go
   * @param instrumentation what opens the JDK
   * @throws IOException if the directory cannot be written
   */
  public static void run(String mode, Path directory, Instrumentation instrumentation)
      throws IOException {
    if (mode.equals(ONCE)) {
      write(look(instrumentation), directory);
      return;
    }
    Thread follower =
        new Thread(null, () -> follow(directory, instrumentation), "heddle-watch", 0, false);
    follower.setContextClassLoader(null);
    follower.setDaemon(true);
    follower.start();
  }

  private static synchronized Snapshot look(Instrumentation instrumentation) {
    return looker(instrumentation).look();
  }

  private static synchronized Snapshot next(Looker follower) {
    return follower.next();
  }

  private static synchronized Looker looker(Instrumentation instrumentation) {
    Looker present = looker;
    if (present == null) {
      present = new Looker(new Opening(instrumentation));
      looker = present;
    }
    return present;
  }

  private static void follow(Path directory, Instrumentation instrumentation) {
    try {
      // Its own, because it remembers the look before.
      Looker follower = new Looker(new Opening(instrumentation));
      while (isFollowed(directory)) {
        long start = System.nanoTime();
        write(next(follower), directory);
        LockSupport.parkNanos(BETWEEN_NANOS - (System.nanoTime() - start));
      }
    } catch (IOException e) {
      // The directory has gone, and with it the follower.
    } catch (RuntimeException | Error e) {
      fail(directory, e);
    }
  }

  private static void fail(Path directory, Throwable thrown) {
    try {
      Files.writeString(directory.resolve(ERROR), thrown.toString());
    } catch (IOException e) {
      // The directory has gone, and with it the follower.
    }
  }

  private static boolean isFollowed(Path directory) throws IOException {
    long touched = Files.getLastModifiedTime(directory.resolve(ALIVE)).toMillis();
    return System.currentTimeMillis() - touched < OLD_MILLIS;
  }

  private static void write(Snapshot snapshot, Path directory) throws IOException {
    Path part = directory.resolve("snapshot.part");
    try (OutputStream file = Files.newOutputStream(part);
        ObjectOutputStream out = new ObjectOutputStream(file)) {
      out.writeObject(snapshot);
    }
    Files.move(
        part,
        directory.resolve(SNAPSHOT),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
