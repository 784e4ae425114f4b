package dev.lapse.source;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns of the accounts' table that the query reads. A temporary view of the query, which is
 * rolled back, lets PostgreSQL say it: no parser of ours has to understand SQL.
 */
final class ColumnsRead {
  private static final String VIEW =
      "create temporary view lapse_accounts_query as\nselect *\nfrom ";
  private static final String READ =
      """
      with recursive view (oid) as (
        select 'pg_temp.lapse_accounts_query'::regclass::oid
        union
        select c.oid
        from view v
        join pg_rewrite w on w.ev_class = v.oid
        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
        join pg_class c on d.refclassid = 'pg_class'::regclass and c.oid = d.refobjid
        where c.relkind = 'v'
      )
      select a.attname
      from view v
      join pg_rewrite w on w.ev_class = v.oid
      join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
      join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.refclassid = 'pg_class'::regclass
        and d.refobjid = ?::regclass
      order by a.attname
      """;

  private ColumnsRead() {}

  /** Leaves the connection's transaction rolled back. */
  static Set<String> find(Connection connection, AccountsQuery query) throws SQLException {
    Set<String> read = new TreeSet<>();
    connection.setAutoCommit(false);
    try (Statement create = connection.createStatement()) {
      create.execute(VIEW + query.from());
      try (PreparedStatement find = connection.prepareStatement(READ)) {
        find.setString(1, query.store().accounts().sql());
        try (ResultSet row = find.executeQuery()) {
          while (row.next()) {
            read.add(row.getString(1));
          }
        }
      }
    } finally {
      connection.rollback();
    }
    return read;
  }
}
