package dev.lapse.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Alerts lead to their runbooks and back, and have been seen firing and quiet. */
class AlertsTest {
  private static final String HOME = "https://lapse.dev/";
  private static final Path CASES = Path.of("src/test/prometheus");
  private static final Path RUNBOOKS = Path.of("docs/runbooks");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)[^)]*\\)");

  static List<Rule> alerts() {
    return Rule.alerts();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alertSaysHowUrgentItIsAndLeadsToItsRunbook(Rule alert) throws IOException {
    Path runbook = RUNBOOKS.resolve(alert.name() + ".md");

    assertThat(alert.labels().get("severity")).isIn("page", "ticket");
    assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
    assertThat(alert.annotations().get("runbook_url")).isEqualTo(HOME + runbook);
    assertThat(Files.readString(runbook))
        .startsWith("# %s (%s)\n".formatted(alert.name(), alert.labels().get("severity")))
        .contains(
            "**What it means.**", "## See why", "## What to do", "## Who to page", "## Never");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void alertIsListedWithItsSeverity(Rule alert) throws IOException {
    String row = "](%s%s.md) | " + alert.labels().get("severity") + " |";

    assertThat(Files.readString(RUNBOOKS.resolve("README.md")))
        .contains(row.formatted("", alert.name()));
    assertThat(Files.readString(Path.of("docs/monitoring.md")))
        .contains(row.formatted("runbooks/", alert.name()));
  }

  @Test
  void everyRunbookHasAnAlert() throws IOException {
    try (Stream<Path> files = Files.list(RUNBOOKS)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".md", "")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(Stream.of("README"), alerts().stream().map(Rule::name)).toList());
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("docs/monitoring.md")));
    try (Stream<Path> runbooks = Files.list(RUNBOOKS)) {
      runbooks.forEach(pages::add);
    }
    for (Path page : pages) {
      assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
          .as(page.toString())
          .allMatch(link -> Files.exists(page.resolveSibling(link)));
    }
  }

  @Test
  void rulesAskForDocumentedMetricsAndDoNotAddUpReplicas() {
    List<Expression> expressions =
        Stream.concat(alerts().stream(), Rule.recordings().stream()).map(Rule::expression).toList();

    assertThat(DocumentedMetrics.unknown(expressions.stream())).isEmpty();
    assertThat(expressions.stream().flatMap(expression -> expression.addedUp().stream())).isEmpty();
  }

  @Test
  void everyAlertHasAFiringAndAQuietCase() throws IOException {
    Set<String> names = new TreeSet<>(alerts().stream().map(Rule::name).toList());

    assertThat(seen(expected -> !expected.isEmpty())).isEqualTo(names);
    assertThat(seen(List::isEmpty)).isEqualTo(names);
  }

  /** The alerts for which the rule tests expect such an outcome. */
  private static Set<String> seen(Predicate<List<Map<String, ?>>> outcome) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(CASES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".test.yaml")).toList()) {
        for (Map<String, ?> test : Rule.maps(Rule.yaml(file).get("tests"))) {
          for (Map<String, ?> asked : Rule.maps(test.get("alert_rule_test"))) {
            if (outcome.test(Rule.maps(asked.get("exp_alerts")))) {
              names.add((String) asked.get("alertname"));
            }
          }
        }
      }
    }
    return names;
  }
}
