package dev.heddle.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetLoaderTest {

  private static final String NAME = LoadedProgram.class.getName();

  @TempDir private Path directory;

  /** A class path that holds the programs and nothing else. */
  @BeforeEach
  void copyPrograms() throws IOException {
    for (Class<?> type :
        List.of(
            LoadedProgram.class,
            LoadedProgram.Unmakeable.class,
            LoadedProgram.Inner.class,
            LoadedProgram.Abstract.class,
            LoadedProgram.Heir.class,
            LoadedProgram.Contract.class,
            LoadedProgram.HasInstanceMain.class,
            LoadedProgram.NeedsOther.class,
            LoadedProgram.Other.class)) {
      copy(type, bytes -> {});
    }
  }

  @Test
  void load_mainOfAPackagePrivateClass_runsItWithItsArguments() throws Throwable {
    run(load(NAME, "a", "b"));

    assertThat(System.getProperty(NAME)).isEqualTo("main [a, b]");
  }

  @Test
  void load_mainThatChangesItsArguments_getsNewOnesEachTime() throws Throwable {
    Target target = load(NAME, "a");

    run(target);
    run(target);

    assertThat(System.getProperty(NAME)).isEqualTo("main [a]");
  }

  @ParameterizedTest
  @CsvSource({
    "#staticMethod, static",
    "#instanceMethod, instance 1",
    "$Heir#inherited, inherited",
    "$Heir#byDefault, default"
  })
  void load_method_runsIt(String spec, String expected) throws Throwable {
    run(load(NAME + spec));

    assertThat(System.getProperty(NAME)).isEqualTo(expected);
  }

  @Test
  void load_instanceMethod_makesANewObjectEachTime() throws Throwable {
    Target target = load(NAME + "#instanceMethod");

    run(target);
    run(target);

    assertThat(System.getProperty(NAME)).isEqualTo("instance 1");
  }

  @Test
  void load_beforeTheFirstRun_doesNotInitialiseTheClass() throws Exception {
    System.clearProperty(NAME + ".initialised");

    load(NAME + "#staticMethod");

    assertThat(System.getProperty(NAME + ".initialised")).isNull();
  }

  @Test
  void run_exceptionOfTheProgram_comesUnwrapped() throws Exception {
    Target target = load(NAME + "#fails");

    assertThatThrownBy(() -> run(target))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("as it should")
        .hasNoCause();
  }

  @Test
  void run_assertStatement_isOn() throws Exception {
    Target target = load(NAME + "#asserts");

    assertThatThrownBy(() -> run(target)).isInstanceOf(AssertionError.class);
  }

  @Test
  void run_contextClassLoader_isTheTargetsOwn() throws Throwable {
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    run(load(NAME + "#contextLoader"));

    assertThat(System.getProperty(NAME)).isEqualTo("own context loader");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void run_librariesOfHeddle_areNotSeen() throws Exception {
    Target target = load(NAME + "#seesHeddle");

    assertThatThrownBy(() -> run(target)).isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void load_target_namesSpecArgumentsAndAbsoluteClassPath() throws Exception {
    Target target = load(NAME, "a");

    assertThat(target.name()).isEqualTo(NAME);
    assertThat(target.arguments()).containsExactly("a");
    assertThat(target.classPath())
        .containsExactly(directory.toAbsolutePath().normalize().toString());
  }

  private Schedule scheduleOf(Class<?>... classes) throws Exception {
    Target target = load(NAME + "#fails");
    for (Class<?> type : classes) {
      Class.forName(type.getName(), true, target.loader());
    }
    CheckResult result = Checker.withOptions(CheckOptions.DEFAULTS).check(target);
    return result.failures().get(0).schedule();
  }

  @Test
  void schedule_namesTheClassesThatWereLoaded() throws Exception {
    Schedule schedule = scheduleOf(LoadedProgram.Other.class);

    assertThat(schedule.classes()).containsOnlyKeys(NAME, NAME + "$Other");
    assertThat(schedule.classes().values()).allMatch(hash -> hash.matches("[0-9a-f]{16}"));
    assertThat(TargetLoader.of(directory.toString()).load(schedule).name())
        .isEqualTo(NAME + "#fails");
  }

  @Test
  void load_scheduleOfAnotherClassFile_namesTheClass() throws Exception {
    Schedule schedule = scheduleOf(LoadedProgram.Other.class);
    // The target itself stays as it is; something that it uses changes.
    byte[] longer = Arrays.copyOf(Files.readAllBytes(file(LoadedProgram.Other.class)), 9999);
    Files.write(file(LoadedProgram.Other.class), longer);

    assertWrong(
        () -> TargetLoader.of(directory.toString()).load(schedule),
        "Class " + NAME + "$Other has changed since the schedule was made",
        "check again");
  }

  @Test
  void load_scheduleOfAClassThatIsGone_namesIt() throws Exception {
    Schedule schedule = scheduleOf(LoadedProgram.Other.class);
    Files.delete(file(LoadedProgram.Other.class));

    assertWrong(
        () -> TargetLoader.of(directory.toString()).load(schedule),
        "was made with class " + NAME + "$Other, which is not on the class path any more",
        "check again");
  }

  @Test
  void load_scheduleOfClassesThatWereNotLoaded_doesNotCareForThem() throws Exception {
    Schedule schedule = scheduleOf();
    Files.delete(file(LoadedProgram.Other.class));

    assertThat(TargetLoader.of(directory.toString()).load(schedule)).isNotNull();
  }

  @Test
  void of_starAfterADirectory_isItsJars() throws Exception {
    jar("one.jar");
    jar("two.jar");

    assertThat(TargetLoader.of(directory + "/*").classPath())
        .containsExactly(
            directory.resolve("one.jar").toString(), directory.resolve("two.jar").toString());
  }

  @Test
  void of_emptyEntry_isTheCurrentDirectory() throws Exception {
    assertThat(TargetLoader.of("").classPath())
        .containsExactly(Path.of("").toAbsolutePath().toString());
  }

  @Test
  void of_missingEntry_namesIt() {
    assertWrong(
        () -> TargetLoader.of(directory + File.pathSeparator + "nowhere/classes"),
        "There is no class path entry \"nowhere/classes\"");
  }

  @Test
  void of_entryThatIsNoJar_namesIt() throws IOException {
    Path file = Files.writeString(directory.resolve("notes.txt"), "no jar");

    assertWrong(
        () -> TargetLoader.of(file.toString()),
        "is neither a directory nor a jar that can be read");
  }

  @Test
  void of_noEntries_saysThatThePathIsEmpty() {
    assertWrong(() -> TargetLoader.of(List.of()), "The class path is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#run", "a.B#", "a.B#c#d", "a. B"})
  void load_malformedSpec_saysHowToWriteIt(String spec) {
    assertWrong(() -> load(spec), "names no target: write some.Class or some.Class#method");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"com/acme/Account", "Account.class", "Account.java", "com\\acme\\Account"})
  void load_fileName_saysThatAClassIsWanted(String spec) {
    assertWrong(() -> load(spec), "is a file's name: write the class's own name");
  }

  @ParameterizedTest
  @CsvSource({
    "dev.heddle.check.LoadedProgran, did you mean dev.heddle.check.LoadedProgram?",
    "LoadedProgram, did you mean dev.heddle.check.LoadedProgram?",
    "dev.heddle.check.LoadedProgram.Heir, did you mean 'dev.heddle.check.LoadedProgram$Heir'?",
    "x, 'give its full name, with its package'",
    "com.acme.Unheard, 'give its full name, with its package'"
  })
  void load_noSuchClass_saysWhatMayBeMeant(String spec, String hint) {
    assertWrong(() -> load(spec), "There is no class " + spec + " on the class path", hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$Heir | has no method main(String[])",
        "$HasInstanceMain | is not static: make it static",
        "#statikMethod | did you mean staticMethod?",
        "#nothingLikeIt | name one of its methods without parameters",
        "#withParameters | takes parameters (int, java.lang.String[])",
        "#main | To run main, name the class alone",
        "$Abstract#abstractMethod | is abstract: name a class that can be made",
        "$Contract#byDefault | is an interface",
        "$Unmakeable#run | has no constructor without parameters: add one",
        "$Inner#run | make the nested class static"
      })
  void load_whatCannotRun_saysWhy(String spec, String problem) {
    assertWrong(() -> load(NAME + spec), problem);
  }

  @Test
  void load_argumentsForAMethod_areRefused() {
    assertWrong(() -> load(NAME + "#staticMethod", "a"), "takes no arguments, but was given [a]");
  }

  @Test
  void load_classForANewerJava_namesBothVersions() throws IOException {
    copy(LoadedProgram.class, bytes -> bytes[7] = 99);

    assertWrong(
        () -> load(NAME),
        "was compiled for Java 55, and this is Java " + Runtime.version().feature());
  }

  @Test
  void load_classWithPreviewFeatures_saysSo() throws IOException {
    int current = Runtime.version().feature() + 44;
    copy(
        LoadedProgram.class,
        bytes -> {
          bytes[4] = (byte) 0xFF;
          bytes[5] = (byte) 0xFF;
          bytes[7] = (byte) current;
        });

    assertWrong(() -> load(NAME), "uses preview features of Java");
  }

  @Test
  void load_classThatNeedsAMissingOne_namesIt() throws IOException {
    Files.delete(file(LoadedProgram.Other.class));

    assertWrong(
        () -> load(NAME + "$NeedsOther#run"),
        "it needs the class dev.heddle.check.LoadedProgram$Other, which is not on the class path");
  }

  @Test
  void load_fileThatIsNoClass_saysSo() throws IOException {
    Files.writeString(file(LoadedProgram.class), "no class");

    assertWrong(() -> load(NAME), "cannot be loaded from the class path");
  }

  @Test
  void load_classOfTheJdk_isRefused() {
    assertWrong(() -> load("java.lang.String#length"), "its module is not open");
  }

  private interface Action {
    void run() throws Throwable;
  }

  private static void assertWrong(Action action, String... parts) {
    assertThatExceptionOfType(TargetException.class)
        .isThrownBy(action::run)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts))
        .matches(e -> e.getMessage().matches("(?s).*[.?]"), "a sentence");
  }

  private Target load(String spec, String... arguments) throws TargetException {
    return TargetLoader.of(List.of(directory.toString())).load(spec, List.of(arguments));
  }

  private static void run(Target target) throws Throwable {
    target.body().run();
  }

  private void copy(Class<?> type, Consumer<byte[]> change) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      byte[] bytes = in.readAllBytes();
      change.accept(bytes);
      Files.createDirectories(file(type).getParent());
      Files.write(file(type), bytes);
    }
  }

  private Path file(Class<?> type) {
    return directory.resolve(type.getName().replace('.', '/') + ".class");
  }

  private void jar(String name) throws IOException {
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(directory.resolve(name)))) {
      jar.putNextEntry(new JarEntry("empty.txt"));
    }
  }
}
