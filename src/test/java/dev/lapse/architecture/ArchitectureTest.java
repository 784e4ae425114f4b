package dev.lapse.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.lapse.account.notice.RetentionNotices;
import dev.lapse.catalog.Catalog;
import dev.lapse.policy.Policy;
import dev.lapse.settings.UserFiles;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.stereotype.Component;

/**
 * Lapse keeps its layout.
 *
 * <p>Each rule has a fixture, the package {@code fixture.<rule>}: the rule must name every class in
 * it whose name begins with {@code Breaks}, and no other.
 */
class ArchitectureTest {

  private static final String MAIN = "dev.lapse";
  private static final String FIXTURES = "dev.lapse.architecture.fixture";

  private static final Set<String> RELOADED =
      Set.of(
          Policy.class.getName(),
          Catalog.class.getName(),
          RetentionNotices.class.getName(),
          UserFiles.class.getName());

  private static final JavaClasses MAIN_CLASSES =
      new ClassFileImporter()
          .withImportOption(location -> !isOfTests(location))
          .importPackages(MAIN);

  /** Those of the fixtures too. To read them takes seconds. */
  private static final JavaClasses TEST_CLASSES =
      new ClassFileImporter().withImportOption(ArchitectureTest::isOfTests).importPackages(MAIN);

  enum Rule {
    LAYOUT(ArchitectureRules::everyPackageIsOfTheLayout),
    PURE(ArchitectureRules::policyIsPureJava),
    NO_CLOCK(ArchitectureRules::policyKnowsNoClock),
    FILE(ArchitectureRules::fileKnowsNoOtherPackage),
    ARROWS(ArchitectureRules::arrowsPointOneWay),
    STARTERS(ArchitectureRules::onlyStartersUseRun),
    OUTERMOST(ArchitectureRules::nobodyUsesCommandsOrPages),
    CYCLES(ArchitectureRules::packagesFormNoCycle),
    NAMES(ArchitectureRules::namesSaySomething),
    NULL_MARKED(ArchitectureRules::packagesAreNullMarked),
    INJECTED_CLOCK(ArchitectureRules::clockIsInjected),
    ONE_CLOCK(ArchitectureRules::clockIsMadeInTheRootPackage),
    NO_MOCKS(ArchitectureRules::testsMockNothing),
    SDK_ANSWERS(ArchitectureRules::answersOfTheSdkAreReadNowhere),
    ROW_LISTS(ArchitectureRules::rowsAreReadIntoAList);

    private final Function<String, ArchRule> forRoot;

    Rule(Function<String, ArchRule> forRoot) {
      this.forRoot = forRoot;
    }

    EvaluationResult evaluate(String root, JavaClasses classes) {
      return forRoot.apply(root).evaluate(classes);
    }

    String fixture() {
      return FIXTURES + "." + name().toLowerCase(ROOT).replace("_", "");
    }
  }

  /** {@code ./mvnw spring-boot:test-run} takes the only one that it finds, or none. */
  @Test
  void demoIsTheOnlyProgramOfTheTests() {
    assertThat(
            TEST_CLASSES.stream()
                .filter(type -> type.tryGetMethod("main", String[].class).isPresent())
                .map(JavaClass::getName))
        .containsExactly("dev.lapse.demo.Demo");
  }

  @ParameterizedTest
  @EnumSource
  void mainKeepsTheRule(Rule rule) {
    assertThat(MAIN_CLASSES).isNotEmpty();
    assertThat(rule.evaluate(MAIN, MAIN_CLASSES).getFailureReport().getDetails()).isEmpty();
  }

  @Test
  void testsMockNothing() {
    JavaClasses tests = tests();

    assertThat(tests).isNotEmpty();
    assertThat(Rule.NO_MOCKS.evaluate(MAIN, tests).getFailureReport().getDetails()).isEmpty();
  }

  /** One made elsewhere makes all servers of the JVM slow. */
  @Test
  void serversOfTestsAreMadeInOnePlace() {
    assertThat(
            tests().stream()
                .filter(
                    type ->
                        type.getMethodCallsFromSelf().stream()
                            .anyMatch(
                                call ->
                                    call.getTargetOwner().isEquivalentTo(HttpServer.class)
                                        && call.getName().equals("create")))
                .map(JavaClass::getSimpleName))
        .containsExactly("LocalServer");
  }

  /** What is read from files may change: a component asks for it each time. */
  @Test
  void componentsHoldNothingThatIsReloaded() {
    assertThat(
            MAIN_CLASSES.stream()
                .filter(type -> type.isMetaAnnotatedWith(Component.class))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> RELOADED.contains(field.getRawType().getName()))
                .map(JavaField::getFullName))
        .isEmpty();
  }

  private static JavaClasses tests() {
    return TEST_CLASSES.that(not(resideInAPackage(FIXTURES + "..")));
  }

  @ParameterizedTest
  @EnumSource
  void ruleNamesWhatBreaksItAndNothingElse(Rule rule) {
    JavaClasses fixture = new ClassFileImporter().importPackages(rule.fixture());

    String report =
        String.join("\n", rule.evaluate(rule.fixture(), fixture).getFailureReport().getDetails());

    assertThat(fixture.stream().map(JavaClass::getSimpleName))
        .anyMatch(name -> name.startsWith("Breaks"));
    for (JavaClass javaClass : fixture) {
      if (javaClass.getSimpleName().startsWith("Breaks")) {
        assertThat(report).contains(javaClass.getName());
      } else if (javaClass.getSimpleName().startsWith("Keeps")) {
        assertThat(report).doesNotContain(javaClass.getName());
      }
    }
  }

  private static boolean isOfTests(Location location) {
    return location.contains("/test-classes/");
  }
}
