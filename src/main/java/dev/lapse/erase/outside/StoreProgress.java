package dev.lapse.erase.outside;

import dev.lapse.account.RowCounts;
import dev.lapse.erase.store.StoreErasure;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What was expected and erased in stores that cannot count erasures themselves; recorded in Lapse's
 * own database. Items that are erased one by one are in {@link StoreItems} until the account is
 * erased.
 */
@Component
public class StoreProgress {

  /** This run takes over an open key of an earlier run of the same lapse. */
  private static final String KEY =
      """
      with earlier as (
        update lapse.store_progress q
        set pending = '{}', changed_at = now()
        from (
          select run, pending[1] as key
          from lapse.store_progress
          where (store_name, account_id, set_name) = (:store, :account, :set)
            and pending <> '{}'
          for update
        ) o
        where (q.store_name, q.account_id, q.set_name) = (:store, :account, :set)
          and q.run = o.run
          and q.run <> :run
        returning o.key, q.run
      ),
      taken_over as (
        select min(e.key) as key
        from earlier e
        where not exists (
          select
          from lapse.run r
          join lapse.plan_item i on i.run_id = r.id and i.account_id = :account
          join lapse.account a on a.id = i.account_id
          where r.token = e.run
            and i.lapse_number <> a.lapse_number
        )
      )
      insert into lapse.store_progress as p (run, store_name, account_id, set_name, pending, foreseen)
      select :run, :store, :account, :set, array[coalesce(t.key, :key)]::text[], 0
      from taken_over t
      on conflict (run, store_name, account_id, set_name) do update
      set
        pending = case p.pending when '{}' then excluded.pending else p.pending end,
        foreseen = coalesce(p.foreseen, 0),
        changed_at = now()
      returning pending[1]
      """;

  private static final String COUNTED =
      """
      update lapse.store_progress
      set rows = rows + :rows, pending = '{}', changed_at = now()
      where run = :run
        and store_name = :store
        and account_id = :account
        and set_name = :set
        and pending = array[:key]::text[]
      """;
  private static final String OPEN =
      """
      select run, account_id, set_name, pending
      from lapse.store_progress
      where store_name = :store
        and account_id = any(:ids)
        and pending <> '{}'
      order by account_id, run, set_name
      """;
  private static final String ALL =
      """
      select run, account_id, set_name, sum(rows)::bigint as rows
      from (
        select run, account_id, set_name, rows
        from lapse.store_progress
        where store_name = :store
          and account_id = any(:ids)
        union all
        select run, account_id, set_name, count(*) filter (where gone)
        from lapse.store_item
        where store_name = :store
          and account_id = any(:ids)
        group by run, account_id, set_name
      ) erased
      group by run, account_id, set_name
      order by account_id, run, set_name
      """;

  private static final String COUNT_ITEMS =
      """
      insert into lapse.store_progress as p (run, store_name, account_id, set_name, rows)
      select run, store_name, account_id, set_name, count(*)
      from lapse.store_item
      where account_id = any(:ids)
        and gone
      group by run, store_name, account_id, set_name
      on conflict (run, store_name, account_id, set_name) do update
      set rows = p.rows + excluded.rows, changed_at = now()
      """;
  private static final String DROP_ITEMS =
      """
      delete from lapse.store_item
      where account_id = any(:ids)
      """;
  private static final String CLOSE =
      """
      update lapse.store_progress
      set foreseen = null, unproven_since = null
      where account_id = any(:ids)
        and foreseen is not null
      """;

  private final JdbcClient jdbc;
  private final ErasureBalances erasureBalances;

  public StoreProgress(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.erasureBalances = new ErasureBalances(jdbc);
  }

  ErasureBalances balances() {
    return erasureBalances;
  }

  /** What a progress row is about. */
  public record ProgressKey(UUID run, String store, String account, String set) {}

  /** An erasure that was begun and is not known to be done. */
  public record Open(ProgressKey place, Set<String> pending) {}

  /**
   * The key of the erasure in progress, possibly from an earlier run of the same lapse, or a new
   * key. Recorded before it is sent, so that it is the same after a crash.
   */
  public UUID key(ProgressKey progressKey) {
    return UUID.fromString(
        at(KEY, progressKey)
            .param("key", UUID.randomUUID().toString())
            .query(String.class)
            .single());
  }

  /** Counts, once, what a service reports as erased under a key. */
  public void counted(ProgressKey progressKey, String key, long rows) {
    at(COUNTED, progressKey).param("key", key).param("rows", rows).update();
  }

  /** The erasures of the accounts that were begun in any run. */
  public List<Open> open(String store, Collection<String> ids) {
    return statement(OPEN, store, ids)
        .query(
            (row, number) ->
                new Open(
                    new ProgressKey(
                        row.getObject("run", UUID.class),
                        store,
                        row.getString("account_id"),
                        row.getString("set_name")),
                    Set.of((String[]) row.getArray("pending").getArray())))
        .list();
  }

  /** The accounts whose erasure began in the store, with the runs in which it did. */
  Map<String, Set<UUID>> begun(String store, Collection<String> ids) {
    Map<String, Set<UUID>> begun = new HashMap<>();
    each(
        store,
        ids,
        (run, account, set, rows) ->
            begun.computeIfAbsent(account, id -> new HashSet<>()).add(run));
    return begun;
  }

  /** The rows erased in a run. */
  public RowCounts in(UUID run, String store, Collection<String> ids) {
    RowCounts rows = new RowCounts();
    each(
        store,
        ids,
        (other, account, set, count) -> {
          if (other.equals(run) && count > 0) {
            rows.add(account, set, count);
          }
        });
    return rows;
  }

  /** Passes on the rows erased in any run; the names of sets are prefixed with the store's. */
  public void each(String store, Collection<String> ids, StoreErasure.EachProgress each) {
    statement(ALL, store, ids)
        .query(
            row -> {
              each.rows(
                  row.getObject("run", UUID.class),
                  row.getString("account_id"),
                  store + "." + row.getString("set_name"),
                  row.getLong("rows"));
            });
  }

  /** Finalizes the counts of erased accounts. */
  public void close(Collection<String> ids) {
    String[] erased = array(ids);
    jdbc.sql(COUNT_ITEMS).param("ids", erased).update();
    jdbc.sql(DROP_ITEMS).param("ids", erased).update();
    jdbc.sql(CLOSE).param("ids", erased).update();
  }

  private JdbcClient.StatementSpec at(String sql, ProgressKey progressKey) {
    return jdbc.sql(sql)
        .param("run", progressKey.run())
        .param("store", progressKey.store())
        .param("account", progressKey.account())
        .param("set", progressKey.set());
  }

  private JdbcClient.StatementSpec statement(String sql, String store, Collection<String> ids) {
    return jdbc.sql(sql).param("store", store).param("ids", array(ids));
  }

  private static String[] array(Collection<String> texts) {
    return texts.toArray(String[]::new);
  }
}
