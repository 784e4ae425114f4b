package dev.lapse.run.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run did; serialized as the JSON document of {@code run -o json} and the API.
 *
 * @param run its number; null where the document sums up several cells
 * @param sets rows by {@code store.schema.table}
 * @param countedByService those of the sets whose rows were counted by an HTTP service; null if
 *     none were
 * @param keptWithoutRows the sets that the catalog keeps and in which no account of the plan had
 *     rows, so that nothing of them stays; null if there are none, and over several cells
 * @param message why it waits, stopped or failed
 * @param reasons why accounts were skipped or failed, with the number of accounts
 * @param history who started, resumed, stopped, approved, rejected or superseded it; null where the
 *     document sums up several cells
 * @param cells one document each where the job ran over several cells
 */
@JsonInclude(Include.NON_NULL)
public record RunSummary(
    @Nullable Long run,
    String job,
    @Nullable String cell,
    Instant asOf,
    boolean dryRun,
    String mode,
    String status,
    AccountCounts accounts,
    long rows,
    Map<String, Long> sets,
    @Nullable List<String> countedByService,
    @Nullable List<String> keptWithoutRows,
    @Nullable String stopCause,
    @Nullable String message,
    Map<String, Long> reasons,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable List<RunEvent> history,
    @Nullable List<RunSummary> cells) {
  /** Accounts of the plan by outcome. */
  public record AccountCounts(long due, long done, long skipped, long failed) {}
}
