package dev.lapse.erase;

import java.util.Collection;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is erased one by one in stores that cannot count it themselves, kept in Lapse's own
 * database.
 *
 * <p>Each thing is written down before it is erased (pending). It is counted once a look does not
 * show it any more, and not any longer if a later look shows it again. However often it was asked
 * for, and in however many runs, it counts once.
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

  /** Writes down what is about to be erased. To be committed before the store is asked. */
  public void begin(StoreProgress.Place place, Collection<String> items) {
    jdbc.sql(BEGIN)
        .param("run", place.run())
        .param("store", place.store())
        .param("account", place.account())
        .param("set", place.set())
        .param("items", array(items))
        .update();
  }

  /** The store said of these that it did not erase them. */
  public void kept(StoreProgress.Place place, Collection<String> items) {
    of(KEPT, place.store(), place.account(), items).update();
  }

  /**
   * Counts the pending things that a look at the whole account did not show.
   *
   * @param there what it showed
   */
  public void goneExcept(String store, String account, Collection<String> there) {
    of(GONE, store, account, there).update();
  }

  /** A look showed these: they are not counted, whatever an earlier one showed. */
  public void shown(String store, String account, Collection<String> items) {
    of(SHOWN, store, account, items).update();
  }

  /** Those of the accounts of which something is pending, from whichever run. */
  public Set<String> pending(String store, Collection<String> ids) {
    return jdbc.sql(PENDING)
        .param("store", store)
        .param("ids", array(ids))
        .query(String.class)
        .set();
  }

  private JdbcClient.StatementSpec of(
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
