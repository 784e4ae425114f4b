package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.stream.Stream;

/**
 * A unique column whose values are looked for in columns of any name.
 *
 * @param table the accounts, or a table that belongs to accounts
 * @param isKey true of the accounts' key
 */
public record KeyToFind(Table table, Column column, boolean isKey) {

  /** Those of the accounts: their key, and other unique columns; none if there is no such table. */
  public static List<KeyToFind> ofAccounts(Findings findings) {
    return findings.accounts().stream()
        .flatMap(
            accounts ->
                accounts.columns().stream()
                    .map(
                        column ->
                            new KeyToFind(
                                accounts, column, column.name().equals(findings.store().key()))))
        .filter(
            key ->
                KeyValues.mayHoldKeys(key.column())
                    && (key.isKey() || key.table().isUnique(List.of(key.column().name()))))
        .toList();
  }

  /** The uuids of tables that belong to accounts, but for one table: uuids do not coincide. */
  public static Stream<KeyToFind> ofOtherOwnedTables(Table table, Findings findings) {
    return findings.schema().tables().values().stream()
        .filter(target -> target.primaryKey().size() == 1)
        .flatMap(
            target ->
                target.column(target.primaryKey().get(0)).stream()
                    .map(key -> new KeyToFind(target, key, false)))
        .filter(key -> KeyValues.isUuid(key.column()))
        .filter(key -> findings.isOwned(key.table().name()))
        .filter(key -> !key.table().name().equals(table.name()));
  }
}
