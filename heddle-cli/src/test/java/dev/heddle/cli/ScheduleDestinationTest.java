package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleDestinationTest {

  @ParameterizedTest
  @CsvSource({
    "com.acme.Account, heddle-Account.schedule.json",
    "com.acme.Account#transfer, heddle-Account-transfer.schedule.json",
    "com.acme.Account$Entry#add, heddle-Entry-add.schedule.json",
    "Main, heddle-Main.schedule.json"
  })
  void defaultName_target_isItsSimpleName(String target, String expected) {
    assertThat(ScheduleDestination.defaultName(target)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "a.schedule.json, 1, a.schedule.json",
    "a.schedule.json, 2, a-2.schedule.json",
    "some/b.c.json, 3, some/b.c-3.json",
    "plain, 2, plain-2",
    ".hidden, 2, .hidden-2"
  })
  void numbered_file_hasTheNumberBeforeItsExtension(String file, int number, String expected) {
    assertThat(ScheduleDestination.numbered(Path.of(file), number)).isEqualTo(Path.of(expected));
  }
}
