package dev.heddle.watch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The arrows: {@code attach, agent -> look -> jdk}. What enters a foreign JVM needs nothing but the
 * JDK, and only {@code dev.heddle.watch.jdk} reaches into one.
 */
class WatchArchitectureTest {
  private static final String ROOT = "dev.heddle.watch";

  private static final JavaClasses WATCH =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void agentAndLook_dependOn_theJdkOnly() {
    assertThat(WATCH).hasSizeGreaterThan(30);
    classes()
        .that()
        .resideInAnyPackage(ROOT + ".look", ROOT + ".jdk", ROOT + ".agent")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT,
            ROOT + ".look",
            ROOT + ".jdk",
            ROOT + ".agent",
            "java..",
            "com.sun.tools.attach",
            "org.jspecify.annotations")
        .check(WATCH);
  }

  @Test
  void jdk_dependsOn_nothingAbove() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".jdk")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".look", ROOT + ".agent", ROOT + ".attach", ROOT + ".report")
        .check(WATCH);
  }

  @Test
  void look_dependsOn_nothingAbove() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".look")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".agent", ROOT + ".attach", ROOT + ".report")
        .check(WATCH);
  }

  @Test
  void fieldsAndMethods_areReflectedOn_inTheJdkPackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".jdk", ROOT + ".agent")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect")
        .check(WATCH);
  }
}
