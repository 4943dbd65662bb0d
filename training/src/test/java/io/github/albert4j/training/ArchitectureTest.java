package io.github.albert4j.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of training, and to the modules below it. */
class ArchitectureTest {
  private static final String ROOT = "io.github.albert4j";
  private static final String TRAINING = ROOT + ".training";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static String room(String name) {
    return TRAINING + "." + name;
  }

  private static void knowsNothingOf(String room, String... others) {
    noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CLASSES);
  }

  @Test
  void instancesKnowNoModelNorGradient() {
    knowsNothingOf(
        room("instances.."),
        ROOT + ".model..",
        ROOT + ".pipeline..",
        room("gradient.."),
        room("optimizer.."),
        room("loop.."),
        room("start.."));
  }

  @Test
  void gradientsKnowNoLoopNorOptimizerNorData() {
    knowsNothingOf(
        room("gradient.."),
        room("loop.."),
        room("optimizer.."),
        room("instances.."),
        room("start.."),
        ROOT + ".pipeline..");
  }

  @Test
  void optimizersKnowParametersAndTheEngineAndNothingElse() {
    classes()
        .that()
        .resideInAPackage(room("optimizer"))
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are Java's, the engine's, their own, or gradient's parameters",
                c ->
                    c.getPackageName().startsWith("java.")
                        || c.getPackageName().equals("org.jspecify.annotations")
                        || c.getPackageName().equals(ROOT + ".engine")
                        || c.getPackageName().equals(room("optimizer"))
                        || c.isArray()
                        || c.isPrimitive()
                        || c.getName().equals(room("gradient.Parameter"))
                        || c.getName().equals(room("gradient.ParameterLayout"))))
        .check(CLASSES);
  }

  @Test
  void aStartKnowsNoLoop() {
    knowsNothingOf(room("start.."), room("loop.."), room("optimizer.."));
  }

  @Test
  void theNativeLibraryStaysInsideTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".engine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.sun.jna..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void evaluationKnowsNoTraining() {
    knowsNothingOf(ROOT + ".evaluation..", TRAINING + "..");
  }

  @Test
  void whatStandsBelowKnowsNeither() {
    noClasses()
        .that()
        .resideOutsideOfPackages(TRAINING + "..", ROOT + ".evaluation..")
        .and()
        .resideInAPackage(ROOT + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(TRAINING + "..", ROOT + ".evaluation..")
        .check(CLASSES);
  }

  @Test
  void picturesAreDrawnInTheLoopAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("loop"))
        .and()
        .resideInAPackage(TRAINING + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.knowm..", "java.awt..")
        .check(CLASSES);
  }
}
