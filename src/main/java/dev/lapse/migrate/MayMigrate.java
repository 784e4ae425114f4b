package dev.lapse.migrate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the role of a connection may change a schema of Lapse.
 *
 * @param role the role
 * @param owner owner of the schema; null if it does not exist
 */
record MayMigrate(String role, boolean may, @Nullable String owner) {
  /** Queries the catalog tables, because a function would need the right to use the schema. */
  private static final String QUERY =
      """
      select
        current_user::text,
        case
          when n.oid is null then has_database_privilege(current_database(), 'create')
          when h.oid is null then has_schema_privilege(n.oid, 'create')
          else pg_has_role(h.relowner, 'usage')
        end,
        pg_get_userbyid(coalesce(h.relowner, n.nspowner))::text
      from (select) one
      left join pg_namespace n on n.nspname = ?
      left join pg_class h on h.relnamespace = n.oid and h.relname = 'flyway_schema_history'
      """;

  static MayMigrate read(Connection connection, String schema) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
      statement.setString(1, schema);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new MayMigrate(row.getString(1), row.getBoolean(2), row.getString(3));
      }
    }
  }

  /** The role whose credentials are needed. */
  String whose() {
    return owner == null
        ? "a role that may create schemas there"
        : "the schema's owner, '%s'".formatted(owner);
  }
}
