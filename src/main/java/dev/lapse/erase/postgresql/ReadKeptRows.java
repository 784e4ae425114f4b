package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.erase.postgresql.plan.FindReferences;
import dev.lapse.erase.postgresql.plan.JoinPath;
import dev.lapse.erase.postgresql.plan.KeptDate;
import dev.lapse.erase.postgresql.plan.ResolveJoinPaths;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.store.BlockedByCatalog;
import dev.lapse.erase.store.KeptRows;
import dev.lapse.erase.store.RowDates;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/** Reads the dates from which rows are kept, along the paths of the catalog. */
final class ReadKeptRows {
  private final Map<String, Dated> dated = new TreeMap<>();
  private final Map<String, Set<String>> referring = new TreeMap<>();

  /** A set whose rows go one by one. */
  private record Dated(RowDates.Type type, String query) {}

  /**
   * @param wanted the kept sets to read
   */
  ReadKeptRows(Catalog catalog, Store store, StoreSchema schema, Predicate<DataSet> wanted) {
    ResolveJoinPaths ways = new ResolveJoinPaths(catalog, store, schema, Map.of());
    for (DataSet set : catalog.setsOf(store)) {
      DataSet.Keep keep = set.keep();
      if (keep != null && keep.from() != null && wanted.test(set)) {
        StoreSchema.Table table = schema.table(set.table()).orElseThrow();
        KeptDate date = date(set, table, keep.from());
        dated.put(set.name(), new Dated(date.type(), query(table, date, ways.resolve(set))));
      }
    }
    if (!dated.isEmpty()) {
      references(catalog, store, FindReferences.of(catalog, store, schema));
    }
  }

  static KeptDate date(DataSet set, StoreSchema.Table table, String column) {
    return KeptDate.of(table, column)
        .orElseThrow(
            () ->
                new BlockedByCatalog(
                    "%s is kept from %s, which is not a date column of it"
                        .formatted(set.name(), column)));
  }

  private static String query(StoreSchema.Table table, KeptDate date, List<JoinPath> ways) {
    return ways.stream()
        .map(
            way ->
                "select %s::text as account_id, %s as kept_from\nfrom %s t%s\n%s"
                    .formatted(
                        way.key(), date.date("t"), table.rows(), way.parents(", "), way.where()))
        .collect(Collectors.joining("\nunion\n", "select distinct * from (\n", "\n) found"));
  }

  /** Directly, or through sets that are kept as a whole too. */
  private void references(Catalog catalog, Store store, List<TableReference> references) {
    boolean grown = true;
    while (grown) {
      grown = false;
      for (TableReference reference : references) {
        DataSet from = catalog.set(store.name(), reference.from()).orElse(null);
        DataSet to = catalog.set(store.name(), reference.to()).orElse(null);
        if (from != null
            && to != null
            && from.keep() != null
            && to.keep() != null
            && !catalog.goesByDate(to)) {
          String root = catalog.goesWith(from).name();
          Set<String> longer =
              dated.containsKey(root) ? Set.of(root) : referring.getOrDefault(root, Set.of());
          grown |=
              referring
                  .computeIfAbsent(catalog.goesWith(to).name(), name -> new TreeSet<>())
                  .addAll(longer);
        }
      }
    }
  }

  KeptRows read(NamedParameterJdbcOperations jdbc, Collection<String> ids) {
    Map<String, Map<String, RowDates>> all = new HashMap<>();
    dated.forEach(
        (name, set) -> {
          Map<String, Set<LocalDateTime>> dates = new HashMap<>();
          Set<String> undated = new TreeSet<>();
          jdbc.query(
              set.query(),
              RunSteps.ids(ids),
              row -> {
                String id = row.getString("account_id");
                LocalDateTime date = row.getObject("kept_from", LocalDateTime.class);
                Set<LocalDateTime> ofAccount = dates.computeIfAbsent(id, any -> new TreeSet<>());
                if (date == null) {
                  undated.add(id);
                } else {
                  ofAccount.add(date);
                }
              });
          dates.forEach(
              (id, ascending) ->
                  all.computeIfAbsent(id, any -> new HashMap<>())
                      .put(
                          name,
                          new RowDates(set.type(), List.copyOf(ascending), undated.contains(id))));
        });
    return new KeptRows(all, referring);
  }
}
