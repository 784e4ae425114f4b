package dev.lapse.run.review;

import dev.lapse.clock.Timestamps;
import dev.lapse.plan.PlanItems;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the accounts of a run, page by page. */
@Component
public class ReadRunAccounts {
  /** Maximum number of accounts on a page over HTTP. */
  public static final int MOST = 500;

  private static final String ACCOUNTS =
      """
      select
        i.*,
        case
          when i.outcome in ('planned', 'acted') then i.rows_planned
          else (select coalesce(sum(value::bigint), 0) from jsonb_each_text(i.rows_by_set))
        end as rows,
        (select a.name from lapse.account a where a.id = i.account_id) as name,
        array(
          select h.name
          from lapse.hold h
          where h.account_id = i.account_id
            and h.released_at is null
            and (h.until is null or h.until > least(:now, lapse.clock()))
          order by h.name
        ) as holds
      from (
        select
          account_id,
          outcome,
          due_at,
          rows_planned,
          rows_by_set,
          reason,
          blocked_by,
          failed_set,
          failed_constraint,
          sql_state
        from lapse.plan_item
        where run_id = :run
        union all
        select n.account_id, 'failed', null, 0, '{}', n.reason, null, null, null, null
        from lapse.not_taken n
        where n.run_id = :run
          and not exists (
            select from lapse.plan_item p where p.run_id = n.run_id and p.account_id = n.account_id
          )
      ) i
      where (cast(:outcome as text) is null or i.outcome = :outcome)
        and (
          cast(:after as text) is null
          or (lapse.digits(i.account_id), i.account_id) > (lapse.digits(:after), :after)
        )
        and (cast(:only as text) is null or i.account_id = :only)
      order by lapse.digits(i.account_id), i.account_id
      limit :limit
      """;

  private final JdbcClient jdbc;
  private final PlanItems items;
  private final InstantSource clock;

  ReadRunAccounts(JdbcClient jdbc, PlanItems items, InstantSource clock) {
    this.jdbc = jdbc;
    this.items = items;
    this.clock = clock;
  }

  /**
   * One page.
   *
   * @param outcome only accounts with this outcome; null for all
   * @param after only accounts after this id; null for the first page
   * @param limit at least 1
   */
  public RunAccountsPage page(
      Run run, @Nullable String outcome, @Nullable String after, int limit) {
    List<RunAccount> page = read(run, outcome, after, null, limit);
    return new RunAccountsPage(page, page.size() < limit ? null : page.get(limit - 1).id());
  }

  /** One account that is in the plan of the run. */
  RunAccount one(Run run, String id) {
    return read(run, null, null, id, 1).get(0);
  }

  private List<RunAccount> read(
      Run run, @Nullable String outcome, @Nullable String after, @Nullable String only, int limit) {
    Instant now = clock.instant();
    List<RunAccount> page =
        jdbc.sql(ACCOUNTS)
            .param("run", run.id())
            .param("outcome", outcome)
            .param("after", after)
            .param("only", only)
            .param("limit", limit)
            .param("now", Timestamps.parameter(now))
            .query((row, number) -> read(run, row))
            .list();
    return run.status() == RunStatus.AWAITING_APPROVAL ? withLeftOut(run, page, now) : page;
  }

  private List<RunAccount> withLeftOut(Run run, List<RunAccount> page, Instant now) {
    List<String> planned = page.stream().filter(RunAccount::isPlanned).map(RunAccount::id).toList();
    Map<String, String> leftOut = items.changed(run.id(), run.job(), now, planned);
    return page.stream().map(account -> account.leftOut(leftOut.get(account.id()))).toList();
  }

  private static RunAccount read(Run run, ResultSet row) throws SQLException {
    String id = row.getString("account_id");
    String outcome = row.getString("outcome");
    String reason = row.getString("reason");
    String sqlState = row.getString("sql_state");
    FailureAdvice advice =
        outcome.equals("failed")
            ? FailureAdvice.of(run, reason, row.getString("blocked_by"), sqlState)
            : null;
    return new RunAccount(
        id,
        row.getString("name"),
        outcome,
        Timestamps.find(row, "due_at"),
        row.getLong("rows"),
        List.of((String[]) row.getArray("holds").getArray()),
        null,
        reason,
        row.getString("failed_set"),
        row.getString("failed_constraint"),
        sqlState,
        advice == null ? null : advice.meaning(),
        advice == null ? null : advice.whatToDo());
  }
}
