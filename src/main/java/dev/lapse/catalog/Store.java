package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.util.Map;

/**
 * A PostgreSQL database, or several of one schema, that keeps account data.
 *
 * @param accounts the table with one row per account
 * @param key its column that holds the account's id
 * @param cells the address in each cell; {@code main} alone where the catalog names none
 * @param statements run there for each account that is cut off or reactivated
 * @param text the addresses as they stand in the file
 */
public record Store(
    String name,
    TableName accounts,
    String key,
    Map<String, StoreAddress> cells,
    Map<Occasion, AccountStatement> statements,
    StoreText text,
    Position at) {

  /** A store that stands in no file. */
  public Store(
      String name, TableName accounts, String key, Map<String, StoreAddress> cells, Position at) {
    this(name, accounts, key, cells, Map.of(), StoreText.NONE, at);
  }
}
