package dev.heddle.check.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleFileTest {

  private static final String VALID =
      """
      {"format": 4, "target": "A", "arguments": [], "classPath": [], "kind": "assertion",
       "message": "m", "threadEndsAreSteps": false, "keepStatics": false, "spurious": true, "promoted": ["field A.x"], "classes": {"A": "0f"},
       "choices": [[0, 2]]}
      """;

  @TempDir private Path directory;

  @Test
  void read_whatWasWritten_isTheSame() throws Exception {
    Path file = directory.resolve("s.schedule.json");

    ScheduleFile.write(Samples.SCHEDULE, file);

    assertThat(ScheduleFile.read(file)).isEqualTo(Samples.SCHEDULE);
  }

  @Test
  void write_overALongerFile_leavesNothingOfIt() throws Exception {
    Path file = file("x".repeat(10_000));

    ScheduleFile.write(Samples.SCHEDULE, file);

    assertThat(ScheduleFile.read(file)).isEqualTo(Samples.SCHEDULE);
  }

  @Test
  void read_missingFile_saysSo() {
    assertDefect(directory.resolve("none.json"), "There is no schedule file");
  }

  @Test
  void read_directory_saysSo() {
    assertDefect(directory, "is a directory, not a schedule file");
  }

  @Test
  void read_unfinishedFile_saysWhereWhatIsOpenBegins() throws Exception {
    Path file = file("{\"format\": 4,\n\"choices\": [[0, 2]");

    ScheduleException e = assertThrows(ScheduleException.class, () -> ScheduleFile.read(file));

    assertThat(e.getMessage())
        .contains("is not JSON", "start marker at line 2, column 12")
        .doesNotContain("REDACTED", "Source");
  }

  @Test
  void read_unknownField_isIgnored() throws Exception {
    Path file = file(VALID.replace("{\"format\"", "{\"note\": {\"a\": [1]}, \"format\""));

    assertThat(ScheduleFile.read(file).target()).isEqualTo("A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format",
        "target",
        "arguments",
        "classPath",
        "kind",
        "message",
        "threadEndsAreSteps",
        "keepStatics",
        "spurious",
        "promoted",
        "classes",
        "choices"
      })
  void read_fieldMissing_namesIt(String field) throws IOException {
    assertDefect(
        file(VALID.replace("\"" + field + "\"", "\"other\"")), "has no field \"" + field + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no json | is not JSON",
        "{\"format\": 4, | is not JSON",
        "[1] | does not begin with an object",
        "'' | it is empty",
        "{} {} | something follows the end",
        "{\"format\": 3} | has format 3, and this version of Heddle reads format 4",
        "{\"format\": \"1\"} | format must hold whole numbers",
        "{\"target\": 1} | \"target\" must be a string",
        "{\"arguments\": \"a\"} | \"arguments\" must be an array",
        "{\"arguments\": [1]} | \"arguments\" must hold strings only",
        "{\"kind\": \"bug\"} | \"bug\" is no kind of failure",
        "{\"target\": \"A\", \"target\": \"B\"} | is not JSON",
        "{\"classes\": []} | \"classes\" must be an object",
        "{\"classes\": {\"A\": 1}} | \"classes\" must be a string",
        "{\"keepStatics\": 0} | must be true or false",
        "{\"threadEndsAreSteps\": 1} | must be true or false",
        "{\"choices\": [1]} | must be a pair",
        "{\"choices\": [[1]]} | must hold whole numbers",
        "{\"choices\": [[0, 2, 3]]} | must be a pair",
        "{\"choices\": [[0.5, 2]]} | must hold whole numbers",
        "{\"choices\": [[0, 99999999999]]} | must hold whole numbers",
        "{\"choices\": [[2, 2]]} | [2, 2] is an impossible choice",
        "{\"choices\": [[-1, 2]]} | [-1, 2] is an impossible choice",
        "{\"choices\": [[0, 1]]} | [0, 1] is an impossible choice"
      })
  void read_wrongContent_namesFileAndDefect(String content, String defect) throws IOException {
    assertDefect(file(content), defect);
  }

  private void assertDefect(Path file, String defect) {
    assertThatExceptionOfType(ScheduleException.class)
        .isThrownBy(() -> ScheduleFile.read(file))
        .withMessageContaining(defect)
        .withMessageContaining(file.toString())
        .matches(e -> e.getMessage().endsWith("."), "a sentence");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("wrong.json"), content);
  }
}
