package dev.lapse.erase.outside;

import dev.lapse.clock.Timestamps;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Compares the expected with the erased items of accounts in stores that cannot count erasures
 * themselves, and records since when items are missing that were never seen to be erased.
 */
final class ErasureBalances {
  private static final String FORESEEN =
      """
      insert into lapse.store_progress as p (run, store_name, account_id, set_name, foreseen)
      values (:run, :store, :account, :set, :foreseen)
      on conflict (run, store_name, account_id, set_name) do update
      set foreseen = greatest(p.foreseen, excluded.foreseen), changed_at = now()
      """;
  private static final String SEEN_AGAIN =
      """
      update lapse.store_progress
      set unproven_since = null
      where (store_name, account_id) = (:store, :account)
        and unproven_since is not null
      """;

  /** The largest expected number of all runs, and the number erased since the first of them. */
  private static final String BALANCES =
      """
      select f.account_id, max(f.foreseen)::bigint as foreseen, (sum(f.rows) + coalesce(max(i.gone), 0))::bigint as gone
      from (
        select account_id, run, sum(foreseen) as foreseen, sum(rows) as rows
        from lapse.store_progress
        where store_name = :store
          and account_id = any(:ids)
          and foreseen is not null
        group by account_id, run
      ) f
      left join (
        select account_id, count(*) as gone
        from lapse.store_item
        where store_name = :store
          and account_id = any(:ids)
          and gone
        group by account_id
      ) i on i.account_id = f.account_id
      group by f.account_id
      order by f.account_id
      """;

  private static final String UNPROVEN =
      """
      update lapse.store_progress
      set unproven_since = coalesce(unproven_since, :now)
      where (store_name, account_id) = (:store, :account)
        and foreseen is not null
      returning unproven_since
      """;

  private final JdbcClient jdbc;

  ErasureBalances(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The expected and erased items of an account under erasure. */
  record Balance(String account, long expected, long gone) {}

  /** Records what was found before the erasure, for which the erasure must account. */
  void expect(StoreProgress.ProgressKey progressKey, long count) {
    jdbc.sql(FORESEEN)
        .param("run", progressKey.run())
        .param("store", progressKey.store())
        .param("account", progressKey.account())
        .param("set", progressKey.set())
        .param("foreseen", count)
        .update();
    if (count > 0) {
      jdbc.sql(SEEN_AGAIN)
          .param("store", progressKey.store())
          .param("account", progressKey.account())
          .update();
    }
  }

  /** The balances of the accounts that are under erasure. */
  List<Balance> list(String store, Collection<String> ids) {
    return jdbc.sql(BALANCES)
        .param("store", store)
        .param("ids", ids.toArray(String[]::new))
        .query(
            (row, number) ->
                new Balance(
                    row.getString("account_id"), row.getLong("foreseen"), row.getLong("gone")))
        .list();
  }

  /**
   * When the expected items were first missing without having been erased; now, if this is the
   * first time.
   */
  Instant unprovenSince(String store, String account, Instant now) {
    return jdbc
        .sql(UNPROVEN)
        .param("store", store)
        .param("account", account)
        .param("now", Timestamps.parameter(now))
        .query((row, number) -> Timestamps.get(row, "unproven_since"))
        .list()
        .stream()
        .min(Instant::compareTo)
        .orElse(now);
  }
}
