package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Import;
import dev.lapse.testing.Scrape;
import dev.lapse.testing.ServingProgram;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is scraped agrees with the databases, and with what is written about it. */
class MetricsIT {
  private static final String CONTRACT =
      """
      lapse_accounts{state} lapse_due_accounts{job} lapse_overdue_seconds{job,cell}
      lapse_enforced_accounts_total{job,outcome} lapse_erased_rows_total{store,set} lapse_residue_rows
      lapse_files_reloaded_total{result} lapse_files_loaded_timestamp_seconds
      lapse_early_actions_total lapse_run_seconds{job,status} lapse_run_last_success_timestamp_seconds{job,cell}
      lapse_runs_awaiting_approval lapse_holds lapse_unclassified_tables{store} lapse_blocked_erasures_total{reason}
      lapse_enforcement_lateness_seconds{job} lapse_dead_letters lapse_repeated_failure_accounts
      lapse_scheduler_last_check_timestamp_seconds
      lapse_clock_difference_seconds{database}
      lapse_run_next_due_timestamp_seconds{job,cell} lapse_run_waiting_seconds{job,cell} lapse_job_mode{job,mode}
      """;
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^\\| `(lapse_\\w+)` \\| (\\w+) \\| ([^|]*) \\|");
  private static final String NIGHT = "\"state\":\"closed\",\"lapsedAt\":\"%s\"";

  private final TestProgram program = ServingProgram.knowingNothing();

  @BeforeEach
  void fill() {
    SharedProgram.fill(program, 9);
  }

  @Test
  void metricsOfTheContractAreThereAndNoOthers() throws IOException {
    program.get(CountUnclassified.class).now();
    Scrape scrape = Scrape.of(program);
    assertThat(scrape.labelsOfLapse()).isEqualTo(contract());

    Map<String, Set<String>> documented = new TreeMap<>();
    Map<String, String> types = new TreeMap<>();
    Matcher row = DOCUMENTED.matcher(Files.readString(Path.of("docs/metrics.md")));
    while (row.find()) {
      documented.put(row.group(1), names(row.group(3).replace("`", "")));
      types.put(row.group(1), row.group(2));
    }
    assertThat(documented).isEqualTo(contract());
    assertThat(scrape.types()).containsAllEntriesOf(types);
    assertThat(scrape.helps()).containsKeys(types.keySet().toArray(String[]::new));
  }

  @Test
  void eachSeriesIsThereFromTheStart() {
    Map<String, Double> start = Scrape.of(program).ofLapse();
    assertThat(start)
        .contains(
            entry("lapse_accounts{state=\"trial-ended\"}", 0.0),
            entry("lapse_due_accounts{job=\"expire\"}", 0.0),
            entry("lapse_overdue_seconds{cell=\"main\",job=\"cut-off\"}", 0.0),
            entry("lapse_enforced_accounts_total{job=\"purge\",outcome=\"failed\"}", 0.0),
            entry("lapse_erased_rows_total{set=\"public.contact_tag\",store=\"product\"}", 0.0),
            entry("lapse_blocked_erasures_total{reason=\"schema-changed\"}", 0.0),
            entry("lapse_run_seconds_count{job=\"purge\",status=\"awaiting-approval\"}", 0.0),
            entry("lapse_early_actions_total", 0.0),
            entry("lapse_run_last_success_timestamp_seconds{cell=\"main\",job=\"expire\"}", 0.0),
            entry(
                "lapse_enforcement_lateness_seconds_bucket{job=\"cut-off\",le=\"2592000.0\"}",
                0.0));
    assertThat(start.keySet()).noneMatch(series -> series.contains("public.country"));
  }

  @Test
  void nightIsCounted() {
    program.imports(
        Import.closed(1, 2, 3)
            + Import.expired(4)
            + Import.active(5, 6)
            + Import.line("7", NIGHT.formatted("2026-11-09T23:00:00Z")));
    program.get(Holds.class).place("3", "court", "case 1", null, "test", SharedProgram.NOW);

    program.get(CountUnclassified.class).now(); // otherwise it comes in its own time, meanwhile
    Scrape before = Scrape.of(program);
    assertThat(before.ofLapse())
        .contains(
            entry("lapse_accounts{state=\"active\"}", 2.0),
            entry("lapse_accounts{state=\"closed\"}", 4.0),
            entry("lapse_accounts{state=\"paused\"}", 1.0),
            entry("lapse_holds", 1.0),
            entry("lapse_overdue_seconds{cell=\"main\",job=\"purge\"}", 4 * 86_400.0),
            entry("lapse_overdue_seconds{cell=\"main\",job=\"expire\"}", 9 * 86_400.0));
    for (JobName job : JobName.values()) {
      RunSummary foreseen = program.run(job, SharedProgram.NOW, true);
      assertThat(before.value("lapse_due_accounts{job=\"" + job.text() + "\"}"))
          .as(job.text())
          .isEqualTo(foreseen.accounts().due() - foreseen.accounts().skipped())
          .isPositive();
    }
    assertThat(Scrape.of(program).ofLapse()).isEqualTo(before.ofLapse());

    program.clock.advance(Duration.ofMinutes(2));
    Map<String, Long> sets = new TreeMap<>();
    for (JobName job : JobName.values()) {
      RunSummary done = program.run(job);
      assertThat(done.status()).as(done.reasons().toString()).isEqualTo("completed");
      done.sets().forEach((set, rows) -> sets.merge(set, rows, Long::sum));
    }
    Scrape after = Scrape.of(program);
    sets.forEach(
        (set, rows) ->
            assertThat(
                    after.value(
                        "lapse_erased_rows_total{set=\"%s\",store=\"product\"}"
                            .formatted(set.substring("product.".length()))))
                .as(set)
                .isEqualTo(rows.doubleValue()));
    double now = program.clock.instant().getEpochSecond();
    assertThat(after.ofLapse())
        .contains(
            entry("lapse_due_accounts{job=\"purge\"}", 0.0),
            entry("lapse_overdue_seconds{cell=\"main\",job=\"purge\"}", 0.0),
            entry("lapse_enforced_accounts_total{job=\"purge\",outcome=\"done\"}", 2.0),
            entry("lapse_enforced_accounts_total{job=\"purge\",outcome=\"skipped\"}", 1.0),
            entry("lapse_enforced_accounts_total{job=\"cut-off\",outcome=\"done\"}", 4.0),
            entry("lapse_enforcement_lateness_seconds_count{job=\"purge\"}", 2.0),
            entry(
                "lapse_enforcement_lateness_seconds_sum{job=\"purge\"}", 2 * (4 * 86_400 + 120.0)),
            entry("lapse_enforcement_lateness_seconds_bucket{job=\"purge\",le=\"172800.0\"}", 0.0),
            entry("lapse_enforcement_lateness_seconds_bucket{job=\"purge\",le=\"604800.0\"}", 2.0),
            entry("lapse_run_seconds_count{job=\"purge\",status=\"completed\"}", 1.0),
            entry("lapse_run_last_success_timestamp_seconds{cell=\"main\",job=\"purge\"}", now),
            entry("lapse_residue_rows", 0.0),
            entry("lapse_early_actions_total", 0.0));
  }

  /** Another process with its own files that is not scraped; then a node that starts. */
  @Test
  void whatACommandDidIsSeenByEachNode() {
    program.imports(Import.closed(1, 2) + Import.expired(3));
    try (TestProgram command =
        onSameDatabases().file("purge.yaml", "mode: enforce\nlimits: {accounts: 1}\n").open()) {
      assertThat(command.run(JobName.CUT_OFF).status()).isEqualTo("completed");
      assertThat(command.run(JobName.PURGE).status()).isEqualTo("awaiting-approval");
      command.run(JobName.PURGE, SharedProgram.NOW, true);
    }
    Map<String, Double> here = Scrape.of(program).ofLapse();
    assertThat(here)
        .contains(
            entry("lapse_enforced_accounts_total{job=\"cut-off\",outcome=\"done\"}", 3.0),
            entry("lapse_runs_awaiting_approval", 1.0),
            entry("lapse_run_seconds_count{job=\"purge\",status=\"awaiting-approval\"}", 1.0),
            entry("lapse_run_last_success_timestamp_seconds{cell=\"main\",job=\"purge\"}", 0.0));

    program.lapse.run("truncate lapse.scheduler_check, lapse.unclassified");
    try (TestProgram node = onSameDatabases().serving().open()) {
      String scheduler = "lapse_scheduler_last_check_timestamp_seconds";
      String unclassified = "lapse_unclassified_tables{store=\"product\"}";
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(Scrape.of(node).ofLapse())
                      .contains(
                          entry(scheduler, (double) SharedProgram.NOW.getEpochSecond()),
                          entry(unclassified, 0.0),
                          entry("lapse_clock_difference_seconds{database=\"product/main\"}", 0.0)));
      assertThat(without(Scrape.of(node).ofLapse(), scheduler, unclassified))
          .as("right after the start")
          .isEqualTo(without(here, scheduler, unclassified));
    }
  }

  private TestProgram.Setup onSameDatabases() {
    return TestProgram.at(SharedProgram.NOW.toString())
        .databasesOf(program)
        .sets(SharedProgram.SETS);
  }

  private static Map<String, Double> without(Map<String, Double> series, String... names) {
    Map<String, Double> rest = new TreeMap<>(series);
    rest.keySet().removeAll(List.of(names));
    return rest;
  }

  @Test
  void countsThreeNightsOfFailureUntilTheAccountIsDone() {
    program.imports(Import.closed(1, 2));
    program.product.run("create table public.forgotten (id int)");
    program.get(CountUnclassified.class).now();
    for (int night = 1; night <= 3; night++) {
      assertThat(program.run(JobName.PURGE).status()).isEqualTo("failed");
      assertThat(program.run(JobName.PURGE).status())
          .as("once more that night")
          .isEqualTo("failed");
      assertThat(Scrape.of(program).ofLapse())
          .contains(
              entry("lapse_repeated_failure_accounts", night < 3 ? 0.0 : 2.0),
              entry("lapse_blocked_erasures_total{reason=\"unclassified\"}", night * 4.0),
              entry("lapse_enforced_accounts_total{job=\"purge\",outcome=\"failed\"}", night * 4.0),
              entry("lapse_unclassified_tables{store=\"product\"}", 1.0));
      program.clock.advance(Duration.ofDays(1));
    }
    program.product.run("drop table public.forgotten");
    program.get(CountUnclassified.class).now();
    assertThat(program.run(JobName.PURGE).status()).isEqualTo("completed");
    assertThat(Scrape.of(program).ofLapse())
        .contains(
            entry("lapse_repeated_failure_accounts", 0.0),
            entry("lapse_unclassified_tables{store=\"product\"}", 0.0));
  }

  @Test
  void databaseThatDoesNotAnswerLeavesTheRestToBeSeen() throws SQLException {
    try (Connection other = program.lapse.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table lapse.account in access exclusive mode");
      Scrape scrape = Scrape.of(program); // while the lock is held
      assertThat(scrape.ofLapse()).isEmpty();
      assertThat(scrape.types()).containsKeys("jvm_info", "hikaricp_connections_active");
    }
    Awaitility.await().until(() -> !Scrape.of(program).ofLapse().isEmpty());
  }

  @Test
  void scrapesWithinSecondsShareWhatWasRead() {
    ShareMetrics sharing =
        new ShareMetrics(program.get(ReadMetrics.class), new RefreshSettings(Duration.ofHours(1)));
    ShareMetrics asking =
        new ShareMetrics(program.get(ReadMetrics.class), new RefreshSettings(Duration.ZERO));
    assertThat(sharing.get()).isSameAs(sharing.get());
    assertThat(asking.get()).isNotSameAs(asking.get());
    sharing.destroy();
    asking.destroy();
  }

  private static Map<String, Set<String>> contract() {
    return Arrays.stream(CONTRACT.trim().split("\\s+"))
        .map(metric -> metric.split("[{}]"))
        .collect(
            Collectors.toMap(
                parts -> parts[0],
                parts -> parts.length == 1 ? Set.of() : names(parts[1]),
                (one, other) -> one,
                TreeMap::new));
  }

  private static Set<String> names(String text) {
    return text.isBlank() ? Set.of() : new TreeSet<>(List.of(text.trim().split(",\\s*")));
  }
}
