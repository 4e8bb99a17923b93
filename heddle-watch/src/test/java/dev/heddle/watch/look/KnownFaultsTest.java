package dev.heddle.watch.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Runtime.Version;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownFaultsTest {
  @ParameterizedTest
  @CsvSource({
    "25, true, true",
    "25.0.2, true, true",
    "25.0.3, true, false",
    "26, true, true",
    "26.0.1, true, false",
    "27, true, false",
    "24.0.2, true, false",
    "25.0.2, false, false"
  })
  void lostWakeUps_versions_areThoseOfTheFault(String version, boolean virtual, boolean affected) {
    String said = KnownFaults.lostWakeUps(virtual, Version.parse(version));

    assertThat(said.contains("JDK-8369227")).isEqualTo(affected);
  }
}
