package dev.lapse.run.record;

import dev.lapse.clock.Timestamps;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.JobName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One execution of one job for one business date and one cell, a row of {@code lapse.run}.
 *
 * @param keptWithoutRows sets that the catalog keeps and in which no account of the plan had rows
 * @param history who did what to it, oldest first
 */
public record Run(
    long id,
    UUID token,
    JobName job,
    String cell,
    Instant asOf,
    int rerun,
    List<String> accounts,
    RunMode mode,
    boolean dryRun,
    boolean scheduled,
    String actor,
    @Nullable String reason,
    String policyVersion,
    String catalogVersion,
    @Nullable String storesVersion,
    RunStatus status,
    @Nullable StopCause stopCause,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant planFrozenAt,
    @Nullable String overLimit,
    @Nullable String approvedBy,
    @Nullable String error,
    List<String> keptWithoutRows,
    List<RunEvent> history) {

  static Run read(ResultSet row, int number) throws SQLException {
    String cause = row.getString("stop_cause");
    return new Run(
        row.getLong("id"),
        row.getObject("token", UUID.class),
        JobName.of(row.getString("job")).orElseThrow(),
        row.getString("cell"),
        Timestamps.get(row, "as_of"),
        row.getInt("rerun"),
        List.of((String[]) row.getArray("account_filter").getArray()),
        EnumNames.find(RunMode.class, row.getString("mode")).orElseThrow(),
        row.getBoolean("dry_run"),
        row.getBoolean("scheduled"),
        row.getString("actor"),
        row.getString("reason"),
        row.getString("policy_version"),
        row.getString("catalog_version"),
        row.getString("stores_version"),
        EnumNames.find(RunStatus.class, row.getString("status")).orElseThrow(),
        cause == null ? null : EnumNames.find(StopCause.class, cause).orElseThrow(),
        Timestamps.get(row, "started_at"),
        Timestamps.find(row, "ended_at"),
        Timestamps.find(row, "plan_frozen_at"),
        row.getString("over_limit"),
        row.getString("approved_by"),
        row.getString("error"),
        List.of((String[]) row.getArray("kept_without_rows").getArray()),
        RunEvent.all(row.getString("history")));
  }

  /** True if the run changes nothing: a dry run, or the job is in mode {@code observe}. */
  public boolean changesNothing() {
    return dryRun || mode == RunMode.OBSERVE;
  }

  /** True if the plan was approved for different store schemas than these. */
  public boolean wasApprovedForOther(String stores) {
    return approvedBy != null && storesVersion != null && !storesVersion.equals(stores);
  }

  /** The run as it is marked once it is known that its process is gone. */
  Run crashed() {
    boolean asked =
        !history.isEmpty() && history.get(history.size() - 1).event().equals("stop-requested");
    return new Run(
        id,
        token,
        job,
        cell,
        asOf,
        rerun,
        accounts,
        mode,
        dryRun,
        scheduled,
        actor,
        reason,
        policyVersion,
        catalogVersion,
        storesVersion,
        RunStatus.STOPPED,
        asked ? StopCause.OPERATOR : StopCause.CRASH,
        startedAt,
        endedAt,
        planFrozenAt,
        overLimit,
        approvedBy,
        error,
        keptWithoutRows,
        history);
  }

  /** True if the plan waited for approval and was rejected, or a newer one took its place. */
  public boolean planWasDiscarded() {
    return stopCause == StopCause.SUPERSEDED || stopCause == StopCause.REJECTED;
  }

  /**
   * A command for this run, as it is typed into a shell.
   *
   * @param command such as {@code approve}
   */
  public String inShell(String command, String... options) {
    String more = Arrays.stream(options).map(option -> option + " ").collect(Collectors.joining());
    return mode.inShell("%s %d %s--reason …".formatted(command, id, more));
  }

  /** True if the run exceeds a limit and waits for approval. */
  public boolean waitsForApproval() {
    return overLimit != null && approvedBy == null && !changesNothing();
  }
}
