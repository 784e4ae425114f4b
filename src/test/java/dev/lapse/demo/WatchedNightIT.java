package dev.lapse.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.monitoring.Panel;
import dev.lapse.monitoring.Prometheus;
import dev.lapse.monitoring.Rule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/**
 * A real Prometheus watches the demo's night; then everything that the dashboard and the rules ask
 * for is asked. Needs Prometheus: {@code ./mvnw verify -Pprometheus}, or {@code bash .ci/run
 * debian}.
 */
class WatchedNightIT {
  private static final Path MAY_BE_EMPTY = Path.of("src/test/prometheus/may-be-empty.yaml");
  private static final int ACCOUNTS = 1_000;

  /** The scheduler begins after the night, and fires within a minute. */
  private static final Duration UNTIL_ALL_IS_SCRAPED = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();
  private static Demo demo;
  private static Prometheus prometheus;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  static void watchTheNight() throws Exception {
    demo =
        new Demo(
            new DemoArguments(ACCOUNTS, false, false),
            new Screen(new PrintStream(PRINTED, true, UTF_8), false));
    assertThat(demo.run(WatchedNightIT::watch)).as(PRINTED.toString(UTF_8)).isTrue();
  }

  /** What grows in the night is seen only by who saw it before. */
  private static void watch(String address) {
    prometheus = Prometheus.watching(address, folder);
    Awaitility.await()
        .atMost(UNTIL_ALL_IS_SCRAPED)
        .until(() -> !prometheus.now("namespace_job:lapse_enforced:max").isEmpty());
  }

  @AfterAll
  static void close() {
    if (prometheus != null) {
      prometheus.close();
    }
    demo.close();
  }

  @Test
  void everyPanelShowsSomething() {
    answers(panels());
  }

  @Test
  void everyRuleIsHealthyAndFindsItsMetrics() {
    assertThat(prometheus.rules())
        .hasSize(Rule.alerts().size() + Rule.recordings().size())
        .allSatisfy(
            rule ->
                assertThat(rule.path("health").asString())
                    .as(rule.path("name") + ": " + rule.path("lastError"))
                    .isEqualTo("ok"));
    answers(series());
  }

  /** But what the demo cannot do: its scheduler begins after the night. */
  @Test
  void goodNightFiresNothing() {
    assertThat(
            prometheus.lately("ALERTS{alertstate=\"firing\", alertname!=\"LapseSchedulerStuck\"}"))
        .isEmpty();
  }

  @Test
  void nightIsWhatWasScraped() {
    long failed = number("sum(lapse_enforced_accounts_total{outcome=\"failed\"})");
    long early = number("sum(lapse_early_actions_total)");
    long purged = number("sum(lapse_enforced_accounts_total{job=\"purge\", outcome=\"done\"})");

    assertThat(failed).isZero();
    assertThat(early).isZero();
    assertThat(PRINTED.toString(UTF_8)).containsPattern("purge +data erased +" + purged + " ");
  }

  @Test
  void promtoolFindsNothingWrongWithTheMetrics() throws Exception {
    String metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(demo.address() + "/actuator/prometheus")).build(),
                BodyHandlers.ofString())
            .body();

    // what the metrics of libraries lack is for the libraries
    assertThat(prometheus.judge(metrics).lines().filter(line -> line.startsWith("lapse_")))
        .isEmpty();
    assertThat(metrics).contains("lapse_accounts{");
  }

  @Test
  void whatMayBeEmptyIsThere() throws IOException {
    assertThat(mayBeEmpty())
        .isSubsetOf(
            Stream.concat(panels().keySet().stream(), series().keySet().stream())
                .map(name -> name.replaceAll("#.$", ""))
                .toList());
  }

  /** Asks until each has an answer, or gives the names of those that have none. */
  private static void answers(Map<String, String> expressions) {
    Awaitility.await()
        .atMost(UNTIL_ALL_IS_SCRAPED)
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(withoutAnswer(expressions)).isEmpty());
  }

  private static List<String> withoutAnswer(Map<String, String> expressions) throws IOException {
    List<String> names = new ArrayList<>();
    Set<String> empty = mayBeEmpty();
    for (Map.Entry<String, String> asked : expressions.entrySet()) {
      List<JsonNode> answer = prometheus.lately(asked.getValue());
      if (answer.isEmpty() && !empty.contains(asked.getKey().replaceAll("#.$", ""))) {
        names.add(asked.getKey() + ": " + asked.getValue());
      }
    }
    return names;
  }

  private static Map<String, String> panels() {
    Map<String, String> expressions = new TreeMap<>();
    for (Panel panel : Panel.withQueries()) {
      for (JsonNode target : panel.targets()) {
        expressions.put(
            panel.title() + "#" + target.path("refId").asString(),
            target
                .path("expr")
                .asString()
                .replace("$__range", "10m")
                .replaceAll("\\$(namespace|store|job)", ".*"));
      }
    }
    return expressions;
  }

  /** What rules record, and the series that alerts look at: the alerts themselves are quiet. */
  private static Map<String, String> series() {
    Map<String, String> expressions = new TreeMap<>();
    Rule.recordings().forEach(rule -> expressions.put(rule.name(), rule.name()));
    Rule.alerts().stream()
        .flatMap(rule -> rule.expression().selectors().stream())
        .forEach(selector -> expressions.put(selector, selector));
    return expressions;
  }

  private static Set<String> mayBeEmpty() throws IOException {
    Map<String, String> reasons = new Yaml().load(Files.readString(MAY_BE_EMPTY));
    return reasons.keySet();
  }

  private static long number(String expression) {
    return Math.round(prometheus.now(expression).get(0).path("value").get(1).asDouble());
  }
}
