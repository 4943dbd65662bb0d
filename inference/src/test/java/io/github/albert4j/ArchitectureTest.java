package io.github.albert4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms: data walks through them one way. */
class ArchitectureTest {
  private static final String ROOT = "io.github.albert4j";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** A room may use the rooms named, the exceptions, and libraries. */
  private static void usesOnly(String room, String... libraries) {
    classes()
        .that()
        .resideInAPackage(ROOT + "." + room)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(CLASSES);
  }

  private static String room(String name) {
    return ROOT + "." + name;
  }

  @Test
  void theTokenizerDependsOnNothing() {
    usesOnly("tokenizer", "java..", ROOT, room("tokenizer"));
  }

  @Test
  void theEngineKnowsNothingOfAlbert() {
    usesOnly("engine", "java..", "com.sun.jna..", "org.jspecify..", room("engine.."));
    usesOnly("engine.cache", "java..", "org.jspecify..", room("engine.cache"));
  }

  @Test
  void theNativeLibraryStaysInsideTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("engine"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void theHubKnowsNothingOfModels() {
    usesOnly(
        "hub", "java..", "org.slf4j..", "org.jspecify..", ROOT, room("engine.cache"), room("hub"));
  }

  @Test
  void configsAreReadByThemselves() {
    usesOnly("config", "java..", "com.fasterxml..", "org.jspecify..", ROOT, room("config"));
  }

  @Test
  void checkpointsKnowNoModel() {
    noClasses()
        .that()
        .resideInAnyPackage(room("checkpoint"), room("vocabulary"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(room("model"), room("pipeline"), room("engine"))
        .check(CLASSES);
  }

  @Test
  void modelsKnowNoPipeline() {
    noClasses()
        .that()
        .resideInAPackage(room("model"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(room("pipeline"))
        .check(CLASSES);
  }

  @Test
  void pipelinesSpeakToModelsAndNotToTheEngine() {
    noClasses()
        .that()
        .resideInAPackage(room("pipeline"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(room("engine"))
        .check(CLASSES);
  }
}
