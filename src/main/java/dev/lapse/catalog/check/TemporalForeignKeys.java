package dev.lapse.catalog.check;

import dev.lapse.catalog.OwnedBy;
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

  /** The temporal key that this path of a table follows, if any. */
  static Optional<ForeignKey> followedBy(OwnedBy way, TableName table, StoreSchema live) {
    if (way instanceof OwnedBy.Reference reference) {
      return between(
          table, reference.columns(), reference.parent(), reference.parentColumns(), live);
    }
    if (way instanceof OwnedBy.Referrer referrer) {
      return between(
          referrer.referrer(), referrer.referrerColumns(), table, referrer.columns(), live);
    }
    return Optional.empty();
  }

  /** The temporal keys from and to a table. */
  public static List<ForeignKey> of(TableName table, StoreSchema live) {
    return live.foreignKeys().stream()
        .filter(ForeignKey::period)
        .filter(key -> key.from().equals(table) || key.to().equals(table))
        .toList();
  }

  private static Optional<ForeignKey> between(
      TableName from,
      List<String> fromColumns,
      TableName to,
      List<String> toColumns,
      StoreSchema live) {
    return live.foreignKeys().stream()
        .filter(ForeignKey::period)
        .filter(key -> key.from().equals(from) && key.to().equals(to))
        .filter(
            key ->
                new HashSet<>(pairs(key.fromColumns(), key.toColumns()))
                    .containsAll(pairs(fromColumns, toColumns)))
        .findFirst();
  }

  private static List<String> pairs(List<String> from, List<String> to) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      pairs.add(from.get(i) + " -> " + to.get(i));
    }
    return pairs;
  }
}
