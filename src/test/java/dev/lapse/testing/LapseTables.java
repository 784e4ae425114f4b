package dev.lapse.testing;

import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The tables of Lapse's own database. */
public final class LapseTables {
  /** To truncate a table takes longer than to delete the few rows that a test leaves. */
  private static final String EMPTY =
      """
      do $$
      declare
        filled text[] := array(
          select format('lapse.%I', relname)
          from pg_class
          where relnamespace = 'lapse'::regnamespace
            and relkind = 'r'
            and pg_relation_size(oid) > 0
            and relname not in
              ('evidence', 'policy', 'slot', 'installation', 'flyway_schema_history'));
        named text;
      begin
        if filled = '{}' then
          return;
        end if;
        execute 'lock ' || array_to_string(filled, ', ');
        -- all are emptied, so that no reference and no trigger matters
        set local session_replication_role = replica;
        foreach named in array filled loop
          if pg_relation_size(named::regclass) > 65536 then
            execute 'truncate ' || named || ' cascade';
          else
            execute 'delete from ' || named;
          end if;
        end loop;
      end $$;
      """;

  /** Possible only for a role that may change the schema. */
  private static final String EMPTY_EVIDENCE =
      """
      alter table lapse.evidence disable trigger evidence_is_append_only;
      delete from lapse.evidence;
      alter table lapse.evidence enable always trigger evidence_is_append_only;
      """;

  /** A connection for each database, for a new one knows no table yet. */
  private static final Map<TestDatabase, Connection> CONNECTIONS = new HashMap<>();

  private LapseTables() {}

  /**
   * Empties Lapse's own database of all that it knows but the evidence, which cannot be taken from
   * it.
   */
  public static TestDatabase empty(TestDatabase lapse) {
    return run(lapse, EMPTY);
  }

  /** Empties it of the evidence too. */
  public static TestDatabase emptyWithEvidence(TestDatabase lapse) {
    return run(lapse, EMPTY_EVIDENCE + EMPTY);
  }

  private static synchronized TestDatabase run(TestDatabase lapse, String sql) {
    try (Statement statement = connection(lapse).createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    return lapse;
  }

  /** A new one if a test ended the last one. */
  private static Connection connection(TestDatabase lapse) throws SQLException {
    Connection kept = CONNECTIONS.get(lapse);
    if (kept == null || !kept.isValid(60)) {
      kept = lapse.dataSource().getConnection();
      CONNECTIONS.put(lapse, kept);
    }
    return kept;
  }
}
