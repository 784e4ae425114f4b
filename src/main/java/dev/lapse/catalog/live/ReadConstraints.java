package dev.lapse.catalog.live;

import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema.Check;
import dev.lapse.catalog.live.StoreSchema.Distinction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the constraints of tables: checks, unique indexes and exclusion constraints. */
final class ReadConstraints {
  /** Constraints that a partition inherits are read at its root. */
  private static final String CHECKS =
      """
      select coalesce(pg_partition_root(k.conrelid), k.conrelid)::oid as relid,
        n.nspname,
        c.relname,
        k.conname::text as name,
        pg_get_expr(k.conbin, k.conrelid) as expression,
        array(
          select a.attname::text
          from unnest(k.conkey) as key (attnum)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
          order by a.attname) as columns
      from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'c'
        and coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
        and (k.coninhcount = 0 or not c.relispartition)
        and coalesce(pg_partition_root(k.conrelid), k.conrelid) = any (?)
      order by 1, c.relname, k.conname
      """;

  private static final String DISTINCTIONS =
      """
      select coalesce(pg_partition_root(i.indrelid), i.indrelid)::oid as relid,
        n.nspname,
        c.relname,
        x.relname::text as name,
        array(
          select a.attname::text
          from pg_attribute a
          where a.attrelid = i.indrelid
            and (a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1])
              or exists (
                select
                from pg_depend d
                where d.classid = 'pg_class'::regclass
                  and d.objid = i.indexrelid
                  and d.refclassid = 'pg_class'::regclass
                  and d.refobjid = i.indrelid
                  and d.refobjsubid = a.attnum
                  and not d.refobjsubid = any ((i.indkey::int2[])[i.indnkeyatts:])))
          order by a.attname) as columns,
        not i.indnullsnotdistinct as nulls_distinct,
        not i.indisexclusion and i.indpred is null and i.indexprs is null as plain,
        pg_get_indexdef(i.indexrelid) as definition
      from pg_index i
      join pg_class x on x.oid = i.indexrelid
      join pg_class c on c.oid = i.indrelid
      join pg_namespace n on n.oid = c.relnamespace
      where (i.indisunique or i.indisexclusion)
        and i.indisready
        and not x.relispartition
        and coalesce(pg_partition_root(i.indrelid), i.indrelid) = any (?)
      order by 1, c.relname, x.relname
      """;

  private final Connection connection;
  private final TableIds ids;

  ReadConstraints(Connection connection, TableIds ids) {
    this.connection = connection;
    this.ids = ids;
  }

  Map<TableName, List<Check>> checks() throws SQLException {
    return read(
        CHECKS,
        row ->
            new Check(
                row.getString("name"),
                ReadSchema.name(row),
                row.getString("expression"),
                ReadSchema.strings(row.getArray("columns"))));
  }

  Map<TableName, List<Distinction>> distinctions() throws SQLException {
    return read(
        DISTINCTIONS,
        row ->
            new Distinction(
                row.getString("name"),
                ReadSchema.name(row),
                ReadSchema.strings(row.getArray("columns")),
                row.getBoolean("nulls_distinct"),
                row.getBoolean("plain"),
                row.getString("definition")));
  }

  private <T> Map<TableName, List<T>> read(String sql, ReadSchema.Row<T> one) throws SQLException {
    Map<TableName, List<T>> byTable = new HashMap<>();
    ReadSchema.read(
        connection,
        sql,
        row ->
            byTable
                .computeIfAbsent(ids.name(row.getLong("relid")), table -> new ArrayList<>())
                .add(one.read(row)),
        ids.array(connection));
    byTable.replaceAll((table, all) -> List.copyOf(all));
    return byTable;
  }
}
