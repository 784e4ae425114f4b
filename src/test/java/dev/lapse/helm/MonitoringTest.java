package dev.lapse.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules and dashboards reach the cluster as they are in their files. */
class MonitoringTest {
  private static final Path VALUES = Chart.example("full");

  private static final String RULES =
      """
      groups:
        - name: example
          interval: 1m
          rules:
            - record: example:lateness:ratio
              expr: sum(rate(lapse_enforced_accounts_total[5m]))
            - alert: ExampleAlert
              expr: |
                max by (job, cell) (lapse_overdue_seconds{job!=""}) > 3600
              for: 5m
              labels:
                severity: page
              annotations:
                summary: '{{ $labels.job }} is late by {{ $value | humanizeDuration }}'
                runbook_url: docs/runbooks/ExampleAlert.md
            - alert: ExampleOther
              expr: vector(1)
              annotations:
                runbook_url: docs/runbooks/ExampleOther.md
      """;

  private static final String DASHBOARD = "{\"title\": \"{{cell}} $__range ${job:regex}\"}\n";

  private static Chart chart;

  @BeforeAll
  static void copy() {
    chart =
        Chart.copy().with("rules/example.yaml", RULES).with("dashboards/example.json", DASHBOARD);
  }

  @Test
  void keepsWhatPrometheusFillsIn() {
    Rule alert = rule(Map.of(), "ExampleAlert");

    assertThat(alert.getAnnotations())
        .containsEntry("summary", "{{ $labels.job }} is late by {{ $value | humanizeDuration }}")
        .containsEntry(
            "runbook_url", "https://git.example.org/lapse/docs/runbooks/ExampleAlert.md");
    assertThat(alert.getLabels()).containsEntry("severity", "page");
    assertThat(alert.getFor()).isEqualTo("5m");
    assertThat(alert.getExpr().getValue())
        .isEqualTo("max by (job, cell) (lapse_overdue_seconds{job!=\"\"}) > 3600\n");
  }

  @Test
  void keepsRunbookLinksByDefault() {
    assertThat(rule(Map.of("prometheusRule.runbookBaseUrl", ""), "ExampleAlert").getAnnotations())
        .containsEntry("runbook_url", "docs/runbooks/ExampleAlert.md");
    assertThat(
            rule(
                    Map.of("prometheusRule.runbookBaseUrl", "https://wiki.example.org/r/"),
                    "ExampleAlert")
                .getAnnotations())
        .containsEntry("runbook_url", "https://wiki.example.org/r/ExampleAlert.md");
  }

  @Test
  void leavesOutTheAlertsThatAreNotWanted() {
    List<Rule> rules = rules(Map.of("prometheusRule.disabledAlerts[0]", "ExampleOther")).toList();

    assertThat(rules)
        .extracting(Rule::getAlert)
        .contains("ExampleAlert", "Ours")
        .doesNotContain("ExampleOther");
    assertThat(rules).extracting(Rule::getRecord).contains("example:lateness:ratio");
  }

  @Test
  void takesEveryRuleOfEveryFile() throws IOException {
    long written = 0;
    for (Path file : files("rules")) {
      written +=
          Files.readAllLines(file).stream()
              .filter(line -> line.strip().matches("(- )?(alert|record): .*"))
              .count();
    }

    assertThat(rules(Map.of())).hasSize((int) written + 3 + 1);
  }

  @Test
  void setsSeverityWaitAndThresholdOfAnAlert() {
    Rule alert = rule(Map.of(), "LapseNoSuccessfulRun");

    assertThat(alert.getLabels()).containsEntry("severity", "ticket");
    assertThat(alert.getFor()).isEqualTo("10m");
    assertThat(alert.getExpr().getValue().toString())
        .contains(") > (14400)")
        .doesNotContain("7200");
    Rule other = rule(Map.of(), "LapseOverdue");
    assertThat(other.getLabels()).containsEntry("severity", "ticket");
    assertThat(other.getExpr().getValue().toString()).contains("> (86400)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prometheusRule.alerts.LapseOverDue.severity | page | LapseOverDue: there is no such alert, or it is left out; there are: ExampleAlert,
          prometheusRule.alerts.LapseDown.threshold | 3 | LapseDown.threshold: this alert has none to set
          """)
  void refusesWhatAnAlertDoesNotHave(String name, String value, String message) {
    assertThatThrownBy(() -> rules(Map.of(name, value)).toList()).hasMessageContaining(message);
  }

  @Test
  void runbooksOfTheProjectAreAddresses() {
    assertThat(rule(Map.of("prometheusRule.runbookBaseUrl", ""), "LapseOverdue").getAnnotations())
        .containsEntry("runbook_url", "https://lapse.dev/docs/runbooks/LapseOverdue.md");
    assertThat(rule(Map.of(), "LapseOverdue").getAnnotations())
        .containsEntry(
            "runbook_url", "https://git.example.org/lapse/docs/runbooks/LapseOverdue.md");
  }

  @Test
  void putsObjectsWhereTheirReadersLook() {
    Release release = chart.render(VALUES);

    ServiceMonitor monitor = release.the(ServiceMonitor.class);
    assertThat(monitor.getMetadata().getNamespace()).isEqualTo("monitoring");
    assertThat(monitor.getSpec().getNamespaceSelector().getMatchNames())
        .containsExactly(Chart.NAMESPACE);
    assertThat(monitor.getSpec().getSampleLimit()).isEqualTo(5000);
    Endpoint endpoint = monitor.getSpec().getEndpoints().get(0);
    assertThat(endpoint.getScheme()).hasToString("https");
    assertThat(endpoint.getTlsConfig().getServerName()).isEqualTo("lapse");
    assertThat(release.the(PrometheusRule.class).getMetadata().getNamespace())
        .isEqualTo("monitoring");
    assertThat(release.the(ConfigMap.class, "-dashboards").getMetadata().getNamespace())
        .isEqualTo("grafana");
  }

  @Test
  void readsThePodsInThePlaceOfTheService() {
    PodMonitor monitor =
        chart
            .render(VALUES, Map.of("serviceMonitor.enabled", false, "podMonitor.enabled", true))
            .the(PodMonitor.class);

    assertThat(monitor.getSpec().getPodMetricsEndpoints().get(0).getHonorLabels()).isTrue();
    assertThat(monitor.getSpec().getPodMetricsEndpoints().get(0).getPort()).isEqualTo("management");
    assertThatThrownBy(() -> chart.render(VALUES, Map.of("podMonitor.enabled", true)))
        .hasMessageContaining("serviceMonitor and podMonitor are both enabled");
  }

  @Test
  void packsTheDashboardsAsTheyAre() throws IOException {
    ConfigMap map = chart.render(VALUES).the(ConfigMap.class, "-dashboards");

    assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
    assertThat(map.getMetadata().getAnnotations()).containsEntry("grafana_folder", "Lapse");
    assertThat(map.getData()).containsEntry("example.json", DASHBOARD);
    for (Path file : files("dashboards")) {
      assertThat(map.getData())
          .containsEntry(file.getFileName().toString(), Files.readString(file));
    }
  }

  @Test
  void keepsTheLabelOfJobsWhenMetricsAreRead() {
    Endpoint endpoint =
        chart.render(VALUES).the(ServiceMonitor.class).getSpec().getEndpoints().get(0);

    assertThat(endpoint.getHonorLabels()).isTrue();
    assertThat(endpoint.getPath()).isEqualTo("/actuator/prometheus");
    assertThat(endpoint.getRelabelings().get(0).getTargetLabel()).isEqualTo("job");
    assertThat(endpoint.getRelabelings().get(0).getReplacement()).isEqualTo("lapse");
  }

  private static Rule rule(Map<String, ?> set, String alert) {
    return rules(set).filter(rule -> alert.equals(rule.getAlert())).findFirst().orElseThrow();
  }

  private static Stream<Rule> rules(Map<String, ?> set) {
    return chart.render(VALUES, set).the(PrometheusRule.class).getSpec().getGroups().stream()
        .flatMap(group -> group.getRules().stream());
  }

  private static List<Path> files(String folder) throws IOException {
    Path path = Chart.SOURCE.resolve(folder);
    if (Files.notExists(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.toList();
    }
  }
}
