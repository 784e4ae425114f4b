package dev.lapse.run.record;

import dev.lapse.clock.Timestamps;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes {@code lapse.run}. */
@Component
public class Runs {
  private static final String ADD =
      """
      insert into lapse.run (
        job, cell, as_of, rerun, account_filter, mode, dry_run, scheduled, actor, reason,
        policy_version, catalog_version, status, started_at, history
      )
      values (
        :job, :cell, :asOf, :rerun, :accounts, :mode, :dryRun, :scheduled, :actor, :why,
        :policy, :catalog, 'running', :now, jsonb_build_array(%s)
      )
      returning *
      """
          .formatted(RunEvent.sql("started"));
  private static final String OF_SLOT =
      """
      select *
      from lapse.run
      where job = :job
        and cell = :cell
        and as_of = :asOf
        and account_filter = cast(:accounts as text[])
        and mode = :mode
        and not dry_run
      order by rerun desc
      limit 1
      """;
  private static final String INTERRUPTED =
      """
      select *
      from (
        select *
        from lapse.run
        where job = :job
          and cell = :cell
          and not dry_run
          and account_filter = '{}'
          and mode = :mode
        order by started_at desc, id desc
        limit 1
      ) newest
      where stop_requested_by is null
      """;
  private static final String SAID_TO_RUN =
      """
      select exists (
        select from lapse.run
        where job = :job
          and cell = :cell
          and not dry_run
          and status = 'running'
      )
      """;
  private static final String LEFT_OPEN =
      """
      select *
      from lapse.run r
      where job = :job
        and cell = :cell
        and id < :id
        and mode = 'enforce'
        and not dry_run
        and status in ('stopped', 'failed')
        and plan_frozen_at is not null
        and exists (
          select from lapse.plan_item i where i.run_id = r.id and i.outcome in ('planned', 'acted')
        )
      order by id desc
      limit 20
      """;
  private static final String SETTLE =
      """
      update lapse.run
      set
        status = 'stopped',
        stop_cause = case when stop_requested_by is null then 'crash' else 'operator' end,
        ended_at = :now
      where job = :job
        and cell = :cell
        and not dry_run
        and status = 'running'
      returning id
      """;
  private static final String RUNNING =
      """
      update lapse.run
      set
        status = 'running',
        scheduled = :scheduled,
        restarted_at = :now,
        stop_cause = null,
        stop_requested_by = null,
        ended_at = null,
        error = null,
        history = case when cast(:actor as text) is null then history else history || %s end
      where id = :id
      """
          .formatted(RunEvent.sql("resumed"));
  private static final String FROZEN =
      """
      update lapse.run
      set
        plan_frozen_at = :now,
        over_limit = :overLimit,
        policy_version = :policy,
        catalog_version = :catalog,
        stores_version = :stores,
        planned_sets = cast(:sets as jsonb),
        kept_without_rows = :keptWithoutRows
      where id = :id
      """;
  private static final String ENDED =
      """
      update lapse.run
      set status = :status, stop_cause = :cause, error = :error, ended_at = :now
      where id = :id
      """;

  /**
   * The lock lasts until this one statement is committed; where another process has it, nothing
   * happens.
   */
  private static final String FAILED_WITHOUT_LOCK =
      """
      update lapse.run
      set status = 'failed', stop_cause = null, error = :error, ended_at = :now
      where id = :id
        and status = 'running'
        and (select pg_try_advisory_xact_lock(hashtextextended(:lock, 0)))
      """;

  private static final String APPROVED =
      """
      update lapse.run
      set approved_by = :actor, approved_at = :now, approval_reason = :why, history = history || %s
      where id = :id
        and status = 'awaiting-approval'
      """
          .formatted(RunEvent.sql("approved"));
  private static final String REJECTED =
      """
      update lapse.run
      set status = 'stopped', stop_cause = 'rejected', ended_at = :now, history = history || %s
      where id = :id
        and status = 'awaiting-approval'
      """
          .formatted(RunEvent.sql("rejected"));
  private static final String SUPERSEDED =
      """
      update lapse.run
      set
        status = 'stopped',
        stop_cause = 'superseded',
        superseded_by = :by,
        ended_at = :now,
        history = history || %s
      where job = :job
        and cell = :cell
        and as_of <= :asOf
        and (cast(:accounts as text[]) = '{}' or account_filter = cast(:accounts as text[]))
        and status = 'awaiting-approval'
        and id <> :by
      """
          .formatted(RunEvent.sql("superseded", ":by"));
  private static final String STOP =
      """
      update lapse.run
      set stop_requested_by = :actor, history = history || %s
      where id = :id
        and status = 'running'
      """
          .formatted(RunEvent.sql("stop-requested"));
  private static final String NEWEST =
      """
      select *
      from lapse.run
      where (cast(:job as text) is null or job = :job)
        and (cast(:cell as text) is null or cell = :cell)
        and (cast(:status as text) is null or status = :status)
        and (cast(:since as timestamptz) is null or started_at >= :since)
        and (cast(:before as bigint) is null or id < :before)
      order by id desc
      limit :limit
      """;

  /** Jobs and cells whose lock no process holds, as {@code job:cell}. */
  private static final String NOT_LOCKED =
      """
      select named.lock
      from unnest(:locks) named (lock)
      where not exists (
        select
        from pg_locks l
        where l.locktype = 'advisory'
          and l.database = (select oid from pg_database where datname = current_database())
          and l.objsubid = 1
          and (cast(l.classid as bigint) << 32) | cast(l.objid as bigint) = hashtextextended(named.lock, 0)
      )
      """;

  private static final String STILL_RUNNING =
      """
      select id
      from lapse.run
      where id = any(:ids)
        and status = 'running'
      """;

  private static final String PAST_POINT_OF_NO_RETURN =
      """
      select count(*)
      from lapse.plan_item i
      join lapse.account a on a.id = i.account_id and a.lapse_number = i.lapse_number
      where i.run_id = :id
        and i.outcome in ('planned', 'acted')
        and a.point_of_no_return_at is not null
        and a.erased_at is null
      """;

  private final JdbcClient jdbc;

  Runs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Run add(
      RunRequest request, RunMode runMode, int rerun, String policy, String catalog, Instant now) {
    return jdbc.sql(ADD)
        .param("job", request.job().text())
        .param("cell", request.cell())
        .param("asOf", Timestamps.parameter(request.asOf()))
        .param("rerun", rerun)
        .param("accounts", filter(request.accounts()))
        .param("mode", EnumNames.of(runMode))
        .param("dryRun", request.dryRun())
        .param("scheduled", request.scheduled())
        .param("actor", request.actor())
        .param("why", request.reason())
        .param("at", now.toString())
        .param("policy", policy)
        .param("catalog", catalog)
        .param("now", Timestamps.parameter(now))
        .query(Run::read)
        .single();
  }

  /**
   * Reads a run.
   *
   * @throws UnknownRun if there is no run with this number
   */
  public Run get(long id) {
    return find(id).orElseThrow(() -> new UnknownRun(id));
  }

  public Optional<Run> find(long id) {
    return jdbc.sql("select * from lapse.run where id = :id")
        .param("id", id)
        .query(Run::read)
        .optional();
  }

  /** Runs, newest first. */
  public List<Run> newest(RunsQuery query) {
    return jdbc.sql(NEWEST)
        .param("job", query.job() == null ? null : query.job().text())
        .param("cell", query.cell())
        .param("status", query.status() == null ? null : query.status().text())
        .param("since", Timestamps.parameter(query.since()))
        .param("before", query.before())
        .param("limit", query.limit())
        .query(Run::read)
        .list();
  }

  /** The last run of a slot: same job, cell, business date and accounts, and same mode. */
  public Optional<Run> ofSlot(RunRequest request, RunMode runMode) {
    return jdbc.sql(OF_SLOT)
        .param("job", request.job().text())
        .param("cell", request.cell())
        .param("asOf", Timestamps.parameter(request.asOf()))
        .param("accounts", filter(request.accounts()))
        .param("mode", EnumNames.of(runMode))
        .query(Run::read)
        .optional();
  }

  /** The latest earlier runs of the job and cell that ended with accounts still open. */
  public List<Run> leftOpenBefore(Run run) {
    return jdbc.sql(LEFT_OPEN)
        .param("job", run.job().text())
        .param("cell", run.cell())
        .param("id", run.id())
        .query(Run::read)
        .list();
  }

  /**
   * The latest run of a job and cell over all accounts, if it was interrupted by a shutdown or a
   * crash or failed as a whole, and nobody had asked it to stop.
   */
  public Optional<Run> interrupted(JobName job, String cell, RunMode runMode) {
    return jdbc.sql(INTERRUPTED)
        .param("job", job.text())
        .param("cell", cell)
        .param("mode", EnumNames.of(runMode))
        .query(Run::read)
        .optional()
        .filter(Runs::wasInterrupted);
  }

  /** False if {@link #markCrashed} and {@link #interrupted} would find nothing. */
  public boolean mayBeInterrupted(JobName job, String cell, RunMode runMode) {
    // in this order: the second query sees a run that ends between the two
    return jdbc.sql(SAID_TO_RUN)
            .param("job", job.text())
            .param("cell", cell)
            .query(Boolean.class)
            .single()
        || interrupted(job, cell, runMode).isPresent();
  }

  private static boolean wasInterrupted(Run run) {
    return run.status() == RunStatus.FAILED
        ? run.error() != null
        : run.status() == RunStatus.STOPPED
            && (run.stopCause() == StopCause.SHUTDOWN || run.stopCause() == StopCause.CRASH);
  }

  /**
   * Marks runs whose process is gone. Only the holder of the lock of the job and cell can know
   * that.
   */
  public List<Long> markCrashed(JobName job, String cell, Instant now) {
    return jdbc.sql(SETTLE)
        .param("job", job.text())
        .param("cell", cell)
        .param("now", Timestamps.parameter(now))
        .query(Long.class)
        .list();
  }

  /**
   * Marks a run as running again.
   *
   * @param scheduled true if no person requested it, so that the job's window applies
   * @param actor who or what resumes it; null where it begins, after its approval
   */
  public void running(long id, boolean scheduled, @Nullable String actor, Instant now) {
    jdbc.sql(RUNNING)
        .param("id", id)
        .param("actor", actor)
        .param("at", now.toString())
        .param("why", null)
        .param("scheduled", scheduled)
        .param("now", Timestamps.parameter(now))
        .update();
  }

  public void frozen(
      long id,
      @Nullable String overLimit,
      String policy,
      String catalog,
      String stores,
      Map<String, Long> sets,
      Set<String> keptWithoutRows,
      Instant now) {
    jdbc.sql(FROZEN)
        .param("keptWithoutRows", keptWithoutRows.toArray(String[]::new))
        .param("sets", JsonMapper.shared().writeValueAsString(sets))
        .param("id", id)
        .param("overLimit", overLimit)
        .param("policy", policy)
        .param("catalog", catalog)
        .param("stores", stores)
        .param("now", Timestamps.parameter(now))
        .update();
  }

  public void ended(
      long id, RunStatus status, @Nullable StopCause cause, @Nullable String error, Instant now) {
    jdbc.sql(ENDED)
        .param("id", id)
        .param("status", status.text())
        .param("cause", cause == null ? null : cause.text())
        .param("error", error)
        .param("now", Timestamps.parameter(now))
        .update();
  }

  /**
   * Ends a run as failed whose lock was lost, unless another process has the lock or has ended the
   * run by now.
   *
   * @return false if it did not: the run is not this process's any more
   */
  public boolean failedWithoutLock(Run run, String error, Instant now) {
    return jdbc.sql(FAILED_WITHOUT_LOCK)
            .param("id", run.id())
            .param("lock", RunLock.name(run.job(), run.cell()))
            .param("error", error)
            .param("now", Timestamps.parameter(now))
            .update()
        == 1;
  }

  /** A resumed run uses the current catalog; its evidence must say so. */
  public void catalogInForce(long id, String version) {
    jdbc.sql("update lapse.run set catalog_version = :version where id = :id")
        .param("id", id)
        .param("version", version)
        .update();
  }

  /** Records an approval; false if the run does not wait for one any more. */
  public boolean approved(long id, String actor, String reason, Instant now) {
    return decided(APPROVED, id, actor, reason, now);
  }

  /** Ends a run that waits for approval; false if it does not wait any more. */
  public boolean rejected(long id, String actor, String reason, Instant now) {
    return decided(REJECTED, id, actor, reason, now);
  }

  private boolean decided(String sql, long id, String actor, String reason, Instant now) {
    return jdbc.sql(sql)
            .param("id", id)
            .param("actor", actor)
            .param("why", reason)
            .param("at", now.toString())
            .param("now", Timestamps.parameter(now))
            .update()
        == 1;
  }

  /**
   * Ends the runs whose plans a newer one replaces: those of the same job and cell, up to its
   * business date, that wait for approval. The plan of a run of some accounts replaces only plans
   * of the same accounts.
   */
  public void supersededBy(Run run, Instant now) {
    jdbc.sql(SUPERSEDED)
        .param("job", run.job().text())
        .param("cell", run.cell())
        .param("asOf", Timestamps.parameter(run.asOf()))
        .param("accounts", filter(run.accounts()))
        .param("by", run.id())
        .param("actor", run.actor())
        .param("why", run.reason())
        .param("at", now.toString())
        .param("now", Timestamps.parameter(now))
        .update();
  }

  /**
   * Asks a run to stop before its next account.
   *
   * @throws UnknownRun if there is no run with this number
   * @throws RunRefused if it is not running
   */
  public Run requestStop(long id, String actor, @Nullable String reason, Instant now) {
    Run run = get(id);
    if (jdbc.sql(STOP)
            .param("id", id)
            .param("actor", actor)
            .param("why", reason)
            .param("at", now.toString())
            .update()
        == 0) {
      throw new RunRefused("run %d is %s; it is not running".formatted(id, run.status().text()));
    }
    return run;
  }

  /** Rows that the plan of a run would erase, by set, counted when it was frozen. */
  public Map<String, Long> plannedSets(long id) {
    return JsonMapper.shared()
        .readValue(
            jdbc.sql("select planned_sets from lapse.run where id = :id")
                .param("id", id)
                .query(String.class)
                .single(),
            new TypeReference<TreeMap<String, Long>>() {});
  }

  /**
   * Those of the runs whose process is gone: they are said to run, and nobody holds their lock. A
   * dry run takes no lock, so nothing can be said of it.
   */
  public Set<Long> interrupted(List<Run> some) {
    Map<Long, String> running = new HashMap<>();
    some.stream()
        .filter(run -> run.status() == RunStatus.RUNNING && !run.dryRun())
        .forEach(run -> running.put(run.id(), RunLock.name(run.job(), run.cell())));
    if (running.isEmpty()) {
      return Set.of();
    }
    Set<String> free =
        jdbc.sql(NOT_LOCKED)
            .param("locks", running.values().stream().distinct().toArray(String[]::new))
            .query(String.class)
            .set();
    running.values().retainAll(free);
    // read again: a run that has just ended had released its lock
    return jdbc.sql(STILL_RUNNING)
        .param("ids", running.keySet().toArray(Long[]::new))
        .query(Long.class)
        .set();
  }

  /** The number of accounts of a run that are past the point of no return and not yet verified. */
  public long pastPointOfNoReturn(long id) {
    return jdbc.sql(PAST_POINT_OF_NO_RETURN).param("id", id).query(Long.class).single();
  }

  public boolean stopRequested(long id) {
    return jdbc.sql("select stop_requested_by is not null from lapse.run where id = :id")
        .param("id", id)
        .query(Boolean.class)
        .single();
  }

  public void setBatchExecution(long id, long execution) {
    jdbc.sql("update lapse.run set batch_job_execution_id = :execution where id = :id")
        .param("id", id)
        .param("execution", execution)
        .update();
  }

  private static String[] filter(List<String> accounts) {
    return accounts.stream().sorted().distinct().toArray(String[]::new);
  }
}
