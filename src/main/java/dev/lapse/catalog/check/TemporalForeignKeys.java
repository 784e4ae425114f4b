package dev.lapse.catalog.check;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Temporal foreign keys. Such a key compares ranges: one row may refer to several and equal none of
 * them, so it is not a path to an account.
 */
public final class TemporalForeignKeys {
  private TemporalForeignKeys() {}

  /** The temporal key that this path of a set follows, if any. */
  static Optional<ForeignKey> followedBy(
      OwnedBy way, TableName set, Store store, StoreSchema live) {
    OwnedBy.Edge edge = way.edge(set, store);
    return live.foreignKeys().stream()
        .filter(key -> key.period() && way.end().isPresent())
        .filter(key -> key.from().equals(edge.from()) && key.to().equals(edge.to()))
        .filter(
            key ->
                new HashSet<>(pairs(key.fromColumns(), key.toColumns()))
                    .containsAll(pairs(edge.fromColumns(), edge.toColumns())))
        .findFirst();
  }

  /** The temporal keys from and to a table. */
  public static List<ForeignKey> of(TableName table, StoreSchema live) {
    return live.foreignKeys().stream()
        .filter(ForeignKey::period)
        .filter(key -> key.from().equals(table) || key.to().equals(table))
        .toList();
  }

  private static List<String> pairs(List<String> from, List<String> to) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      pairs.add(from.get(i) + " -> " + to.get(i));
    }
    return pairs;
  }
}
