package dev.reverie.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.reverie.config.Clock;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The rules that keep the rooms apart and time, state and nulls in hand, over the whole program.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the program is read once
class ArchitectureTest {
  private static final String OURS = "dev.reverie..";
  private static final String CONFIG = "dev.reverie.config..";

  private static final ImportOption NO_TEST_JARS = (Location l) -> !l.contains("-tests.jar");

  private final JavaClasses program =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(NO_TEST_JARS)
          .importPackages("dev.reverie");

  @Test
  void theWholeProgramIsLookedAt() {
    assertThat(program.contain(Clock.class)).isTrue();
    assertThat(program.stream().map(JavaClass::getPackageName))
        .contains("dev.reverie.config", "dev.reverie.server");
  }

  @Test
  void configUsesNothingOfOurs() {
    check(usesOnly(CONFIG, CONFIG));
  }

  @Test
  void captureUsesOnlyConfig() {
    check(usesOnly("dev.reverie.capture..", "dev.reverie.capture..", CONFIG));
  }

  @Test
  void theDreamUsesOnlyConfig() {
    check(usesOnly("dev.reverie.dream..", "dev.reverie.dream..", CONFIG));
  }

  @Test
  void nobodyUsesTheAppButItself() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.reverie.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.reverie.app.."));
  }

  @Test
  void theRoomsDoNotDependOnEachOtherInACircle() {
    check(slices().matching("dev.reverie.(*)..").should().beFreeOfCycles());
  }

  private static ArchRule usesOnly(String room, String... allowed) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            resideInAPackage(OURS).and(DescribedPredicate.not(resideInAnyPackage(allowed))));
  }

  @Test
  void timePassesOnTheClockOnly() {
    DescribedPredicate<JavaAccess<?>> time =
        DescribedPredicate.describe(
            "reads the time or waits for it",
            access -> {
              String name = access.getTarget().getName();
              JavaClass owner = access.getTargetOwner();
              return (owner.isEquivalentTo(System.class)
                      && Set.of("nanoTime", "currentTimeMillis").contains(name))
                  || (owner.isEquivalentTo(Thread.class) && name.equals("sleep"))
                  // Plain park waits for another thread, not for time.
                  || (owner.isEquivalentTo(LockSupport.class)
                      && Set.of("parkNanos", "parkUntil").contains(name))
                  || (owner.getName().startsWith("java.time.") && name.equals("now"));
            });
    check(
        noClasses()
            .that(
                DescribedPredicate.describe(
                    "are not " + Clock.class.getSimpleName(),
                    c -> !c.getName().matches("dev\\.reverie\\.config\\.Clock(\\$.*)?")))
            .should()
            .accessTargetWhere(time));
  }

  @Test
  void nothingStaticChanges() {
    check(
        fields()
            .that(DescribedPredicate.describe("are static", ArchitectureTest::isOwnStatic))
            .should(
                new ArchCondition<>("be final and hold nothing that is made to change") {
                  @Override
                  public void check(JavaField field, ConditionEvents events) {
                    String type = field.getRawType().getName();
                    boolean fixed =
                        field.getModifiers().contains(JavaModifier.FINAL)
                            && !type.startsWith("java.util.concurrent.atomic.")
                            && !type.startsWith("java.util.concurrent.locks.")
                            && !type.startsWith("org.bytedeco.")
                            && !field.getRawType().isAssignableTo(ThreadLocal.class)
                            && !field.getRawType().isAssignableTo(AutoCloseable.class);
                    events.add(new SimpleConditionEvent(field, fixed, field.getFullName()));
                  }
                }));
  }

  private static boolean isOwnStatic(JavaField field) {
    return field.getModifiers().contains(JavaModifier.STATIC)
        && !field.getModifiers().contains(JavaModifier.SYNTHETIC);
  }

  @Test
  void everyPackageSaysThatItsNullsAreMarked() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : program) {
      JavaPackage room = type.getPackage();
      if (!room.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(room.getName());
      }
    }
    assertThat(unmarked).isEmpty();
  }

  private void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(program);
  }
}
