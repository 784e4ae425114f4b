package dev.lapse.erase.outside;

import java.util.Collection;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Items that are erased one by one in stores that cannot count erasures themselves; recorded in
 * Lapse's own database.
 *
 * <p>Each item is recorded as pending before it is erased. It counts as erased once a listing no
 * longer shows it, and no longer counts if a later listing shows it again. However often and in
 * however many runs its deletion was requested, it counts once.
 */
@Component
public class StoreItems {
  private static final String BEGIN =
      """
      insert into lapse.store_item as i (store_name, account_id, item, set_name, run)
      select :store, :account, item, :set, :run
      from unnest(:items) item
      order by item
      on conflict (store_name, account_id, item) do update
      set run = excluded.run, set_name = excluded.set_name, gone = false
      """;
  private static final String KEPT =
      """
      delete from lapse.store_item
      where (store_name, account_id) = (:store, :account)
        and item = any(:items)
        and not gone
      """;
  private static final String GONE =
      """
      update lapse.store_item
      set gone = true
      where (store_name, account_id) = (:store, :account)
        and not gone
        and item <> all(:items)
      """;
  private static final String SHOWN =
      """
      update lapse.store_item
      set gone = false
      where (store_name, account_id) = (:store, :account)
        and gone
        and item = any(:items)
      """;
  private static final String PENDING =
      """
      select distinct account_id
      from lapse.store_item
      where store_name = :store
        and account_id = any(:ids)
        and not gone
      """;

  private final JdbcClient jdbc;

  public StoreItems(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Records items that are about to be erased. Must be committed before the request to the store.
   */
  public void begin(StoreProgress.ProgressKey progressKey, Collection<String> items) {
    jdbc.sql(BEGIN)
        .param("run", progressKey.run())
        .param("store", progressKey.store())
        .param("account", progressKey.account())
        .param("set", progressKey.set())
        .param("items", array(items))
        .update();
  }

  /** Removes items that the store reported as not erased. */
  public void kept(StoreProgress.ProgressKey progressKey, Collection<String> items) {
    statement(KEPT, progressKey.store(), progressKey.account(), items).update();
  }

  /**
   * Counts the pending items that a listing of the whole account did not show.
   *
   * @param there the items in the listing
   */
  public void goneExcept(String store, String account, Collection<String> there) {
    statement(GONE, store, account, there).update();
  }

  /** Uncounts items that a listing showed, whatever an earlier one showed. */
  public void shown(String store, String account, Collection<String> items) {
    statement(SHOWN, store, account, items).update();
  }

  /** The accounts with pending items, from any run. */
  public Set<String> pending(String store, Collection<String> ids) {
    return jdbc.sql(PENDING)
        .param("store", store)
        .param("ids", array(ids))
        .query(String.class)
        .set();
  }

  private JdbcClient.StatementSpec statement(
      String sql, String store, String account, Collection<String> items) {
    return jdbc.sql(sql)
        .param("store", store)
        .param("account", account)
        .param("items", array(items));
  }

  private static String[] array(Collection<String> texts) {
    return texts.toArray(String[]::new);
  }
}
