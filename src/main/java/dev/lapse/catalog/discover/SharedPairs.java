package dev.lapse.catalog.discover;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.discover.convention.StoreConventions;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.sample.ReadOnlyQueries;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tables that the catalog says are shared, although a pair of type and id names rows that are
 * erased, as the sampled rows bear out: they would stay for ever.
 */
public final class SharedPairs {
  private SharedPairs() {}

  /** A sentence for each, with its place in the catalog. */
  public static List<String> notices(Catalog catalog, Store store, LiveStore live)
      throws SQLException {
    StoreConventions conventions =
        StoreConventions.of(
            catalog.conventionsOf(store), catalog.frameworks(), store, live.schema());
    List<String> notices = new ArrayList<>();
    try (ReadOnlyQueries statements = new ReadOnlyQueries(live.connection())) {
      Findings findings = new Findings(store, live.schema(), statements, conventions.pairs());
      for (DataSet set : catalog.setsOf(store)) {
        Table table = live.schema().tables().get(set.table());
        if (table != null && set.ownership() instanceof Ownership.Shared) {
          for (Polymorphic pair : Polymorphic.of(table, findings)) {
            notices.addAll(
                notice(set, pair, pair.waysTo(target -> isErased(catalog, store, target))));
          }
        }
      }
    }
    return notices;
  }

  private static boolean isErased(Catalog catalog, Store store, TableName table) {
    return catalog.set(store.name(), table).filter(DataSet::isErased).isPresent();
  }

  private static List<String> notice(DataSet set, Polymorphic pair, List<OwnedBy> ways) {
    return ways.isEmpty()
        ? List.of()
        : List.of(
            "%s: %s is shared, so its rows stay, but %s name rows of %s, which are erased with their accounts; if they are to go too: owned-by: %s"
                .formatted(
                    set.at(),
                    set.table(),
                    pair.pair().text(),
                    ways.stream()
                        .flatMap(way -> way.end().stream())
                        .map(TableName::toString)
                        .collect(Collectors.joining(", ")),
                    ways.stream().map(OwnedBy::text).toList()));
  }
}
