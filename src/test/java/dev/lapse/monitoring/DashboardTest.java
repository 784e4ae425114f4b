package dev.lapse.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class DashboardTest {
  private static final String DATASOURCE = "${datasource}";
  private static final int COLUMNS = 24;
  private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
  private static final Set<String> VARIABLES = Set.of("namespace", "store", "job");

  static List<Panel> panels() {
    return Panel.withQueries();
  }

  @ParameterizedTest
  @MethodSource("panels")
  void panelSaysWhatItShowsAndInWhichUnit(Panel panel) {
    JsonNode defaults = panel.json().path("fieldConfig").path("defaults");

    assertThat(panel.title()).isNotBlank();
    assertThat(panel.json().path("description").asString()).endsWith(".");
    assertThat(defaults.path("unit").asString()).isNotBlank();
    assertThat(defaults.path("thresholds").path("steps").size()).isPositive();
    assertThat(panel.json().path("datasource").path("uid").asString()).isEqualTo(DATASOURCE);
    assertThat(panel.targets()).isNotEmpty();
    for (JsonNode target : panel.targets()) {
      assertThat(target.path("datasource").path("uid").asString()).isEqualTo(DATASOURCE);
      assertThat(target.path("legendFormat").asString()).isNotBlank();
      assertThat(target.path("refId").asString()).isNotBlank();
    }
  }

  @ParameterizedTest
  @MethodSource("panels")
  void panelAsksForDocumentedMetricsOfTheChosenNamespace(Panel panel) {
    assertThat(DocumentedMetrics.unknown(panel.expressions().stream())).isEmpty();
    for (Expression expression : panel.expressions()) {
      assertThat(expression.addedUp()).as(expression.text()).isEmpty();
      assertThat(expression.selectors())
          .isNotEmpty()
          .allSatisfy(selector -> assertThat(selector).contains("namespace=~\"$namespace\""));
    }
  }

  @Test
  void panelsHaveIdsOfTheirOwnAndPlacesOfTheirOwn() {
    List<Panel> panels = Panel.all();
    List<String> overlapping = new ArrayList<>();
    for (Panel one : panels) {
      for (Panel other : panels.subList(panels.indexOf(one) + 1, panels.size())) {
        if (one.overlaps(other)) {
          overlapping.add(one + " and " + other);
        }
      }
    }

    assertThat(overlapping).isEmpty();
    assertThat(panels).extracting(panel -> panel.json().path("id").asInt()).doesNotHaveDuplicates();
    assertThat(panels).extracting(Panel::title).doesNotHaveDuplicates();
    assertThat(panels)
        .allSatisfy(
            panel -> assertThat(panel.position("x") + panel.position("w")).isBetween(1, COLUMNS));
  }

  @Test
  void rowsAreThoseOfTheJob() {
    assertThat(Panel.all().stream().filter(Panel::isRow).map(Panel::title))
        .containsExactly(
            "Objective: nothing late, nothing early, nothing left",
            "Tonight: the last 12 hours",
            "Purge throughput, by store and set",
            "Backlog and forecast",
            "Failures and blocks, with their reasons",
            "Run durations against their history",
            "The process: replicas, JVM, connections, HTTP, Batch");
  }

  @Test
  void variablesAreThereAndUsed() {
    List<String> declared =
        Panel.elements(Panel.dashboard().path("templating").path("list")).stream()
            .map(variable -> variable.path("name").asString())
            .toList();
    Set<String> used = new TreeSet<>();
    panels().stream()
        .flatMap(panel -> panel.expressions().stream())
        .flatMap(expression -> VARIABLE.matcher(expression.text()).results())
        .map(found -> found.group(1))
        .filter(name -> !name.startsWith("__"))
        .forEach(used::add);

    assertThat(declared).containsExactly("datasource", "namespace", "store", "job");
    assertThat(used).containsExactlyInAnyOrderElementsOf(VARIABLES);
  }

  @Test
  void everyMetricOfLapseIsShown() {
    Set<String> expected = DocumentedMetrics.seriesOfLapse();
    // the share of late ones is shown, not how late all were together
    expected.remove("lapse_enforcement_lateness_seconds_sum");
    Stream<String> shown =
        Stream.concat(
                panels().stream().flatMap(panel -> panel.expressions().stream()),
                Rule.recordings().stream().map(Rule::expression))
            .flatMap(expression -> expression.metrics().stream());

    assertThat(shown).containsAll(expected);
  }
}
