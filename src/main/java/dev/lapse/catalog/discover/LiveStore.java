package dev.lapse.catalog.discover;

import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.catalog.live.StoreSchema;
import java.sql.Connection;
import java.sql.SQLException;

/** A live store to discover, with a connection that stays open meanwhile. */
public record LiveStore(StoreSchema schema, Connection connection) {
  public static LiveStore read(Connection connection) throws SQLException {
    return new LiveStore(ReadSchema.read(connection), connection);
  }
}
