package dev.lapse.erase;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What was erased in stores that cannot count it themselves, kept in Lapse's own database.
 *
 * <p>What is about to be erased is written down before it is (pending); once it is gone it is
 * counted and taken off that list by one statement. After a crash, whoever looks which of the
 * pending things are still there knows exactly how many are gone, also if new ones came meanwhile.
 */
@Component
public class StoreProgress {
  private static final String BEGIN =
      """
      insert into lapse.store_progress as p (run, store_name, account_id, set_name, pending)
      values (:run, :store, :account, :set, :items)
      on conflict (run, store_name, account_id, set_name) do update
      set pending = array(select unnest(p.pending) union select unnest(excluded.pending)), changed_at = now()
      """;
  private static final String GONE =
      """
      update lapse.store_progress
      set
        rows = rows + (select count(*) from unnest(pending) item where item = any(:items)),
        pending = array(select item from unnest(pending) item where item <> all(:items)),
        changed_at = now()
      where (run, store_name, account_id, set_name) = (:run, :store, :account, :set)
      """;
  private static final String KEPT =
      """
      update lapse.store_progress
      set pending = array(select item from unnest(pending) item where item <> all(:items))
      where (run, store_name, account_id, set_name) = (:run, :store, :account, :set)
      """;
  private static final String FORGET =
      """
      update lapse.store_progress
      set pending = '{}'
      where (run, store_name, account_id, set_name) = (:run, :store, :account, :set)
      """;
  private static final String KEY =
      """
      insert into lapse.store_progress as p (run, store_name, account_id, set_name, pending)
      values (:run, :store, :account, :set, array[:key]::text[])
      on conflict (run, store_name, account_id, set_name) do update
      set pending = case p.pending when '{}' then excluded.pending else p.pending end, changed_at = now()
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
      select run, account_id, set_name, rows
      from lapse.store_progress
      where store_name = :store
        and account_id = any(:ids)
      """;

  private final JdbcClient jdbc;

  public StoreProgress(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Of what progress is spoken. */
  public record Place(UUID run, String store, String account, String set) {}

  /** What was begun and is not known to be done. */
  public record Open(Place place, Set<String> pending) {}

  /** Writes down what is about to be erased. To be committed before the store is asked. */
  public void begin(Place place, Collection<String> items) {
    at(BEGIN, place).param("items", array(items)).update();
  }

  /** Counts those of the pending things that are gone; each is counted once. */
  public void gone(Place place, Collection<String> items) {
    at(GONE, place).param("items", array(items)).update();
  }

  /** The store said of these that it did not erase them. */
  public void kept(Place place, Collection<String> items) {
    at(KEPT, place).param("items", array(items)).update();
  }

  /** What is pending will be erased by another run, which counts it. */
  public void forget(Place place) {
    at(FORGET, place).update();
  }

  /**
   * The key of the erasure that is under way, or that of a new one. Written down before it is sent,
   * so that after a crash it is the same.
   */
  public UUID key(Place place) {
    return UUID.fromString(
        at(KEY, place).param("key", UUID.randomUUID().toString()).query(String.class).single());
  }

  /** Counts what a service says that it erased under a key; once. */
  public void counted(Place place, String key, long rows) {
    at(COUNTED, place).param("key", key).param("rows", rows).update();
  }

  /** Erasures of the accounts that were begun, in whichever run. */
  public List<Open> open(String store, Collection<String> ids) {
    return of(OPEN, store, ids)
        .query(
            (row, number) ->
                new Open(
                    new Place(
                        row.getObject("run", UUID.class),
                        store,
                        row.getString("account_id"),
                        row.getString("set_name")),
                    Set.of((String[]) row.getArray("pending").getArray())))
        .list();
  }

  /** Those of the accounts whose erasure began in the store. */
  public Set<String> begun(String store, Collection<String> ids) {
    Set<String> begun = new HashSet<>();
    each(store, ids, (run, account, set, rows) -> begun.add(account));
    return begun;
  }

  /** What was erased in a run, by account and set. */
  public Map<String, Map<String, Long>> in(UUID run, String store, Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    each(
        store,
        ids,
        (other, account, set, count) -> {
          if (other.equals(run) && count > 0) {
            rows.computeIfAbsent(account, key -> new TreeMap<>()).put(set, count);
          }
        });
    return rows;
  }

  /** Passes on what was erased in any run; the sets have the store's name before their own. */
  public void each(String store, Collection<String> ids, StoreErasure.EachProgress each) {
    of(ALL, store, ids)
        .query(
            row -> {
              each.rows(
                  row.getObject("run", UUID.class),
                  row.getString("account_id"),
                  store + "." + row.getString("set_name"),
                  row.getLong("rows"));
            });
  }

  private JdbcClient.StatementSpec at(String sql, Place place) {
    return jdbc.sql(sql)
        .param("run", place.run())
        .param("store", place.store())
        .param("account", place.account())
        .param("set", place.set());
  }

  private JdbcClient.StatementSpec of(String sql, String store, Collection<String> ids) {
    return jdbc.sql(sql).param("store", store).param("ids", array(ids));
  }

  private static String[] array(Collection<String> texts) {
    return texts.toArray(String[]::new);
  }
}
