package dev.lapse.account;

import dev.lapse.clock.Timestamps;
import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Selects the accounts that are due. SQL reads stored deadlines and computes none. */
@Component
public class DueAccounts {
  private static final String DUE =
      """
      select account_id, lapse_number, due_at
      from lapse.due
      where job = :job
        and cell = :cell
        and due_at <= :asOf
        and (:all or account_id = any(:only))
      order by due_at, account_id
      """;
  private static final String ALL =
      """
      select count(*)
      from lapse.account a
      where a.cell = :cell
        and (a.erased_at is null
          or exists (select from lapse.kept k where k.account_id = a.id and k.erased_at is null))
      """;

  /** A hold forbids erasure only; the cut-off does not wait for it. */
  private static final String BACKLOG =
      """
      select d.cell, count(*) as accounts, min(d.due_at) as oldest
      from lapse.due d
      where d.job = :job
        and d.cell = any(:cells)
        and d.due_at <= :asOf
        and (:job = 'cut-off' or not exists (
          select
          from lapse.hold h
          where h.account_id = d.account_id
            and h.released_at is null
            and (h.until is null or h.until > :asOf)
        ))
      group by d.cell
      """;

  private static final String ON_HOLD =
      """
      select distinct account_id
      from lapse.hold
      where account_id = any(:ids)
        and released_at is null
        and (until is null or until > least(:now, lapse.clock()))
      """;

  private final JdbcClient jdbc;

  DueAccounts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The accounts of a cell that are due at {@code asOf} or before, longest overdue first.
   *
   * @param only limits the selection to these accounts; empty for all
   */
  public List<DueAccount> select(JobName job, String cell, Instant asOf, Collection<String> only) {
    return jdbc.sql(DUE)
        .param("job", job.text())
        .param("cell", cell)
        .param("asOf", Timestamps.parameter(asOf))
        .param("all", only.isEmpty())
        .param("only", only.toArray(String[]::new))
        .query(
            (row, number) ->
                new DueAccount(row.getString(1), row.getInt(2), Timestamps.get(row, "due_at")))
        .list();
  }

  /** Those of the accounts that a hold protects from a job; the cut-off heeds none. */
  public Set<String> onHold(JobName job, Collection<DueAccount> due, Instant now) {
    return job == JobName.CUT_OFF
        ? Set.of()
        : jdbc.sql(ON_HOLD)
            .param("ids", DueAccount.ids(due).toArray(String[]::new))
            .param("now", Timestamps.parameter(now))
            .query(String.class)
            .set();
  }

  /**
   * The overdue accounts of each cell: how many, and since when. Accounts that a hold protects are
   * not due.
   */
  public Map<String, Backlog> backlog(JobName job, Collection<String> cells, Instant now) {
    Map<String, Backlog> backlog = new TreeMap<>();
    jdbc.sql(BACKLOG)
        .param("job", job.text())
        .param("cells", cells.toArray(String[]::new))
        .param("asOf", Timestamps.parameter(now))
        .query(
            row -> {
              backlog.put(
                  row.getString("cell"),
                  new Backlog(row.getLong("accounts"), Timestamps.get(row, "oldest")));
            });
    return backlog;
  }

  /**
   * Accounts that are due and not done.
   *
   * @param oldest the earliest deadline among them
   */
  public record Backlog(long accounts, Instant oldest) {}

  /** The number of accounts of a cell that are not erased: the base of a percentage limit. */
  public long countAll(String cell) {
    return jdbc.sql(ALL).param("cell", cell).query(Long.class).single();
  }
}
