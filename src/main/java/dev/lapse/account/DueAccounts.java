package dev.lapse.account;

import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Selects the accounts that are due. SQL reads stored deadlines and computes none. */
@Component
public class DueAccounts {
  private static final String BILLING =
      """
      select id, lapse_number, lapsed_at as due_at, cell
      from lapse.account
      where cell = any(:cells)
        and state <> 'active'
        and billing_removed_at is null
        and lapsed_at <= :asOf
      """;
  private static final String CUT_OFF =
      """
      select id, lapse_number, cut_off_due as due_at, cell
      from lapse.account
      where cell = any(:cells)
        and state <> 'active'
        and cut_off_at is null
        and cut_off_due <= :asOf
      """;
  private static final String PURGE =
      """
      select id, lapse_number, purge_due as due_at, cell
      from lapse.account
      where cell = any(:cells)
        and purge_due is not null
        and erased_at is null
        and purge_due <= :asOf
      """;
  private static final String EXPIRE =
      """
      select id, lapse_number, due_at, cell
      from (
        select id, lapse_number, expire_due as due_at, cell
        from lapse.account
        where cell = any(:cells)
          and expire_due is not null
          and erased_at is null
          and expire_due <= :asOf
        union all
        select a.id, a.lapse_number, min(k.keep_until) as due_at, a.cell
        from lapse.kept k
        join lapse.account a on a.id = k.account_id and a.lapse_number = k.lapse_number
        where a.cell = any(:cells)
          and a.state <> 'active'
          and a.erased_at is not null
          and k.erased_at is null
          and k.keep_until <= :asOf
        group by a.id, a.lapse_number
      ) due
      where true
      """;
  private static final String ALL =
      """
      select count(*)
      from lapse.account a
      where a.cell = :cell
        and (a.erased_at is null
          or exists (select from lapse.kept k where k.account_id = a.id and k.erased_at is null))
      """;
  private static final String FILTER =
      """
        and (:all or id = any(:only))
      order by due_at, id
      """;

  private static final String BACKLOG =
      """
      select d.cell, count(*) as accounts, min(d.due_at) as oldest
      from (
      %s) d
      %sgroup by d.cell
      """;
  private static final String NOT_HELD =
      """
      where not exists (
        select from lapse.hold h
        where h.account_id = d.id and h.released_at is null and (h.until is null or h.until > :asOf)
      )
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
    return jdbc.sql(due(job) + FILTER)
        .param("cells", new String[] {cell})
        .param("asOf", Timestamps.parameter(asOf))
        .param("all", only.isEmpty())
        .param("only", only.toArray(String[]::new))
        .query(
            (row, number) ->
                new DueAccount(row.getString(1), row.getInt(2), Timestamps.get(row, "due_at")))
        .list();
  }

  /**
   * The overdue accounts of each cell: how many, and since when. Accounts that a hold protects are
   * not due.
   */
  public Map<String, Backlog> backlog(JobName job, Collection<String> cells, Instant now) {
    Map<String, Backlog> backlog = new TreeMap<>();
    // a hold forbids erasure only; the cut-off does not wait for it
    String notHeld = job == JobName.CUT_OFF ? "" : NOT_HELD;
    jdbc.sql(BACKLOG.formatted(due(job).indent(2), notHeld))
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

  private static String due(JobName job) {
    return switch (job) {
      case REMOVE_BILLING_DETAILS -> BILLING;
      case CUT_OFF -> CUT_OFF;
      case PURGE -> PURGE;
      case EXPIRE -> EXPIRE;
    };
  }
}
