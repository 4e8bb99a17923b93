package dev.heddle.realbugs;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.FailureKind;
import dev.heddle.check.RaceChecking;
import dev.heddle.check.Target;
import dev.heddle.check.TargetException;
import dev.heddle.check.TargetLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bug of a library: its driver, and the versions that have it and that have it no more. The build
 * copies the libraries of both to {@code target/libraries}.
 */
public enum RealBug {
  /** A connection is leased from a pool that is no longer part of the pool. */
  HTTPCORE_634(
      HttpCore634.class,
      "https://github.com/apache/httpcomponents-core/pull/201",
      RaceChecking.FAIL,
      FailureKind.EXCEPTION,
      "has not been leased from this pool"),

  /** A list of loggers is changed while it is gone through. */
  LOGBACK_397(
      Logback397.class,
      "https://github.com/qos-ch/logback/pull/285",
      // Both versions write and read a logger's level in a data race.
      RaceChecking.OFF,
      FailureKind.EXCEPTION,
      "java.util.ConcurrentModificationException"),

  /** Those who look something up exclude nobody, and change the order of the entries. */
  HUTOOL_1895(
      Hutool1895.class,
      "https://github.com/chinabugotech/hutool/issues/1895",
      RaceChecking.FAIL,
      FailureKind.RACE,
      "the change by Map.get"),

  /** A lock for each key, and loaders that want each other's keys. */
  HUTOOL_4022(
      Hutool4022.class,
      "https://github.com/chinabugotech/hutool/issues/4022",
      RaceChecking.FAIL,
      FailureKind.DEADLOCK,
      "wait for each other's locks"),

  /** A put that lost a race says that it came first, and returns the value that came later. */
  JCTOOLS_319(
      JcTools319.class,
      "https://github.com/JCTools/JCTools/issues/319",
      RaceChecking.FAIL,
      FailureKind.ASSERTION,
      "in the map is"),

  /** A comparison the wrong way round: a queue that is not full says that it is. */
  JCTOOLS_179(
      JcTools179.class,
      "https://github.com/JCTools/JCTools/issues/179",
      RaceChecking.FAIL,
      FailureKind.ASSERTION,
      "there is room for two");

  /** Which version of the library. */
  public enum Version {
    /** The newest version that has the bug. */
    OLD,
    /** The version that mended it. */
    MENDED;

    String directory() {
      return this == OLD ? "old" : "mended";
    }
  }

  private final Class<?> driver;
  private final String report;
  private final RaceChecking races;
  private final FailureKind kind;
  private final String message;

  RealBug(Class<?> driver, String report, RaceChecking races, FailureKind kind, String message) {
    this.driver = driver;
    this.report = report;
    this.races = races;
    this.kind = kind;
    this.message = message;
  }

  /** Returns where the bug was reported. */
  public String report() {
    return report;
  }

  /** Returns how the bug shows. */
  public FailureKind kind() {
    return kind;
  }

  /** Returns a part of the message that it shows with. */
  public String message() {
    return message;
  }

  /** Returns the default options, but for the search for data races. */
  public CheckOptions.Builder options() {
    return CheckOptions.builder().races(races);
  }

  /**
   * Returns the driver with one of the versions.
   *
   * @param version which version
   * @param module the directory of this module, built
   * @return what to check
   * @throws TargetException if the driver cannot be loaded
   */
  public Target target(Version version, Path module) throws TargetException {
    List<String> classPath = new ArrayList<>();
    classPath.add(module.resolve("target/classes").toString());
    libraries(version, module).forEach(library -> classPath.add(library.toString()));
    return TargetLoader.of(classPath).load("dev.heddle.realbugs." + name(driver), List.of());
  }

  /**
   * Returns the library and its version, such as {@code httpcore 4.4.13}, from the name of its
   * file.
   *
   * @param version which version
   * @param module the directory of this module, built
   * @return the words
   */
  public String library(Version version, Path module) {
    String file = libraries(version, module).get(0).getFileName().toString();
    return file.replaceFirst("-(\\d[^-]*)\\.jar$", " $1");
  }

  private List<Path> libraries(Version version, Path module) {
    Path directory =
        module.resolve("target/libraries").resolve(name(driver)).resolve(version.directory());
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the libraries are copied by mvn package: " + directory, e);
    }
  }

  private static String name(Class<?> driver) {
    return driver.getSimpleName();
  }
}
