package dev.lapse.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rules of the layout. Each takes the root package it is checked against. */
final class ArchitectureRules {

  /** Stands for every package but {@code run}, {@code cli} and {@code console}. */
  private static final Set<String> ALL_PHASES =
      Set.of(
          "file",
          "http",
          "sql",
          "migrate",
          "policy",
          "account",
          "schedule",
          "plan",
          "cutoff",
          "catalog",
          "erase",
          "evidence",
          "event",
          "problem",
          "security",
          "source",
          "clock",
          "report");

  private static final Set<String> ALL_PHASES_AND_RUN = with(ALL_PHASES, "run");
  private static final Set<String> COMMON =
      Set.of(
          "policy", "file", "sql", "account", "evidence", "event", "problem", "security", "clock");

  /** Which packages each package may use. The root package may use all and is used by none. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("file", Set.of()),
          Map.entry("http", Set.of()),
          Map.entry("sql", Set.of()),
          Map.entry("migrate", Set.of("sql")),
          Map.entry("clock", Set.of()),
          Map.entry("policy", Set.of()),
          Map.entry("problem", Set.of("file", "sql")),
          Map.entry("security", Set.of("policy", "file", "problem")),
          Map.entry("event", Set.of("policy", "file", "http", "problem", "security", "clock")),
          Map.entry(
              "account",
              Set.of("policy", "file", "evidence", "event", "problem", "security", "clock")),
          Map.entry("evidence", COMMON),
          Map.entry("catalog", with(COMMON, "migrate")),
          Map.entry("cutoff", with(COMMON, "catalog", "source")),
          Map.entry("source", with(COMMON, "catalog")),
          Map.entry("plan", with(COMMON, "catalog")),
          Map.entry("erase", with(COMMON, "catalog", "http", "migrate", "plan", "source")),
          Map.entry("report", ALL_PHASES),
          Map.entry("run", ALL_PHASES),
          Map.entry("schedule", ALL_PHASES_AND_RUN),
          Map.entry("settings", ALL_PHASES),
          Map.entry("cli", with(ALL_PHASES_AND_RUN, "settings")),
          Map.entry("console", with(ALL_PHASES_AND_RUN, "settings")));

  private static final String SDK_MODEL = "software.amazon.awssdk.services.s3.model";

  private static final Pattern EMPTY_NAME =
      Pattern.compile(".*(Manager|Helper|Utils?|Impl|D[tT][oO]|Processor)");

  private static final Set<String> CLOCKS = Set.of("java.time.Clock", "java.time.InstantSource");

  private static final DescribedPredicate<JavaAccess<?>> READS_THE_CLOCK =
      describe("reads the clock", ArchitectureRules::readsTheClock);

  private static final DescribedPredicate<JavaAccess<?>> MEASURES_TIME =
      describe(
          "measures elapsed time",
          access -> isCall(access.getTarget(), "java.lang.System", "nanoTime"));

  private static final DescribedPredicate<JavaAccess<?>> MAKES_A_CLOCK =
      describe("makes a clock", ArchitectureRules::makesAClock);

  private ArchitectureRules() {}

  /** Every class lives in the root package or in one of the packages of the layout. */
  static ArchRule everyPackageIsOfTheLayout(String root) {
    return eachClass(
        root,
        "live in a package of the layout",
        (javaClass, events) -> {
          String name = phaseOf(root, javaClass);
          if (!name.isEmpty() && !ALLOWED.containsKey(name)) {
            violation(events, javaClass, "lives in " + name + ", which the layout does not know");
          }
        });
  }

  /** {@code policy} knows no other package of Lapse, no Spring and no SQL. */
  static ArchRule policyIsPureJava(String root) {
    return noClasses()
        .that(resideInAPackage(root + ".policy.."))
        .should(
            dependOnClassesThat(
                resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..")
                    .or(
                        resideInAPackage(root + "..")
                            .and(notIn(root + ".policy.."))
                            .as("other packages of Lapse"))))
        .allowEmptyShould(true);
  }

  /** {@code policy} is given {@code now}: it neither reads nor holds a clock. */
  static ArchRule policyKnowsNoClock(String root) {
    return noClasses()
        .that(resideInAPackage(root + ".policy.."))
        .should(
            accessTargetWhere(READS_THE_CLOCK.or(MEASURES_TIME))
                .or(
                    dependOnClassesThat(
                        describe(
                            "are clocks",
                            (JavaClass javaClass) ->
                                javaClass.isAssignableTo("java.time.InstantSource")))))
        .allowEmptyShould(true);
  }

  /** {@code file} reads YAML files and knows nothing of what is in them. */
  static ArchRule fileKnowsNoOtherPackage(String root) {
    return arrows(root, "file", Set.of("file"));
  }

  /** Phases use what comes before them, and only that. */
  static ArchRule arrowsPointOneWay(String root) {
    return arrows(root, "the packages", with(ALLOWED.keySet(), ""));
  }

  /** Only those who start runs know the order of the work. */
  static ArchRule onlyStartersUseRun(String root) {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .and(
            notIn(
                root + ".run..", root + ".schedule..", root + ".cli..", root + ".console..", root))
        .should(dependOnClassesThat(resideInAPackage(root + ".run..")))
        .allowEmptyShould(true);
  }

  /** Commands and pages are the outermost: only the main class in the root package knows them. */
  static ArchRule nobodyUsesCommandsOrPages(String root) {
    return eachDependency(
        root,
        "use neither commands nor pages of others",
        (from, to) -> !from.isEmpty() && !from.equals(to) && Set.of("cli", "console").contains(to));
  }

  /** Packages, sub-packages too, form no cycle. */
  static ArchRule packagesFormNoCycle(String root) {
    return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /** A name says what a class is or does. */
  static ArchRule namesSaySomething(String root) {
    return eachClass(
        root,
        "have a name that says something",
        (javaClass, events) -> {
          if (EMPTY_NAME.matcher(javaClass.getSimpleName()).matches()) {
            violation(events, javaClass, "has a name that says nothing");
          }
        });
  }

  /** Every package says in its {@code package-info} that it is {@link NullMarked}. */
  static ArchRule packagesAreNullMarked(String root) {
    return eachClass(
        root,
        "live in a @NullMarked package",
        (javaClass, events) -> {
          if (!javaClass.getPackage().isAnnotatedWith(NullMarked.class)) {
            violation(
                events, javaClass, "lives in " + javaClass.getPackageName() + ", not @NullMarked");
          }
        });
  }

  /** Time is read from an injected {@link java.time.InstantSource}. */
  static ArchRule clockIsInjected(String root) {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .should(accessTargetWhere(READS_THE_CLOCK))
        .allowEmptyShould(true);
  }

  /** The clock that is injected is made in one place: the root package. */
  static ArchRule clockIsMadeInTheRootPackage(String root) {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .and(notIn(root))
        .should(accessTargetWhere(MAKES_A_CLOCK))
        .allowEmptyShould(true);
  }

  /** Tests use real things. */
  static ArchRule testsMockNothing(String root) {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .should(
            dependOnClassesThat(
                resideInAnyPackage(
                    "org.mockito..",
                    "org.springframework.test.context.bean.override.mockito..",
                    "org.easymock..",
                    "mockit..")))
        .allowEmptyShould(true);
  }

  /** The SDK's own parsing is never used: it turns a page that is not a list into an empty list. */
  static ArchRule answersOfTheSdkAreReadNowhere(String root) {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .should(
            accessTargetWhere(
                describe(
                    "is a getter of an answer",
                    access ->
                        access.getTargetOwner().getPackageName().equals(SDK_MODEL)
                            && access.getTargetOwner().getSimpleName().endsWith("Response"))))
        .allowEmptyShould(true);
  }

  /** Rows are read into a list: a stream keeps its connection until it is closed. */
  static ArchRule rowsAreReadIntoAList(String root) {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .should(
            accessTargetWhere(
                describe(
                    "opens a stream of rows",
                    access ->
                        access.getTargetOwner().isEquivalentTo(JdbcClient.MappedQuerySpec.class)
                            && access.getTarget().getName().equals("stream"))))
        .allowEmptyShould(true);
  }

  private static ArchRule arrows(String root, String who, Set<String> from) {
    return eachDependency(
        root,
        "only what the layout allows " + who,
        (origin, target) ->
            from.contains(origin)
                && !origin.isEmpty()
                && !origin.equals(target)
                && !ALLOWED.getOrDefault(origin, Set.of()).contains(target));
  }

  private static ArchRule eachDependency(
      String root, String description, BiPredicate<String, String> forbidden) {
    return eachClass(
        root,
        description,
        (javaClass, events) -> {
          for (Dependency dependency : javaClass.getDirectDependenciesFromSelf()) {
            JavaClass target = dependency.getTargetClass().getBaseComponentType();
            if (isUnder(root, target)
                && forbidden.test(phaseOf(root, javaClass), phaseOf(root, target))) {
              violation(events, javaClass, dependency.getDescription());
            }
          }
        });
  }

  private static ArchRule eachClass(
      String root, String description, BiConsumer<JavaClass, ConditionEvents> check) {
    return classes()
        .that(resideInAPackage(root + ".."))
        .should(
            new ArchCondition<>(description) {
              @Override
              public void check(JavaClass javaClass, ConditionEvents events) {
                check.accept(javaClass, events);
              }
            })
        .allowEmptyShould(true);
  }

  private static void violation(ConditionEvents events, JavaClass javaClass, String message) {
    events.add(SimpleConditionEvent.violated(javaClass, javaClass.getName() + ": " + message));
  }

  private static boolean isUnder(String root, JavaClass javaClass) {
    return (javaClass.getPackageName() + ".").startsWith(root + ".");
  }

  /**
   * The package of the layout: {@code erase} for {@code root.erase.postgresql}, empty for the root.
   */
  private static String phaseOf(String root, JavaClass javaClass) {
    String name = javaClass.getPackageName();
    return name.equals(root) ? "" : name.substring(root.length() + 1).split("\\.", 2)[0];
  }

  private static DescribedPredicate<JavaClass> notIn(String... packages) {
    return DescribedPredicate.not(resideInAnyPackage(packages));
  }

  private static boolean readsTheClock(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    String owner = target.getOwner().getName();
    if (owner.startsWith("java.time.") && target.getName().equals("now")) {
      return !(target instanceof AccessTarget.CodeUnitAccessTarget call)
          || call.getRawParameterTypes().stream()
              .noneMatch(type -> type.isEquivalentTo(Clock.class));
    }
    return isCall(target, "java.lang.System", "currentTimeMillis")
        || (isCall(target, "java.util.Date", "<init>")
            && target instanceof AccessTarget.CodeUnitAccessTarget call
            && call.getRawParameterTypes().isEmpty())
        || isCall(target, "java.util.Calendar", "getInstance");
  }

  private static boolean makesAClock(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    return CLOCKS.contains(target.getOwner().getName())
        && (target.getName().startsWith("system") || target.getName().startsWith("tick"));
  }

  private static boolean isCall(AccessTarget target, String owner, String name) {
    return target.getName().equals(name) && target.getOwner().getName().equals(owner);
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(Set.of(more));
    return Set.copyOf(all);
  }
}
