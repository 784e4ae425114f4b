package dev.lapse.catalog.live;

import dev.lapse.catalog.live.StoreSchema.Event;
import dev.lapse.catalog.live.StoreSchema.Trigger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * Reads triggers and rules that fire on deletes or updates. A trigger of a partition is assigned to
 * its root.
 */
final class ReadTriggers {
  private static final String TRIGGERS =
      """
      select distinct coalesce(pg_partition_root(t.tgrelid), t.tgrelid)::oid as relid,
        t.tgname::text as name,
        t.tgtype & 8 <> 0 as on_delete,
        t.tgtype & 16 <> 0 as on_update,
        array(
          select a.attname::text
          from unnest(t.tgattr::int2[]) as key (attnum)
          join pg_attribute a on a.attrelid = t.tgrelid and a.attnum = key.attnum
          order by a.attname) as update_columns,
        t.tgenabled in ('A', 'R') as on_replica,
        t.tgdeferrable as deferred,
        format('%I.%I', n.nspname, f.proname) as function,
        case when l.lanname in ('sql', 'plpgsql') then coalesce(pg_get_function_sqlbody(f.oid), f.prosrc) else '' end as source,
        false as rule
      from pg_trigger t
      join pg_proc f on f.oid = t.tgfoid
      join pg_namespace n on n.oid = f.pronamespace
      join pg_language l on l.oid = f.prolang
      where not t.tgisinternal
        and t.tgtype & 24 <> 0
        and t.tgenabled <> 'D'
        and coalesce(pg_partition_root(t.tgrelid), t.tgrelid) = any (?)
      union
      select r.ev_class::oid,
        r.rulename::text,
        r.ev_type = '4',
        r.ev_type = '2',
        '{}',
        r.ev_enabled in ('A', 'R'),
        false,
        quote_ident(r.rulename),
        pg_get_ruledef(r.oid),
        true
      from pg_rewrite r
      where r.ev_type in ('2', '4')
        and r.ev_enabled <> 'D'
        and r.ev_class = any (?)
      order by 1, 2, 3, 4, 5, 6
      """;

  private ReadTriggers() {}

  static List<Trigger> read(Connection connection, TableIds ids) throws SQLException {
    return ReadSchema.read(
            connection,
            TRIGGERS,
            row ->
                new Trigger(
                    ids.name(row.getLong("relid")),
                    row.getString("name"),
                    Event.of(row.getBoolean("on_delete"), row.getBoolean("on_update")),
                    ReadSchema.strings(row.getArray("update_columns")),
                    row.getBoolean("on_replica"),
                    row.getBoolean("deferred"),
                    row.getString("function"),
                    row.getString("source"),
                    row.getBoolean("rule")),
            ids.array(connection),
            ids.array(connection))
        .stream()
        .sorted(Comparator.comparing(Trigger::table).thenComparing(Trigger::name))
        .toList();
  }
}
