package dev.lapse.run.record;

import dev.lapse.clock.Timestamps;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.JobName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One execution of one job for one business date and one cell, a row of {@code lapse.run}. */
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
    @Nullable String error) {

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
        row.getString("error"));
  }

  /** True if the run changes nothing: a dry run, or the job is in mode {@code observe}. */
  public boolean changesNothing() {
    return dryRun || mode == RunMode.OBSERVE;
  }

  /** True if the plan was approved for different store schemas than these. */
  public boolean wasApprovedForOther(String stores) {
    return approvedBy != null && storesVersion != null && !storesVersion.equals(stores);
  }

  /** True if the run exceeds a limit and waits for approval. */
  public boolean waitsForApproval() {
    return overLimit != null && approvedBy == null && !changesNothing();
  }
}
