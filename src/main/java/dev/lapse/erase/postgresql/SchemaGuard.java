package dev.lapse.erase.postgresql;

import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Detects that tables, columns, foreign keys or triggers of a store changed after the catalog was
 * checked against them. Partitions may come and go.
 */
final class SchemaGuard {
  private static final String FINGERPRINT =
      """
      with tables as (
        select c.oid
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'f')
          and (not c.relispartition
            or exists (select from pg_inherits i where i.inhrelid = c.oid and i.inhdetachpending))
          and n.nspname !~ '^pg_'
          and n.nspname not in ('information_schema', 'lapse', 'lapse_batch', 'lapse_quartz', 'lapse_store')
      )
      select md5(coalesce(string_agg(part, ',' order by part), ''))
      from (
        select concat_ws(' ', 'column', a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull)
        from tables t
        join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
        union all
        select concat_ws(' ', 'key', k.oid, k.conrelid, k.confrelid, k.confdeltype)
        from tables t
        join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' and k.conparentid = 0
        union all
        select concat_ws(' ', 'rule', r.oid, r.ev_enabled)
        from tables t
        join pg_rewrite r on r.ev_class = t.oid
        union all
        select concat_ws(' ', 'trigger', g.oid, g.tgrelid, g.tgenabled, g.tgtype)
        from tables t
        join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal and g.tgparentid = 0
      ) as parts(part)
      """;

  private final String expected;

  private SchemaGuard(String expected) {
    this.expected = expected;
  }

  static SchemaGuard read(NamedParameterJdbcOperations jdbc) {
    return new SchemaGuard(fingerprint(jdbc));
  }

  String fingerprint() {
    return expected;
  }

  boolean hasChanged(NamedParameterJdbcOperations jdbc) {
    return !fingerprint(jdbc).equals(expected);
  }

  /** The message for accounts that are not erased because of it. */
  String changed(String store) {
    return "the schema of store '%s' changed after the catalog was checked against it; run again"
        .formatted(store);
  }

  private static String fingerprint(NamedParameterJdbcOperations jdbc) {
    return String.valueOf(jdbc.queryForObject(FINGERPRINT, Map.of(), String.class));
  }
}
