package dev.heddle.benchmarks.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one process has measured, pinned to one core.
 *
 * @param executions how many executions there were
 * @param millis how long they took, by what the process says
 * @param cpuMillis how long they kept a processor busy, or the whole process where that is not
 *     known better: the time without what the machine did for others
 * @param processMillis how long the process took, from its start to its end
 * @param peakKilobytes the most memory that it had at once; 0 where there is no {@code /proc}
 */
record Run(long executions, long millis, long cpuMillis, long processMillis, long peakKilobytes) {
  private static final String CLASS_PATH =
      "benchmarks/target/classes:examples/target/classes:heddle-core/target/classes";

  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");
  private static final Pattern LINCHECK = Pattern.compile("(?m)^(\\d+) (\\d+) (\\d+)$");

  double perSecond() {
    return executions * 1000.0 / Math.max(1, millis);
  }

  double perCpuSecond() {
    return executions * 1000.0 / Math.max(1, cpuMillis);
  }

  /** Runs {@code heddle check}, which has to find no failure. */
  static Run heddle(String core, Path javaHome, String javaOptions, List<String> options) {
    try {
      Path json = Files.createTempFile("heddle-benchmark", ".json");
      try {
        List<String> command = new ArrayList<>(List.of("./heddle", "check"));
        command.addAll(List.of("--json", json.toString()));
        command.addAll(List.of("-cp", CLASS_PATH));
        command.addAll(options);
        Map<String, String> environment =
            Map.of("HEDDLE_JAVA_HOME", javaHome.toString(), "HEDDLE_JAVA_OPTS", javaOptions);
        Finished finished = run(core, command, environment);
        String report = Files.readString(json);
        return new Run(
            number(report, "executions"),
            number(report, "elapsedMillis"),
            finished.cpuMillis(),
            finished.millis(),
            finished.peakKilobytes());
      } finally {
        Files.delete(json);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs {@link LincheckIncrements}. */
  static Run lincheck(String core, Path javaHome, int invocations) {
    List<String> command =
        List.of(
            javaHome.resolve("bin/java").toString(),
            "-cp",
            "benchmarks/target/classes:benchmarks/target/lincheck/*",
            LincheckIncrements.class.getName(),
            String.valueOf(invocations));
    Finished finished = run(core, command, Map.of());
    Matcher line = LINCHECK.matcher(finished.output());
    if (!line.find()) {
      throw new IllegalStateException(finished.output());
    }
    return new Run(
        Long.parseLong(line.group(1)),
        Long.parseLong(line.group(2)),
        Long.parseLong(line.group(3)),
        finished.millis(),
        finished.peakKilobytes());
  }

  private static long number(String json, String field) {
    Matcher found = Pattern.compile("\"" + field + "\"\\s*:\\s*(\\d+)").matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("no " + field + " in " + json);
    }
    return Long.parseLong(found.group(1));
  }

  private record Finished(String output, long millis, long cpuMillis, long peakKilobytes) {}

  private static Finished run(String core, List<String> command, Map<String, String> environment) {
    List<String> pinned = new ArrayList<>();
    if (!core.isEmpty()) {
      pinned.addAll(List.of("taskset", "-c", core));
    }
    pinned.addAll(command);
    try {
      Path output = Files.createTempFile("heddle-benchmark", ".txt");
      try {
        ProcessBuilder builder = new ProcessBuilder(pinned);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        long start = System.nanoTime();
        Process process = builder.start();
        long peak = 0;
        long cpu = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
          cpu = process.info().totalCpuDuration().map(Duration::toMillis).orElse(cpu);
          peak = Math.max(peak, peakOf(process.pid()));
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        String text = Files.readString(output);
        if (process.exitValue() != 0) {
          throw new IllegalStateException(String.join(" ", pinned) + "\n" + text);
        }
        return new Finished(text, millis, cpu, peak);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The launcher becomes the JVM, so that they have one number. */
  private static long peakOf(long process) {
    try {
      Matcher found = PEAK.matcher(Files.readString(Path.of("/proc/" + process + "/status")));
      return found.find() ? Long.parseLong(found.group(1)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
