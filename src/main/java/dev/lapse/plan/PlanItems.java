package dev.lapse.plan;

import dev.lapse.account.DueAccount;
import dev.lapse.account.FailureCause;
import dev.lapse.account.Outcome;
import dev.lapse.account.RowCounts;
import dev.lapse.clock.Timestamps;
import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The frozen plan of a run and its outcomes, {@code lapse.plan_item}. */
@Component
public class PlanItems {
  private static final int ITEMS_AT_ONCE = 1_000;
  private static final String FREEZE =
      """
      insert into lapse.plan_item (run_id, account_id, lapse_number, due_at, rows_planned, on_hold, outcome)
      values (:run, :account, :lapse, :dueAt, :rows, :onHold, 'planned')
      """;
  private static final String WITH_OUTCOME =
      """
      select account_id, lapse_number, due_at, rows_planned, on_hold
      from lapse.plan_item
      where run_id = :run
        and outcome = :outcome
      order by due_at, account_id
      """;

  /**
   * One statement for all accounts, so that rows are counted once. Erased rows stay counted. The
   * accounts are named twice: a plan made for any number of them would compare each with all that
   * are open.
   */
  private static final String RECORD =
      """
      update lapse.plan_item i
      set
        outcome = o.outcome,
        reason = o.reason,
        rows_by_set = i.rows_by_set || cast(o.rows as jsonb),
        blocked_by = o.blocked_by,
        failed_set = o.failed_set,
        failed_constraint = o.failed_constraint,
        sql_state = o.sql_state,
        decided_at = :at
      from unnest(:accounts, :outcomes, :reasons, :rows, :blockedBy, :sets, :constraints, :sqlStates)
        o (account_id, outcome, reason, rows, blocked_by, failed_set, failed_constraint, sql_state)
      where i.run_id = :run
        and i.account_id = any(:accounts)
        and i.account_id = o.account_id
        and i.outcome in ('planned', 'acted')
      """;

  private static final String LOCK_OPEN =
      """
      select account_id
      from lapse.plan_item
      where run_id = :run
        and account_id = any(:accounts)
        and outcome in ('planned', 'acted')
      order by account_id
      for update
      """;

  private static final String OPEN =
      """
      select account_id
      from lapse.plan_item
      where run_id = :run
        and outcome in ('planned', 'acted')
      order by account_id
      """;
  private static final String RECORD_ROWS =
      """
      update lapse.plan_item i
      set rows_by_set = i.rows_by_set || cast(e.rows as jsonb)
      from unnest(:accounts, :rows) e (account_id, rows)
      where i.run_id = :run
        and i.account_id = any(:accounts)
        and i.account_id = e.account_id
        and i.outcome in ('planned', 'acted')
        and not i.rows_by_set @> cast(e.rows as jsonb)
      """;
  private static final String ROWS_OF =
      """
      select i.account_id, r.key as set_name, r.value::bigint as rows
      from lapse.plan_item i, jsonb_each_text(i.rows_by_set) r
      where i.run_id = :run
        and i.account_id = any(:accounts)
      order by i.account_id, r.key
      """;
  private static final String REOPEN =
      """
      update lapse.plan_item
      set
        outcome = 'planned',
        reason = null,
        blocked_by = null,
        failed_set = null,
        failed_constraint = null,
        sql_state = null
      where run_id = :run
        and outcome = 'failed'
      """;
  private static final String COUNTS =
      """
      select
        count(*) as due,
        count(*) filter (where outcome = 'done') as done,
        count(*) filter (where outcome = 'skipped') as skipped,
        count(*) filter (where outcome = 'failed') as failed,
        count(*) filter (where outcome in ('planned', 'acted')) as open,
        coalesce(sum(rows_planned), 0) as rows_planned,
        coalesce(sum((select sum(value::bigint) from jsonb_each_text(rows_by_set))), 0) as rows,
        (
          select count(*)
          from lapse.not_taken n
          where n.run_id = :run
            and not exists (
              select from lapse.plan_item p where p.run_id = n.run_id and p.account_id = n.account_id
            )
        ) as not_taken
      from lapse.plan_item
      where run_id = :run
      """;
  private static final String ROWS_BY_SET =
      """
      select key as set_name, sum(value::bigint) as rows
      from lapse.plan_item, jsonb_each_text(rows_by_set)
      where run_id = :run
      group by key
      order by key
      """;
  private static final String REASONS =
      """
      select outcome, coalesce(reason, '') as reason, count(*) as accounts
      from (
        select outcome, reason
        from lapse.plan_item
        where run_id = :run
          and outcome in ('skipped', 'failed')
        union all
        select 'failed', case n.account_id when '' then '' else format('account ''%s'': ', n.account_id) end || n.reason
        from lapse.not_taken n
        where n.run_id = :run
          and not exists (
            select from lapse.plan_item p where p.run_id = n.run_id and p.account_id = n.account_id
          )
      ) reasons
      group by outcome, reason
      order by outcome, accounts desc, reason
      limit 20
      """;
  private static final String FORGET_NOT_TAKEN =
      """
      delete from lapse.not_taken
      where run_id = :run
      """;
  private static final String NOT_TAKEN =
      """
      insert into lapse.not_taken (run_id, account_id, reason)
      select :run, n.account_id, n.reason
      from unnest(:ids, :reasons) n (account_id, reason)
      """;
  private static final String CHANGED =
      """
      select
        i.account_id,
        case
          when i.on_hold then 'it was on hold when the plan was made'
          when held.since then 'it was put on hold since the plan was made'
          when a.state = 'active' then 'it came back'
          when a.lapse_number <> i.lapse_number then 'it came back and lapsed again'
          when a.erased_at is not null then 'it was erased since the plan was made'
          else 'its deadline has changed since the plan was made'
        end as why
      from lapse.plan_item i
      join lapse.run r on r.id = i.run_id
      join lapse.account a on a.id = i.account_id
      cross join lateral (
        select :job <> 'cut-off' and exists (
          select from lapse.hold h
          where h.account_id = i.account_id and h.released_at is null and (h.until is null or h.until > :now)
            and h.placed_at >= r.plan_frozen_at
        ) as since
      ) held
      where i.run_id = :run
        and i.outcome = 'planned'
        and (cast(:only as text[]) is null or i.account_id = any(:only))
        and (
          i.on_hold
          or held.since
          or not exists (
            select
            from lapse.due d
            where d.job = :job
              and d.account_id = i.account_id
              and d.lapse_number = i.lapse_number
              and d.due_at = i.due_at
            union all
            -- done since by another run: it will be skipped
            select
            where a.lapse_number = i.lapse_number
              and a.state <> 'active'
              and a.erased_at is null
              and case :job
                when 'cut-off' then a.cut_off_at is not null and a.cut_off_due = i.due_at
                when 'remove-billing-details' then a.billing_removed_at is not null and a.lapsed_at = i.due_at
                else false
              end
          )
        )
      order by i.account_id
      """;
  private static final String FAILED =
      """
      select account_id
      from lapse.plan_item
      where run_id = :run
        and outcome = 'failed'
      union
      select account_id
      from lapse.not_taken
      where run_id = :run
        and account_id <> ''
      order by account_id
      """;

  private final JdbcClient jdbc;
  private final NamedParameterJdbcOperations batches;
  private final JsonMapper json;

  PlanItems(JdbcClient jdbc, NamedParameterJdbcOperations batches, JsonMapper json) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.json = json;
  }

  /** Writes the plan. */
  public void freeze(long run, List<PlannedAccount> plan) {
    for (int from = 0; from < plan.size(); from += ITEMS_AT_ONCE) {
      freezeSome(run, plan.subList(from, Math.min(plan.size(), from + ITEMS_AT_ONCE)));
    }
  }

  private void freezeSome(long run, List<PlannedAccount> plan) {
    batches.batchUpdate(
        FREEZE,
        plan.stream()
            .map(
                item ->
                    new MapSqlParameterSource()
                        .addValue("run", run)
                        .addValue("account", item.accountId())
                        .addValue("lapse", item.due().lapseNumber())
                        .addValue("dueAt", Timestamps.parameter(item.due().dueAt()))
                        .addValue("rows", item.rows())
                        .addValue("onHold", item.onHold()))
            .toArray(SqlParameterSource[]::new));
  }

  /** The accounts that are still to be acted on, longest overdue first. */
  public List<PlannedAccount> planned(long run) {
    return withOutcome(run, "planned");
  }

  /** The accounts that were acted on but not yet verified. */
  public List<PlannedAccount> acted(long run) {
    return withOutcome(run, "acted");
  }

  /** Reopens the accounts that failed, when the same run is started again. */
  public void reopenFailed(long run) {
    jdbc.sql(REOPEN).param("run", run).update();
  }

  /** The accounts without an outcome. */
  public List<String> open(long run) {
    return jdbc.sql(OPEN).param("run", run).query(String.class).list();
  }

  /** Writes the rows erased so far of accounts without an outcome. */
  public void recordRows(long run, RowCounts rows) {
    Map<String, Map<String, Long>> byAccount = rows.byAccount();
    if (!byAccount.isEmpty()) {
      jdbc.sql(RECORD_ROWS)
          .param("run", run)
          .param("accounts", byAccount.keySet().toArray(String[]::new))
          .param("rows", byAccount.values().stream().map(this::json).toArray(String[]::new))
          .update();
    }
  }

  /** The recorded rows that the run erased. */
  public RowCounts rowsOf(long run, Collection<String> accounts) {
    RowCounts rows = new RowCounts();
    jdbc.sql(ROWS_OF)
        .param("run", run)
        .param("accounts", accounts.toArray(String[]::new))
        .query(
            row -> {
              rows.add(row.getString("account_id"), row.getString("set_name"), row.getLong("rows"));
            });
    return rows;
  }

  /**
   * Locks those of the accounts that have no outcome until the transaction ends. The others keep
   * the outcome that they have.
   */
  public Set<String> lockOpen(long run, Collection<String> accounts) {
    return jdbc.sql(LOCK_OPEN)
        .param("run", run)
        .param("accounts", accounts.toArray(String[]::new))
        .query(String.class)
        .set();
  }

  /** Writes the outcomes of accounts, by id, unless they already have one. */
  public void record(long run, Map<String, Outcome> outcomes, Instant now) {
    if (outcomes.isEmpty()) {
      return;
    }
    List<Recorded> records =
        outcomes.entrySet().stream()
            .map(entry -> recorded(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparing(Recorded::account))
            .toList();
    jdbc.sql(RECORD)
        .param("run", run)
        .param("at", Timestamps.parameter(now))
        .param("accounts", column(records, Recorded::account))
        .param("outcomes", column(records, Recorded::outcome))
        .param("reasons", column(records, Recorded::reason))
        .param("rows", column(records, Recorded::rows))
        .param("blockedBy", column(records, Recorded::blockedBy))
        .param("sets", column(records, record -> record.cause().set()))
        .param("constraints", column(records, record -> record.cause().constraint()))
        .param("sqlStates", column(records, record -> record.cause().sqlState()))
        .update();
  }

  /**
   * Writes which accounts are unknown because their store's rows cannot be used; replaces what an
   * earlier start of the run wrote.
   *
   * @param reasons by account
   */
  public void notTaken(long run, Map<String, String> reasons) {
    jdbc.sql(FORGET_NOT_TAKEN).param("run", run).update();
    if (!reasons.isEmpty()) {
      TreeMap<String, String> ordered = new TreeMap<>(reasons);
      jdbc.sql(NOT_TAKEN)
          .param("run", run)
          .param("ids", ordered.keySet().toArray(String[]::new))
          .param("reasons", ordered.values().toArray(String[]::new))
          .update();
    }
  }

  public PlanCounts counts(long run) {
    return jdbc.sql(COUNTS)
        .param("run", run)
        .query(
            (row, number) ->
                new PlanCounts(
                    row.getLong("due"),
                    row.getLong("done"),
                    row.getLong("skipped"),
                    row.getLong("failed"),
                    row.getLong("open"),
                    row.getLong("rows_planned"),
                    row.getLong("rows"),
                    row.getLong("not_taken")))
        .single();
  }

  /** Rows erased in the run, by {@code store.schema.table}, in alphabetical order. */
  public Map<String, Long> rowsBySet(long run) {
    Map<String, Long> rows = new LinkedHashMap<>();
    jdbc.sql(ROWS_BY_SET)
        .param("run", run)
        .query(
            row -> {
              rows.put(row.getString("set_name"), row.getLong("rows"));
            });
    return rows;
  }

  /**
   * Why accounts were skipped or failed, most frequent first: {@code outcome: reason} and the
   * number of accounts.
   */
  public Map<String, Long> reasons(long run) {
    Map<String, Long> reasons = new LinkedHashMap<>();
    jdbc.sql(REASONS)
        .param("run", run)
        .query(
            row -> {
              reasons.put(
                  row.getString("outcome") + ": " + row.getString("reason"),
                  row.getLong("accounts"));
            });
    return reasons;
  }

  /**
   * The planned accounts that an approval leaves out, each with the reason: reactivated, lapsed
   * again, due at another instant, erased, or on hold, now or when the plan was made.
   */
  public Map<String, String> changed(long run, JobName job, Instant now) {
    return changed(run, job, now, null);
  }

  /**
   * The same of some accounts.
   *
   * @param only their ids; null for all
   */
  public Map<String, String> changed(
      long run, JobName job, Instant now, @Nullable Collection<String> only) {
    Map<String, String> changed = new TreeMap<>();
    jdbc.sql(CHANGED)
        .param("run", run)
        .param("job", job.text())
        .param("now", Timestamps.parameter(now))
        .param("only", only == null ? null : only.toArray(String[]::new))
        .query(
            row -> {
              changed.put(row.getString("account_id"), row.getString("why"));
            });
    return changed;
  }

  /**
   * The accounts of a run that failed, those among them that could not be read from their store.
   */
  public List<String> failed(long run) {
    return jdbc.sql(FAILED).param("run", run).query(String.class).list();
  }

  private List<PlannedAccount> withOutcome(long run, String outcome) {
    return jdbc.sql(WITH_OUTCOME)
        .param("run", run)
        .param("outcome", outcome)
        .query(
            (row, number) ->
                new PlannedAccount(
                    new DueAccount(
                        row.getString("account_id"),
                        row.getInt("lapse_number"),
                        Timestamps.get(row, "due_at")),
                    row.getLong("rows_planned"),
                    row.getBoolean("on_hold")))
        .list();
  }

  private record Recorded(
      String account,
      String outcome,
      @Nullable String reason,
      String rows,
      @Nullable String blockedBy,
      FailureCause cause) {
    Recorded(String account, String outcome, @Nullable String reason, String rows) {
      this(account, outcome, reason, rows, null, FailureCause.UNKNOWN);
    }
  }

  private Recorded recorded(String account, Outcome outcome) {
    if (outcome instanceof Outcome.Done done) {
      return new Recorded(account, "done", null, json(done.rowsBySet()));
    } else if (outcome instanceof Outcome.Skipped skipped) {
      return new Recorded(account, "skipped", skipped.reason(), "{}");
    } else if (outcome instanceof Outcome.Failed failed) {
      return new Recorded(
          account,
          "failed",
          failed.error(),
          json(failed.rowsBySet()),
          failed.blockedBy(),
          failed.cause());
    }
    return new Recorded(account, "acted", null, "{}");
  }

  private static @Nullable String[] column(
      List<Recorded> records, Function<Recorded, @Nullable String> column) {
    return records.stream().map(column).toArray(String[]::new);
  }

  private String json(Map<String, Long> rows) {
    return json.writeValueAsString(new TreeMap<>(rows));
  }
}
