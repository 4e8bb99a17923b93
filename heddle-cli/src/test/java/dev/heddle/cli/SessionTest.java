package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SessionTest {

  @Test
  void ourError_always_saysWhatIsNeededToRepeatIt() throws IOException {
    StringWriter err = new StringWriter();
    Session session =
        new Session(
            List.of("check", "-cp", "some classes", "--seed", "7", "a.B"),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            new Interruption());

    int code = session.ourError("a.B", new IllegalStateException("the loom is stuck"));

    assertThat(code).isEqualTo(3);
    assertThat(err.toString())
        .contains("the loom is stuck")
        .contains(Version.heddle())
        .contains(Version.jdk())
        .contains("target:    a.B")
        .contains("heddle check -cp 'some classes' --seed 7 a.B")
        .doesNotContain("\tat ");
    Matcher trace = Pattern.compile("trace: +(\\S+)").matcher(err.toString());
    assertThat(trace.find()).isTrue();
    Path file = Path.of(trace.group(1));
    assertThat(file).content().contains("IllegalStateException: the loom is stuck", "\tat ");
    Files.delete(file);
  }
}
