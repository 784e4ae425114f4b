package dev.lapse.source;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The accounts that are marked in their store as past the point of no return. */
final class Markers {
  private static final String THERE =
      """
      select exists (
        select
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'lapse_store'
          and c.relname = 'point_of_no_return'
      )
      """;
  private static final String MARKED =
      """
      select account_id
      from lapse_store.point_of_no_return
      where account_id in (select unnest(cast(? as text[])))
      """;

  private Markers() {}

  /** Those of these accounts that are marked; none in a store that was never migrated. */
  static Set<String> read(Connection connection, Collection<String> ids) throws SQLException {
    Set<String> marked = new HashSet<>();
    if (ids.isEmpty() || !areThere(connection)) {
      return marked;
    }
    try (PreparedStatement find = connection.prepareStatement(MARKED)) {
      find.setArray(1, connection.createArrayOf("text", ids.toArray()));
      try (ResultSet row = find.executeQuery()) {
        while (row.next()) {
          marked.add(row.getString(1));
        }
      }
    }
    return marked;
  }

  private static boolean areThere(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(THERE)) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
