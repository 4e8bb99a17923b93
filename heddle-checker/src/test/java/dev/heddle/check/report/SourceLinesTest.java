package dev.heddle.check.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.check.CodeLocation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceLinesTest {

  private static final String SOURCE = "com/acme/Account.java";

  @TempDir private Path project;

  @ParameterizedTest
  @CsvSource({
    "target/classes, src/main/java",
    "target/test-classes, src/test/java",
    "target/app.jar, src/main/java",
    "build/classes/java/main, src/main/java",
    "build/libs/app.jar, src/test/java",
    "out, src",
    "classes, classes"
  })
  void text_entryOfAProject_isFoundInItsSources(String entry, String sources) throws IOException {
    write(sources + "/" + SOURCE, "first\n   second  \n");

    assertThat(lines(entry).text(location(2))).contains("second");
  }

  @Test
  void text_sourcesJarBesideJar_isFound() throws IOException {
    try (OutputStream out = Files.newOutputStream(project.resolve("app-sources.jar"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(SOURCE));
      zip.write("in the jar".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(lines("app.jar").text(location(1))).contains("in the jar");
  }

  @Test
  void text_nestedClass_isFoundInItsOutermostClassesFile() throws IOException {
    write("classes/" + SOURCE, "here");

    assertThat(
            lines("classes")
                .text(new CodeLocation("com.acme.Account$Entry", "add", "Account.java", 1)))
        .contains("here");
  }

  @Test
  void text_classWithoutPackage_isFound() throws IOException {
    write("classes/Main.java", "here");

    assertThat(lines("classes").text(new CodeLocation("Main", "main", "Main.java", 1)))
        .contains("here");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3})
  void text_lineThatIsNotThere_isEmpty(int line) throws IOException {
    write("classes/" + SOURCE, "one\ntwo\n");

    assertThat(lines("classes").text(location(line))).isEmpty();
  }

  @Test
  void text_fileNameUnknown_isEmpty() {
    assertThat(lines("classes").text(new CodeLocation("com.acme.Account", "add", null, 1)))
        .isEmpty();
  }

  @Test
  void text_noSource_isEmpty() {
    assertThat(lines("nowhere").text(location(1))).isEmpty();
  }

  @Test
  void text_notUtf8_replacesWhatCannotBeRead() throws IOException {
    Path file = write("classes/" + SOURCE, "");
    Files.write(file, new byte[] {'a', (byte) 0xE4, 'b'});

    assertThat(lines("classes").text(location(1))).contains("a\uFFFDb");
  }

  @Test
  void text_brokenSourcesJar_isEmpty() throws IOException {
    write("app-sources.jar", "no jar");

    assertThat(lines("app.jar").text(location(1))).isEmpty();
  }

  @Test
  void of_entryThatIsNoPath_isIgnored() {
    assertThat(SourceLines.of(List.of("\0")).text(location(1))).isEmpty();
  }

  private SourceLines lines(String entry) {
    return SourceLines.of(List.of(project.resolve(entry).toString()));
  }

  private static CodeLocation location(int line) {
    return new CodeLocation("com.acme.Account", "add", "Account.java", line);
  }

  private Path write(String name, String text) throws IOException {
    Path file = project.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
