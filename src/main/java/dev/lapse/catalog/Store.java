package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.util.Map;

/**
 * A PostgreSQL database, or several of one schema, that keeps account data.
 *
 * @param accounts the table with one row per account
 * @param key its column with the account's id
 * @param cells the address in each cell; only {@code main} if the catalog names none
 * @param statements run there for each account that is cut off or reactivated
 * @param text the addresses as written in the file
 */
public record Store(
    String name,
    TableName accounts,
    String key,
    Map<String, StoreAddress> cells,
    Map<LifecycleEvent, AccountStatement> statements,
    StoreYaml text,
    Position at) {

  /** What the key {@code billing} of a store says: none of its tables holds payment details. */
  public static final String NO_BILLING = "none";

  public boolean hasNoBilling() {
    return NO_BILLING.equals(text.values().get("billing"));
  }

  /** A store that does not come from a file. */
  public Store(
      String name, TableName accounts, String key, Map<String, StoreAddress> cells, Position at) {
    this(name, accounts, key, cells, Map.of(), StoreYaml.NONE, at);
  }
}
