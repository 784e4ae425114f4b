package dev.lapse.cases;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All that a database holds: every row of every table and materialized view by its whole text (a
 * partition's under the name of its table), the large objects, the sequences that stand alone, each
 * with how often it is there.
 */
record Rows(Map<String, Long> count) {
  private static final String RELATIONS =
      """
      select format(
        'select %L || ''  '' || "the row of this case"::text as what from only %I.%I "the row of this case"',
        format('%I.%I', whole.relnamespace::regnamespace::name, whole.relname), nspname, leaf.relname)
      from pg_class leaf
      join pg_class whole on whole.oid = coalesce(pg_partition_root(leaf.oid), leaf.oid)
      join pg_namespace on pg_namespace.oid = leaf.relnamespace
      where leaf.relkind in ('r', 'm')
        and leaf.relispopulated
        and nspname !~ '^pg_|^information_schema$|^lapse_store$'
      """;
  private static final String OTHERS =
      """
      select 'large object  ' || oid || ' ' || md5(lo_get(oid)) as what
      from pg_largeobject_metadata
      union all
      select format('sequence  %I.%I', nspname, relname)
      from pg_class
      join pg_namespace on pg_namespace.oid = relnamespace
      where relkind = 'S'
        and nspname !~ '^pg_|^information_schema$|^lapse_store$'
        and not exists (
          select
          from pg_depend
          where classid = 'pg_class'::regclass
            and objid = pg_class.oid
            and deptype in ('a', 'i')
        )
      """;

  static Rows of(JdbcClient product) {
    List<String> relations = product.sql(RELATIONS).query(String.class).list();
    String all =
        relations.stream().map(sql -> sql + "\nunion all\n").collect(Collectors.joining()) + OTHERS;
    Map<String, Long> count = new TreeMap<>();
    product
        .sql("select what, count(*) as rows from (" + all + ") everything group by what")
        .query(
            row -> {
              count.put(row.getString("what"), row.getLong("rows"));
            });
    return new Rows(count);
  }

  /** What is here and not there. */
  Rows without(Rows there) {
    Map<String, Long> more = new TreeMap<>();
    count.forEach(
        (row, here) -> {
          long rest = here - there.count.getOrDefault(row, 0L);
          if (rest > 0) {
            more.put(row, rest);
          }
        });
    return new Rows(more);
  }

  Rows and(Rows more) {
    Map<String, Long> both = new TreeMap<>(count);
    more.count.forEach((row, times) -> both.merge(row, times, Long::sum));
    return new Rows(both);
  }

  /** What is both here and there. */
  Rows common(Rows there) {
    return without(without(there));
  }

  static Rows none() {
    return new Rows(Map.of());
  }

  boolean isEmpty() {
    return count.isEmpty();
  }

  List<String> list() {
    return List.copyOf(count.keySet());
  }
}
