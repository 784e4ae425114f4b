package dev.lapse.catalog.check;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckRows.Found;
import dev.lapse.catalog.live.FallibleQueries;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;

/**
 * Keys of type citext, which PostgreSQL compares regardless of case, while Lapse compares keys as
 * they are spelled: a row that spells one otherwise than its account would not be found.
 */
final class CheckLetterCase {
  private static final String OTHERWISE =
      """
      select count(*)
      from %1$s t
      join %2$s a on a.%4$s = t.%3$s
      where cast(a.%4$s as text) <> cast(t.%3$s as text)
      """;

  private CheckLetterCase() {}

  static void check(
      DataSet set,
      Table table,
      Store store,
      StoreSchema live,
      FallibleQueries fallibleQueries,
      Found found) {
    Table accounts = live.table(store.accounts()).orElse(null);
    Column key = accounts == null ? null : accounts.column(store.key()).orElse(null);
    if (accounts == null || key == null || !key.type().endsWith("citext")) {
      return;
    }
    for (OwnedBy.Key way : set.ways(OwnedBy.Key.class)) {
      Column column = table.column(way.column()).orElse(null);
      if (column == null || !column.type().endsWith("citext")) {
        continue;
      }
      String name = "%s.%s".formatted(table.name(), TableName.written(column.name()));
      try {
        fallibleQueries.each(
            OTHERWISE.formatted(
                table.rows(),
                accounts.rows(),
                Identifier.quote(column.name()),
                Identifier.quote(key.name())),
            List.of(),
            row -> {
              if (row.getLong(1) > 0) {
                found.problem(
                    Kind.UNSUPPORTED,
                    set,
                    "%s spells %d keys with other capitals than %s.%s, so their rows would not be found; update them to the spelling there"
                        .formatted(
                            name, row.getLong(1), accounts.name(), TableName.written(key.name())));
              }
            });
      } catch (FallibleQueries.Refused refused) {
        found.problem(
            Kind.UNREADABLE,
            set,
            "could not read how %s spells keys: %s".formatted(name, refused.reason()));
      }
    }
  }
}
