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

/**
 * The table with one row per account, whose rows are locked.
 *
 * @param keyType how the store writes their key
 */
record AccountRows(KeyType keyType) {
  private static final String MAY_LOCK = "select has_any_column_privilege(?::regclass, 'update')";

  /**
   * Reads the key type of the table from the store.
   *
   * @throws WrongFile if rows of the table cannot be found by their key or cannot be locked
   */
  static AccountRows of(Connection connection, AccountsQuery query) throws SQLException {
    Store store = query.store();
    try (PreparedStatement key =
            connection.prepareStatement(
                "select %s from %s limit 0"
                    .formatted(Identifier.quote(store.key()), store.accounts().sql()));
        ResultSet none = key.executeQuery()) {
      KeyType type =
          KeyType.of(none.getMetaData().getColumnTypeName(1))
              .orElseThrow(
                  () ->
                      new WrongFile(
                          store.at(),
                          "the key %s.%s has a type by which accounts cannot be looked up"
                              .formatted(store.accounts(), store.key())));
      requireRight(connection, query);
      return new AccountRows(type);
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

  private static void requireRight(Connection connection, AccountsQuery query) throws SQLException {
    String table = query.store().accounts().sql();
    try (PreparedStatement right = connection.prepareStatement(MAY_LOCK)) {
      right.setString(1, table);
      try (ResultSet answer = right.executeQuery()) {
        answer.next();
        if (!answer.getBoolean(1)) {
          throw new WrongFile(
              query.at(),
              "the role cannot lock rows of %s: grant update on %s to %s"
                  .formatted(
                      query.store().accounts(),
                      table,
                      Identifier.quote(connection.getMetaData().getUserName())));
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
