package dev.lapse.source;

import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The rights that a role needs to read accounts from a store and to lock their rows. */
public final class GrantsForAccounts {
  private GrantsForAccounts() {}

  /** The rights by table; none for a store that accounts do not come from. */
  public static Map<TableName, Set<String>> needed(
      AccountsFile file, Store store, StoreSchema schema) {
    Map<TableName, Set<String>> needed = new TreeMap<>();
    AccountsQuery query = file.query();
    if (query == null || !query.store().name().equals(store.name())) {
      return needed;
    }
    for (StoreSchema.Table table : schema.tables().values()) {
      if (isNamed(table.name(), query.query())) {
        needed.computeIfAbsent(table.name(), name -> new LinkedHashSet<>()).add("select");
      }
    }
    Set<String> rights = needed.computeIfAbsent(store.accounts(), name -> new LinkedHashSet<>());
    rights.add("select");
    rights.add("update"); // to lock rows
    needed.put(
        new TableName("lapse_store", "point_of_no_return"),
        new LinkedHashSet<>(List.of("select", "insert", "delete")));
    return needed;
  }

  /** True if the query has the table after {@code from}, {@code join} or a comma. */
  private static boolean isNamed(TableName table, String query) {
    String schema = "(\"?" + Pattern.quote(table.schema()) + "\"?\\s*\\.\\s*)?";
    String name = "\"?" + Pattern.quote(table.table()) + "\"?(?![\\w$\"])";
    return Pattern.compile(
            "(?i)(\\bfrom|\\bjoin|\\bonly|,)[\\s(]+" + schema + name, Pattern.UNICODE_CASE)
        .matcher(query)
        .find();
  }
}
