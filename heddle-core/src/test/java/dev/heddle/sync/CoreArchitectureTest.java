package dev.heddle.sync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The primitives need nothing but the JDK, keep nothing for a thread, and block by parking. */
class CoreArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.heddle.sync");

  @Test
  void core_dependsOn_theJdkOnly() {
    assertThat(CORE).hasSizeGreaterThan(15);
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.heddle.sync", "java..", "org.jspecify.annotations")
        .check(CORE);
  }

  @Test
  void core_holds_noThreadLocals() {
    noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class).check(CORE);
  }

  @Test
  void core_never_waitsOnMonitors() {
    noClasses()
        .should()
        .callMethod(Object.class, "wait")
        .orShould()
        .callMethod(Object.class, "wait", long.class)
        .check(CORE);
  }
}
