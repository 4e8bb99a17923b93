package dev.heddle.realbugs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CheckOptions;
import dev.heddle.check.CheckResult;
import dev.heddle.check.Checker;
import dev.heddle.check.Failure;
import dev.heddle.check.Strategy;
import dev.heddle.check.TargetException;
import dev.heddle.check.Verdict;
import dev.heddle.realbugs.RealBug.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each bug is found where it is, and nothing where it was mended. */
class RealBugsTest {
  private static final Path MODULE = Path.of("");

  /** What {@code auto} found in the old versions; each is searched once. */
  private static final Map<RealBug, CheckResult> FOUND = new EnumMap<>(RealBug.class);

  @ParameterizedTest
  @EnumSource
  void check_oldVersionByDefault_findsWhatWasReported(RealBug bug) throws TargetException {
    CheckResult result = found(bug);

    assertThat(result.reason()).isNull();
    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    Failure failure = result.failures().get(0);
    assertThat(failure.kind()).isEqualTo(bug.kind());
    assertThat(failure.message()).contains(bug.message());
  }

  @ParameterizedTest
  @EnumSource
  void check_mendedVersionByDefault_verifiesEveryInterleaving(RealBug bug) throws TargetException {
    CheckResult result = check(bug, Version.MENDED, bug.options());

    assertThat(result.failures()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.VERIFIED);
  }

  /** There may be fewer interleavings than that: by chance they come again and again. */
  @ParameterizedTest
  @EnumSource
  void check_mendedVersionTenTimesAsOften_findsNothing(RealBug bug) throws TargetException {
    long needed = found(bug).failures().get(0).execution();

    CheckResult result =
        check(
            bug,
            Version.MENDED,
            bug.options()
                .strategy(Strategy.SURW)
                .executions(Math.max(1000, 10 * needed))
                .time(Duration.ofMinutes(5)));

    assertThat(result.failures()).isEmpty();
    assertThat(result.executions()).isGreaterThanOrEqualTo(10 * needed);
  }

  private static CheckResult found(RealBug bug) throws TargetException {
    CheckResult known = FOUND.get(bug);
    if (known == null) {
      known = check(bug, Version.OLD, bug.options());
      FOUND.put(bug, known);
    }
    return known;
  }

  private static CheckResult check(RealBug bug, Version version, CheckOptions.Builder options)
      throws TargetException {
    return Checker.withOptions(options.shortening(Duration.ZERO).build())
        .check(bug.target(version, MODULE));
  }
}
