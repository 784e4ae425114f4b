package dev.lapse.account.list;

import dev.lapse.clock.Timestamps;
import dev.lapse.policy.JobName;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lists accounts, for display: without a lock. */
@Component
public class ListAccounts {
  private static final String LIST =
      """
      select
        a.id,
        a.name,
        a.kind,
        a.state,
        a.cell,
        t.access,
        t.data,
        next.job as next_job,
        next.due_at as next_due,
        held.names as holds,
        coalesce((
          select max(f.nights)
          from lapse.failing f
          where f.account_id = a.id
            and f.lapse_number = a.lapse_number
        ), 0) as failed_nights
      from lapse.account a
      join lapse.access_over_time t
        on t.account_id = a.id
        and t.valid_from <= least(:now, lapse.clock())
        and t.valid_until > least(:now, lapse.clock())
      left join lateral (
        select d.job, d.due_at
        from lapse.due d
        where d.account_id = a.id
        order by d.due_at, d.job
        limit 1
      ) next on true
      cross join lateral (
        select array(
          select h.name
          from lapse.hold h
          where h.account_id = a.id
            and h.released_at is null
            and (h.until is null or h.until > least(:now, lapse.clock()))
          order by h.name
        ) as names
      ) held
      where (cast(:state as text) is null or a.state = :state)
        and (cast(:cell as text) is null or a.cell = :cell)
        and (cast(:name as text) is null or position(lower(:name) in lower(a.name)) > 0)
        and (cast(:due as text) is null or exists (
          select
          from lapse.due d
          where d.job = :due
            and d.account_id = a.id
            and d.due_at <= least(:now, lapse.clock())
        ))
        and (not :held or cardinality(held.names) > 0)
        and (not :failed or exists (
          select
          from lapse.failing f
          where f.account_id = a.id
            and f.lapse_number = a.lapse_number
        ))
        and (cast(:after as text) is null or (lapse.digits(a.id), a.id) > (lapse.digits(:after), :after))
      order by lapse.digits(a.id), a.id
      limit :limit
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  ListAccounts(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** One page. */
  public AccountsPage page(AccountsFilter query) {
    List<ListedAccount> page =
        jdbc.sql(LIST)
            .param("now", Timestamps.parameter(clock.instant()))
            .param("state", query.state() == null ? null : query.state().text())
            .param("cell", query.cell())
            .param("name", query.name())
            .param("due", job(query.due()))
            .param("held", query.held())
            .param("failed", query.failed())
            .param("after", query.after())
            .param("limit", query.limit())
            .query(
                (row, number) ->
                    new ListedAccount(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("kind"),
                        row.getString("state"),
                        row.getString("cell"),
                        row.getString("access"),
                        row.getString("data"),
                        row.getString("next_job"),
                        Timestamps.find(row, "next_due"),
                        List.of((String[]) row.getArray("holds").getArray()),
                        row.getInt("failed_nights")))
            .list();
    return new AccountsPage(
        page, page.size() < query.limit() ? null : page.get(page.size() - 1).id());
  }

  private static @Nullable String job(@Nullable JobName job) {
    return job == null ? null : job.text();
  }
}
