package dev.heddle.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Finds out before a long exploration whether its result can be written where it should go. */
final class Destinations {

  private Destinations() {}

  /** Returns what is wrong with a file as a destination, in a sentence, or empty if nothing is. */
  static Optional<String> problem(String option, Path file) {
    String begin = "%s %s cannot be written: ".formatted(option, file);
    Path parent = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      return Optional.of(begin + "it is a directory.");
    }
    if (parent != null && !Files.isDirectory(parent)) {
      return Optional.of(begin + "there is no directory %s.".formatted(parent));
    }
    boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    try {
      // Asking for permissions is not enough: only opening tells of read-only and full disks.
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
      if (isNew) {
        Files.delete(file);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(begin + reason(e) + ".");
    }
  }

  /**
   * Returns why reading or writing failed, without the exception's class where that says little.
   */
  static String reason(IOException e) {
    return e instanceof AccessDeniedException
        ? "permission denied"
        : Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
  }
}
