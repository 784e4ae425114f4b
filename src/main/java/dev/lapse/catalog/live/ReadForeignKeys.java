package dev.lapse.catalog.live;

import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.catalog.live.StoreSchema.OnDelete;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * Reads foreign keys. A partition's key is assigned to its root; the copies for partitions, which
 * have a parent constraint, are skipped.
 */
final class ReadForeignKeys {
  /** {@code conperiod} and {@code conenforced} are columns of PostgreSQL 18 and later. */
  private static final String FOREIGN_KEYS =
      """
      select min(key.conname) as name,
        key.from_table,
        key.from_columns,
        key.to_table,
        key.to_columns,
        key.confdeltype,
        key.set_columns,
        key.period,
        key.enforced,
        bool_and(key.condeferrable) as deferrable
      from (
        select k.conname::text,
          coalesce(pg_partition_root(k.conrelid), k.conrelid)::oid as from_table,
          array(
            select a.attname::text
            from unnest(k.conkey) with ordinality as key (attnum, place)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
            order by key.place) as from_columns,
          coalesce(pg_partition_root(k.confrelid), k.confrelid)::oid as to_table,
          array(
            select a.attname::text
            from unnest(k.confkey) with ordinality as key (attnum, place)
            join pg_attribute a on a.attrelid = k.confrelid and a.attnum = key.attnum
            order by key.place) as to_columns,
          array(
            select a.attname::text
            from unnest(coalesce(nullif(k.confdelsetcols, '{}'), k.conkey)) with ordinality as key (attnum, place)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
            order by key.place) as set_columns,
          k.confdeltype,
          k.condeferrable,
          coalesce((to_jsonb(k) ->> 'conperiod')::boolean, false) as period,
          coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true) as enforced
        from pg_constraint k
        where k.contype = 'f' and k.conparentid = 0) as key
      where key.from_table = any (?) and key.to_table = any (?)
      group by key.from_table, key.from_columns, key.to_table, key.to_columns,
        key.confdeltype, key.set_columns, key.period, key.enforced
      order by name, key.from_columns, key.to_columns
      """;

  private ReadForeignKeys() {}

  static List<ForeignKey> read(Connection connection, TableIds ids) throws SQLException {
    return ReadSchema.read(
            connection,
            FOREIGN_KEYS,
            row -> key(row, ids),
            ids.array(connection),
            ids.array(connection))
        .stream()
        .sorted(Comparator.comparing(ForeignKey::from).thenComparing(ForeignKey::name))
        .toList();
  }

  private static ForeignKey key(ResultSet row, TableIds ids) throws SQLException {
    boolean enforced = row.getBoolean("enforced");
    return new ForeignKey(
        row.getString("name"),
        ids.name(row.getLong("from_table")),
        ReadSchema.strings(row.getArray("from_columns")),
        ids.name(row.getLong("to_table")),
        ReadSchema.strings(row.getArray("to_columns")),
        enforced ? onDelete(row.getString("confdeltype")) : OnDelete.NO_ACTION,
        ReadSchema.strings(row.getArray("set_columns")),
        row.getBoolean("deferrable"),
        row.getBoolean("period"),
        enforced);
  }

  private static OnDelete onDelete(String letter) {
    return switch (letter) {
      case "r" -> OnDelete.RESTRICT;
      case "c" -> OnDelete.CASCADE;
      case "n" -> OnDelete.SET_NULL;
      case "d" -> OnDelete.SET_DEFAULT;
      default -> OnDelete.NO_ACTION;
    };
  }
}
