package dev.lapse.source;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.DescribePostgresError;
import dev.lapse.catalog.live.SqlState;
import dev.lapse.file.WrongFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table with one row per account, whose rows are locked.
 *
 * @param keyType how the store writes their key
 * @param key its name and type, for messages
 */
record AccountRows(KeyType keyType, String key) {
  private static final String NO_ID = "the query returns a row without an id";
  private static final String RIGHTS =
      """
      select
        has_any_column_privilege(?::regclass, 'update') as may_lock,
        array_to_string(
          array(
            select lower(needed)
            from unnest(array['SELECT', 'INSERT', 'DELETE']) needed
            cross join pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'lapse_store'
              and c.relname = 'point_of_no_return'
              and not (
                has_schema_privilege(n.oid, 'usage')
                and has_table_privilege(c.oid, needed)
              )
          ),
          ', ') as missing_on_marker
      """;

  /**
   * Reads the key type of the table from the store.
   *
   * @throws WrongFile if rows of the table cannot be found by their key or cannot be locked, or if
   *     the role cannot write the marker
   */
  static AccountRows read(Connection connection, AccountsQuery query) throws SQLException {
    Store store = query.store();
    try {
      ResultType type =
          ResultType.read(
                  connection,
                  store.accounts().sql() + " t",
                  List.of("t." + Identifier.quote(store.key())))
              .get(0);
      KeyType keyType =
          type.key()
              .orElseThrow(
                  () ->
                      new WrongFile(
                          store.at(),
                          "the key %s.%s is of type %s, by which accounts cannot be looked up: it must be a whole number, a uuid or a text that is compared letter by letter"
                              .formatted(store.accounts(), store.key(), type.name())));
      requireRights(connection, query);
      return new AccountRows(
          keyType, "%s.%s (%s)".formatted(store.accounts(), store.key(), type.name()));
    } catch (SQLException refused) {
      if (SqlState.isOfTheStatement(refused.getSQLState())) {
        throw new WrongFile(
            store.at(),
            "store '%s' cannot read %s: %s"
                .formatted(store.name(), store.accounts(), DescribePostgresError.ofRoot(refused)));
      }
      throw refused;
    }
  }

  /** Why no row of the table can have this key; null if one may. */
  @Nullable String impossible(@Nullable String id) {
    if (id == null) {
      return NO_ID;
    }
    return keyType.isValidKey(id)
        ? null
        : "the query returns an id that %s cannot have: no row could be locked or erased by it"
            .formatted(key);
  }

  private static void requireRights(Connection connection, AccountsQuery query)
      throws SQLException {
    String table = query.store().accounts().sql();
    try (PreparedStatement right = connection.prepareStatement(RIGHTS)) {
      right.setString(1, table);
      try (ResultSet answer = right.executeQuery()) {
        answer.next();
        String role = Identifier.quote(connection.getMetaData().getUserName());
        if (!answer.getBoolean("may_lock")) {
          throw new WrongFile(
              query.at(),
              "the role cannot lock rows of %s: grant update on %s to %s"
                  .formatted(query.store().accounts(), table, role));
        }
        String missing = answer.getString("missing_on_marker");
        if (!missing.isEmpty()) {
          throw new WrongFile(
              query.at(),
              "the role cannot write the point of no return: grant usage on schema lapse_store to %2$s; grant %1$s on lapse_store.point_of_no_return to %2$s"
                  .formatted(missing, role));
        }
      }
    }
  }

  /** Locks the rows whose keys are in the setting {@link StoreSession#IDS}; yields the keys. */
  static String lock(Store store, KeyType type, String strength) {
    String key = "t." + Identifier.quote(store.key());
    return """
    select %1$s::text
    from %2$s t
    where %3$s
    order by %1$s
    %4$s
    """
        .formatted(
            key,
            store.accounts().sql(),
            type.isAnyOf(key, "current_setting('" + StoreSession.IDS + "')"),
            strength);
  }
}
