package dev.lapse.run.record;

import dev.lapse.catalog.Catalog;
import dev.lapse.plan.PlanCounts;
import dev.lapse.plan.PlanItems;
import dev.lapse.policy.EnumNames;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Sums up runs. */
@Component
public class SummarizeRun {
  private final Runs runs;
  private final PlanItems items;
  private final Supplier<Catalog> catalog;

  SummarizeRun(Runs runs, PlanItems items, Supplier<Catalog> catalog) {
    this.runs = runs;
    this.items = items;
    this.catalog = catalog;
  }

  /**
   * One document each. A run whose process is gone is shown as the next run of its job and cell
   * will mark it.
   */
  public List<RunSummary> all(List<Run> some) {
    Set<Long> interrupted = runs.interrupted(some);
    return some.stream()
        .map(run -> summarize(interrupted.contains(run.id()) ? run.crashed() : run))
        .toList();
  }

  /** One run, as {@link #all} shows it. */
  public RunSummary one(Run run) {
    return all(List.of(run)).get(0);
  }

  /** A run of this process. */
  public RunSummary summarize(Run run) {
    PlanCounts counts = items.counts(run.id());
    Map<String, Long> sets = items.rowsBySet(run.id());
    return new RunSummary(
        run.id(),
        run.job().text(),
        run.cell(),
        run.asOf(),
        run.dryRun(),
        EnumNames.of(run.mode()),
        run.status().text(),
        new RunSummary.AccountCounts(
            counts.due(), counts.done(), counts.skipped(), counts.failed() + counts.notTaken()),
        counts.rows(),
        sets,
        ifAny(catalog.get().countedByService(sets.keySet()).stream()),
        ifAny(run.keptWithoutRows().stream()),
        run.stopCause() == null ? null : run.stopCause().text(),
        message(run),
        items.reasons(run.id()),
        run.startedAt(),
        run.endedAt(),
        run.history(),
        null);
  }

  /** One summary over several cells, at least one: sums, and the worst status. */
  public static RunSummary over(List<RunSummary> cells) {
    RunSummary first = cells.get(0);
    return new RunSummary(
        null,
        first.job(),
        null,
        first.asOf(),
        first.dryRun(),
        first.mode(),
        status(cells.stream().map(RunSummary::status).distinct().toList()),
        new RunSummary.AccountCounts(
            sum(cells, cell -> cell.accounts().due()),
            sum(cells, cell -> cell.accounts().done()),
            sum(cells, cell -> cell.accounts().skipped()),
            sum(cells, cell -> cell.accounts().failed())),
        sum(cells, RunSummary::rows),
        merged(cells, RunSummary::sets),
        ifAny(
            cells.stream()
                .map(RunSummary::countedByService)
                .filter(Objects::nonNull)
                .flatMap(List::stream)),
        null,
        null,
        null,
        merged(cells, RunSummary::reasons),
        cells.stream().map(RunSummary::startedAt).min(Comparator.naturalOrder()).orElseThrow(),
        cells.stream()
            .map(RunSummary::endedAt)
            .filter(Objects::nonNull)
            .max(Comparator.<Instant>naturalOrder())
            .orElse(null),
        null,
        cells);
  }

  private static @Nullable List<String> ifAny(Stream<String> sets) {
    List<String> all = sets.distinct().sorted().toList();
    return all.isEmpty() ? null : all;
  }

  private static String status(List<String> statuses) {
    if (statuses.size() == 1) {
      return statuses.get(0);
    }
    for (RunStatus worst :
        List.of(RunStatus.AWAITING_APPROVAL, RunStatus.STOPPED, RunStatus.RUNNING)) {
      if (statuses.contains(worst.text())) {
        return statuses.contains(RunStatus.FAILED.text())
                || statuses.contains(RunStatus.PARTIAL.text())
            ? RunStatus.PARTIAL.text()
            : worst.text();
      }
    }
    return RunStatus.PARTIAL.text();
  }

  private static @Nullable String message(Run run) {
    if (run.waitsForApproval()) {
      if (run.planWasDiscarded()) {
        return "%s; nothing was done, and the plan was %s; '%s' plans again"
            .formatted(
                run.overLimit(),
                Objects.requireNonNull(run.stopCause()).text(),
                run.inShell("rerun"));
      }
      return "%s; nothing was done: approve with '%s'"
          .formatted(run.overLimit(), run.inShell("approve"));
    }
    if (run.stopCause() == StopCause.CRASH) {
      return run.accounts().isEmpty()
          ? "interrupted, resumed by the next run: its process is gone"
          : "interrupted: its process is gone; '%s' plans it again".formatted(run.inShell("rerun"));
    }
    return run.error() != null ? run.error() : run.overLimit();
  }

  private static long sum(List<RunSummary> cells, ToLongFunction<RunSummary> number) {
    return cells.stream().mapToLong(number).sum();
  }

  private static Map<String, Long> merged(
      List<RunSummary> cells, Function<RunSummary, Map<String, Long>> counts) {
    Map<String, Long> merged = new TreeMap<>();
    cells.forEach(
        cell -> counts.apply(cell).forEach((key, count) -> merged.merge(key, count, Long::sum)));
    return merged;
  }
}
