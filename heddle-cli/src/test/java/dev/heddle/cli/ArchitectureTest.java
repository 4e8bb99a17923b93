package dev.heddle.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The arrows between packages point one way: {@code cli -> check -> explore, report, instrument ->
 * runtime}. Strategies and reports may use the values of {@code dev.heddle.check}, and nothing else
 * of what stands above them.
 */
class ArchitectureTest {

  private static final String CHECK = "dev.heddle.check";
  private static final String CLI = "dev.heddle.cli..";
  private static final String EXPLORE = "dev.heddle.check.explore..";
  private static final String INSTRUMENT = "dev.heddle.check.instrument..";
  private static final String REPORT = "dev.heddle.check.report..";
  private static final String RUNTIME = "dev.heddle.check.runtime..";
  private static final String WATCH = "dev.heddle.watch";
  private static final String WATCH_ATTACH = "dev.heddle.watch.attach";
  private static final String WATCH_REPORT = "dev.heddle.watch.report";
  private static final String HEDDLE = "dev.heddle..";

  private static final JavaClasses HEDDLE_CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/instrument/asm/"))
          .withImportOption(location -> !location.contains("/report/jackson/"))
          .importPackages("dev.heddle");

  /** The records and enums that leave the engine. */
  private static final DescribedPredicate<JavaClass> VALUES =
      DescribedPredicate.describe(
          "the values of dev.heddle.check",
          type ->
              type.getPackageName().equals(CHECK)
                  && (type.isRecord()
                      || type.isEnum()
                      || type.getSimpleName().equals("CheckOptions")));

  @Test
  void import_everyPackage_isThere() {
    for (String name : new String[] {CLI, EXPLORE, INSTRUMENT, REPORT, RUNTIME}) {
      assertThat(HEDDLE_CLASSES.that(resideInAPackage(name))).as(name).isNotEmpty();
    }
  }

  @Test
  void runtime_dependsOn_nothingElseOfHeddle() {
    noClasses()
        .that()
        .resideInAPackage(RUNTIME)
        .should()
        .dependOnClassesThat(
            resideInAPackage(HEDDLE).and(DescribedPredicate.not(resideInAPackage(RUNTIME))))
        .check(HEDDLE_CLASSES);
  }

  @Test
  void runtime_dependsOn_noLibrary() {
    classes()
        .that()
        .resideInAPackage(RUNTIME)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(RUNTIME, "java..", "org.jspecify.annotations")
        .check(HEDDLE_CLASSES);
  }

  @Test
  void explore_dependsOn_valuesAndRuntimeOnly() {
    assertDependsOnly(EXPLORE, VALUES.or(resideInAPackage(RUNTIME)));
  }

  @Test
  void report_dependsOn_valuesOnly() {
    assertDependsOnly(REPORT, VALUES);
  }

  @Test
  void instrument_dependsOn_runtimeOnly() {
    assertDependsOnly(INSTRUMENT, resideInAPackage(RUNTIME));
  }

  @Test
  void check_dependsOn_nothingOfTheCommandLine() {
    noClasses()
        .that()
        .resideInAPackage(CHECK)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CLI)
        .check(HEDDLE_CLASSES);
  }

  @Test
  void cli_dependsOn_theApiAndReportsOnly() {
    assertDependsOnly(
        CLI,
        resideInAPackage(CHECK)
            .or(resideInAPackage(REPORT))
            .or(resideInAPackage(WATCH))
            .or(resideInAPackage(WATCH_ATTACH))
            .or(resideInAPackage(WATCH_REPORT)));
  }

  private static void assertDependsOnly(String from, DescribedPredicate<? super JavaClass> to) {
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(
            resideInAPackage(HEDDLE)
                .and(DescribedPredicate.not(resideInAPackage(from)))
                .and(DescribedPredicate.not(to)))
        .check(HEDDLE_CLASSES);
  }
}
