package dev.lapse.monitoring;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What rules and panels may ask for: Lapse's metrics, what is recorded of them, and those of the libraries. */
final class DocumentedMetrics {
  private static final Set<String> OF_LAPSE =
      Set.of(
          "lapse_accounts",
          "lapse_due_accounts",
          "lapse_overdue_seconds",
          "lapse_enforced_accounts_total",
          "lapse_erased_rows_total",
          "lapse_residue_rows",
          "lapse_early_actions_total",
          "lapse_run_seconds_count",
          "lapse_run_seconds_sum",
          "lapse_run_last_success_timestamp_seconds",
          "lapse_runs_awaiting_approval",
          "lapse_holds",
          "lapse_unclassified_tables",
          "lapse_blocked_erasures_total",
          "lapse_enforcement_lateness_seconds_bucket",
          "lapse_enforcement_lateness_seconds_count",
          "lapse_enforcement_lateness_seconds_sum",
          "lapse_dead_letters",
          "lapse_repeated_failure_accounts",
          "lapse_scheduler_last_check_timestamp_seconds");
  private static final List<String> OF_LIBRARIES =
      List.of("spring_batch_", "jvm_", "process_", "hikaricp_", "http_server_requests_");

  private DocumentedMetrics() {}

  /** One series of each metric of Lapse: not of every part of a histogram. */
  static Set<String> families() {
    return OF_LAPSE.stream()
        .filter(name -> !name.equals("lapse_enforcement_lateness_seconds_sum"))
        .collect(Collectors.toSet());
  }

  /** The metrics of some expressions that nobody documented. */
  static Set<String> unknown(Stream<Expression> expressions) {
    Set<String> recorded = Rule.recordings().stream().map(Rule::name).collect(Collectors.toSet());
    return expressions
        .flatMap(expression -> expression.metrics().stream())
        .filter(
            metric ->
                !OF_LAPSE.contains(metric)
                    && !recorded.contains(metric)
                    && !metric.equals("up")
                    && OF_LIBRARIES.stream().noneMatch(metric::startsWith))
        .collect(Collectors.toSet());
  }
}
