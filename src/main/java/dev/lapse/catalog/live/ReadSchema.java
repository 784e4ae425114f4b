package dev.lapse.catalog.live;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads the tables of a live store from {@code pg_catalog}, in a few queries, however many tables
 * there are. Only needs the right to connect: every role can read PostgreSQL's catalogs.
 */
public final class ReadSchema {
  /**
   * A partition whose detaching was interrupted is a table of its own: its parent does not show its
   * rows any more. A table that would be ignored is not if it refers to one that is not: an erasure
   * has to know of the reference.
   */
  private static final String TABLES =
      """
      with recursive part as (
        select c.oid as root, c.oid as relid from pg_class c where c.relkind = 'p' and not c.relispartition
        union all
        select part.root, i.inhrelid from part join pg_inherits i on i.inhparent = part.relid),
      ignored as (
        select c.oid
        from pg_class c
        where c.relname = any (?)
        union all
        select d.objid
        from pg_depend d
        where d.classid = 'pg_class'::regclass and d.deptype = 'e')
      select c.oid,
        n.nspname,
        c.relname,
        case
          when c.relkind = 'p' then 'PARTITIONED'
          when c.relkind = 'f' then 'FOREIGN'
          when exists (select 1 from pg_inherits i where i.inhrelid = c.oid and not i.inhdetachpending) then 'INHERITED'
          else 'ORDINARY'
        end as kind,
        case
          when c.relkind = 'p' then (
            select coalesce(sum(greatest(leaf.reltuples, 0)), 0)
            from part join pg_class leaf on leaf.oid = part.relid
            where part.root = c.oid and leaf.relkind <> 'p')
          else greatest(c.reltuples, 0)
        end::bigint as estimated_rows,
        array(
          select a.attname::text
          from pg_constraint k
          cross join unnest(k.conkey) with ordinality as key (attnum, place)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = key.attnum
          where k.conrelid = c.oid and k.contype = 'p'
          order by key.place) as primary_key,
        array(
          select string_agg(a.attname::text, e'\\x01' order by a.attname)
          from pg_index i
          cross join unnest(i.indkey) with ordinality as key (attnum, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.attnum
          where i.indrelid = c.oid
            and i.indisunique
            and not i.indisexclusion
            and i.indisvalid
            and i.indpred is null
            and i.indexprs is null
            and key.place <= i.indnkeyatts
          group by i.indexrelid
          order by 1) as unique_keys,
        array(
          select string_agg(a.attname::text, e'\\x01' order by key.place)
          from pg_index i
          cross join unnest(i.indkey) with ordinality as key (attnum, place)
          join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.attnum
          where i.indrelid = c.oid
            and i.indisvalid
            and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\([^()]* IS NOT NULL\\)$')
            and i.indexprs is null
            and key.place <= i.indnkeyatts
          group by i.indexrelid
          order by 1) as indexes,
        array(
          select pg_get_indexdef(i.indexrelid, 1, true)
          from pg_index i
          where i.indrelid = c.oid
            and i.indisvalid
            and i.indpred is null
            and i.indkey[0] = 0
          order by 1) as expressions
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'f')
        and (not c.relispartition
          or exists (select 1 from pg_inherits i where i.inhrelid = c.oid and i.inhdetachpending))
        and n.nspname !~ '^pg_'
        and n.nspname <> 'information_schema'
        and n.nspname <> all (?)
        and (c.oid not in (select oid from ignored)
          or exists (
            select 1
            from pg_constraint k
            where k.conrelid = c.oid and k.contype = 'f' and k.confrelid not in (select oid from ignored)))
      order by n.nspname, c.relname
      """;

  private static final String COLUMNS =
      """
      with recursive base as (
        select t.oid as type, t.typbasetype as base, t.typtypmod as modifier, t.typnotnull as not_null
        from pg_type t
        where t.typtype = 'd'
        union all
        select base.type, t.typbasetype, t.typtypmod, base.not_null or t.typnotnull
        from base join pg_type t on t.oid = base.base
        where t.typtype = 'd')
      select a.attrelid,
        a.attname,
        coalesce(format_type(base.base, base.modifier), format_type(a.atttypid, a.atttypmod))
          || case when c.collisdeterministic is false then ' collate nondeterministic' else '' end as type,
        a.attnotnull or coalesce(base.not_null, false) as not_null,
        a.attgenerated <> '' or a.attidentity = 'a' as generated
      from pg_attribute a
      left join pg_collation c on c.oid = a.attcollation
      left join base on base.type = a.atttypid
        and not exists (select 1 from pg_type t where t.oid = base.base and t.typtype = 'd')
      where a.attrelid = any (?)
        and a.attnum > 0
        and not a.attisdropped
      order by a.attrelid, a.attnum
      """;

  private static final String MATERIALIZED_VIEWS =
      """
      with recursive reads as (
        select v.oid as view, d.refobjid as relid
        from pg_class v
        join pg_rewrite r on r.ev_class = v.oid
        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
        where v.relkind = 'm' and d.refobjid <> v.oid
        union
        select reads.view, d.refobjid
        from reads
        join pg_rewrite r on r.ev_class = reads.relid
        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
        where d.refobjid <> reads.relid)
      select n.nspname,
        v.relname,
        array(
          select distinct coalesce(pg_partition_root(reads.relid), reads.relid)::oid
          from reads
          join pg_class c on c.oid = reads.relid and c.relkind in ('r', 'p', 'f')
          where reads.view = v.oid) as reads,
        (select count(distinct reads.relid)
          from reads
          join pg_class c on c.oid = reads.relid and c.relkind = 'm'
          where reads.view = v.oid) as depth,
        v.relispopulated and exists (
          select from pg_index i
          where i.indrelid = v.oid and i.indisunique and i.indpred is null and i.indexprs is null) as concurrently
      from pg_class v
      join pg_namespace n on n.oid = v.relnamespace
      where v.relkind = 'm' and n.nspname !~ '^pg_' and v.relispopulated
      order by depth, n.nspname, v.relname
      """;

  private static final String VIEWS =
      """
      select n.nspname, c.relname
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('v', 'm') and n.nspname !~ '^pg_' and n.nspname <> all (?)
      """;

  private static final String ROW_SECURITY =
      """
      select n.nspname, c.relname
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relrowsecurity and row_security_active(c.oid) and n.nspname <> all (?)
      """;

  private static final String SEQUENCES =
      """
      select n.nspname, c.relname
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'S'
        and n.nspname !~ '^pg_'
        and n.nspname <> all (?)
        and not exists (
          select from pg_depend d
          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i', 'e'))
      order by n.nspname, c.relname
      """;

  private static final String KEY_SEPARATOR = "\u0001";

  private final Connection connection;
  private final TableIds ids = new TableIds();

  private ReadSchema(Connection connection) {
    this.connection = connection;
  }

  public static StoreSchema read(Connection connection) throws SQLException {
    ReadSchema read = new ReadSchema(connection);
    List<FoundTable> found = read.tables();
    Map<Long, List<StoreSchema.Column>> columns = read.columns();
    ReadConstraints constraints = new ReadConstraints(connection, read.ids);
    Map<TableName, List<StoreSchema.Check>> checks = constraints.checks();
    Map<TableName, List<StoreSchema.Distinction>> distinctions = constraints.distinctions();
    Map<TableName, StoreSchema.Table> tables = new TreeMap<>();
    for (FoundTable table : found) {
      tables.put(
          table.name(),
          new StoreSchema.Table(
              table.name(),
              columns.getOrDefault(table.oid(), List.of()),
              table.primaryKey(),
              table.estimatedRows(),
              table.kind(),
              table.uniqueKeys(),
              table.indexes(),
              checks.getOrDefault(table.name(), List.of()),
              distinctions.getOrDefault(table.name(), List.of())));
    }
    return new StoreSchema(
        Collections.unmodifiableMap(tables),
        ReadForeignKeys.read(connection, read.ids),
        ReadTriggers.read(connection, read.ids),
        read.materializedViews(),
        Set.copyOf(read.names(VIEWS)),
        Set.copyOf(read.names(ROW_SECURITY)),
        read.names(SEQUENCES),
        ReadPublications.read(connection, read.ids));
  }

  private record FoundTable(
      long oid,
      TableName name,
      List<String> primaryKey,
      long estimatedRows,
      StoreSchema.TableKind kind,
      List<Set<String>> uniqueKeys,
      List<List<String>> indexes) {}

  private List<FoundTable> tables() throws SQLException {
    return read(
        connection,
        TABLES,
        row -> {
          TableName name = name(row);
          ids.add(row.getLong("oid"), name);
          return new FoundTable(
              row.getLong("oid"),
              name,
              strings(row.getArray("primary_key")),
              row.getLong("estimated_rows"),
              StoreSchema.TableKind.valueOf(row.getString("kind")),
              strings(row.getArray("unique_keys")).stream()
                  .map(key -> Set.of(key.split(KEY_SEPARATOR)))
                  .toList(),
              indexes(strings(row.getArray("indexes")), strings(row.getArray("expressions"))));
        },
        texts(IgnoredTables.TABLES),
        texts(IgnoredTables.SCHEMAS));
  }

  private static List<List<String>> indexes(List<String> ofColumns, List<String> ofExpressions) {
    return Stream.concat(
            ofColumns.stream().map(index -> List.of(index.split(KEY_SEPARATOR))),
            ofExpressions.stream()
                .map(expression -> List.of(ColumnExpression.normalized(expression))))
        .toList();
  }

  private Map<Long, List<StoreSchema.Column>> columns() throws SQLException {
    Map<Long, List<StoreSchema.Column>> columns = new HashMap<>();
    read(
        connection,
        COLUMNS,
        row ->
            columns
                .computeIfAbsent(row.getLong("attrelid"), table -> new ArrayList<>())
                .add(
                    new StoreSchema.Column(
                        row.getString("attname"),
                        row.getString("type"),
                        row.getBoolean("not_null"),
                        row.getBoolean("generated"))),
        ids.array(connection));
    columns.replaceAll((table, of) -> List.copyOf(of));
    return columns;
  }

  private List<StoreSchema.MaterializedView> materializedViews() throws SQLException {
    return read(
        connection,
        MATERIALIZED_VIEWS,
        row -> {
          Set<TableName> reads = new TreeSet<>();
          for (Long oid : (Long[]) row.getArray("reads").getArray()) {
            ids.find(oid).ifPresent(reads::add);
          }
          return new StoreSchema.MaterializedView(
              name(row), Collections.unmodifiableSet(reads), row.getBoolean("concurrently"));
        });
  }

  private List<TableName> names(String sql) throws SQLException {
    return read(connection, sql, ReadSchema::name, texts(IgnoredTables.SCHEMAS));
  }

  private Array texts(Collection<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray());
  }

  /** One row of a query. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Reads all rows of a query. */
  static <T> List<T> read(Connection connection, String sql, Row<T> one, Array... parameters)
      throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        query.setArray(i + 1, parameters[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          all.add(one.read(row));
        }
      }
    }
    return List.copyOf(all);
  }

  static TableName name(ResultSet row) throws SQLException {
    return new TableName(row.getString("nspname"), row.getString("relname"));
  }

  static List<String> strings(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }
}
