package dev.lapse.catalog.discover;

import dev.lapse.catalog.Catalog;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** Discovers the store {@code product} of a catalog in a database of a test. */
public final class Discovery {
  private Discovery() {}

  /** Without comments of users. */
  public static DiscoveredCatalog of(Catalog catalog, TestDatabase database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return of(catalog, connection);
    }
  }

  public static DiscoveredCatalog of(Catalog catalog, Connection connection) throws SQLException {
    return DiscoverCatalog.of(
        catalog, YamlComments.NONE, Map.of("product", LiveStore.of(connection)));
  }
}
