package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How accounts are erased from a store, worked out once per run.
 *
 * @param sets all that are captured, by table
 * @param capture the order of capturing; sets that are found through each other come together
 * @param deletion the order of deleting; sets that refer to each other in a circle come together
 * @param pointers all references between tables of the store
 * @param unbypassed tables of which deleting must fire triggers
 * @param views materialized views that show erased rows
 * @param largeObjects the columns of all tables that name large objects
 * @param mayBypass true if the role may keep foreign-key triggers from firing
 */
record StorePlan(
    Store store,
    Map<TableName, CapturedSet> sets,
    List<List<CapturedSet>> capture,
    List<List<CapturedSet>> deletion,
    List<Pointer> pointers,
    Set<TableName> unbypassed,
    AccountSequences sequences,
    List<StoreSchema.MaterializedView> views,
    StoreSchema schema,
    Map<TableName, List<String>> largeObjects,
    boolean mayBypass) {

  Optional<CapturedSet> set(TableName table) {
    return Optional.ofNullable(sets.get(table));
  }

  /** The set of a table that is known to be captured. */
  CapturedSet captured(TableName table) {
    return set(table).orElseThrow();
  }

  /**
   * True if the reference is the account's key itself, so that whatever refers to a captured
   * account is captured.
   */
  boolean isAccountKey(Pointer pointer) {
    return pointer.to().equals(store.accounts())
        && pointer.toColumns().equals(List.of(store.key()))
        && set(pointer.from())
            .filter(from -> from.role() == CapturedSet.Role.ERASED)
            .filter(from -> from.accountKeys().containsAll(pointer.columns()))
            .isPresent();
  }

  List<Pointer> pointersTo(TableName table) {
    return pointers.stream().filter(pointer -> pointer.to().equals(table)).toList();
  }

  /**
   * True if the rows of these sets are deleted without their foreign-key triggers. What an
   * anonymized row then refers to is always checked.
   */
  boolean bypasses(List<CapturedSet> group) {
    return mayBypass
        && group.stream()
            .noneMatch(
                set ->
                    unbypassed.contains(set.table()) || set.role() == CapturedSet.Role.ANONYMIZED);
  }

  /** The live rows of any table, for queries. */
  String rows(TableName table) {
    return schema.table(table).map(StoreSchema.Table::rows).orElseThrow();
  }

  /** The columns of a live row of any table under {@code alias}, to be compared. */
  Columns.Side row(TableName table, String alias) {
    return new Columns.Side(
        column -> alias + "." + Identifier.quote(column), column -> type(table, column));
  }

  private String type(TableName table, String column) {
    return schema
        .table(table)
        .flatMap(live -> live.column(column))
        .map(StoreSchema.Column::type)
        .orElseThrow(() -> new IllegalStateException(table + " has no column " + column));
  }
}
