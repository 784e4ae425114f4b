package dev.lapse.testing;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Digests of tables: equal if and only if not a byte of their rows was changed. */
public final class Checksums {
  private Checksums() {}

  /** Of every table of a schema, by name. */
  public static Map<String, String> ofSchema(JdbcClient jdbc, String schema) {
    Map<String, String> digests = new TreeMap<>();
    jdbc.sql(
            """
            select format('%I.%I', schemaname, tablename)
            from pg_tables
            where schemaname = :schema
            """)
        .param("schema", schema)
        .query(String.class)
        .list()
        .forEach(table -> digests.put(table, of(jdbc, table + " t")));
    return digests;
  }

  /**
   * Of the rows of a table.
   *
   * @param from the table with the alias {@code t}, and conditions where only some rows are meant
   */
  public static String of(JdbcClient jdbc, String from) {
    return jdbc.sql(
            "select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from "
                + from)
        .query(String.class)
        .single();
  }
}
