package dev.lapse.catalog.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.review.PasteOffers;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * Discovers the store {@code product} of a catalog in a database of a test. Whatever it offers must
 * be an answer that {@code check} takes.
 */
public final class Discovery {
  private Discovery() {}

  /** Without comments of users. */
  public static DiscoveredCatalog of(Catalog catalog, TestDatabase database) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return of(catalog, connection);
    }
  }

  public static DiscoveredCatalog of(Catalog catalog, Connection connection) throws SQLException {
    LiveStore live = LiveStore.read(connection);
    DiscoveredCatalog discovered =
        DiscoverCatalog.discover(catalog, YamlComments.NONE, Map.of("product", live));
    assertThat(PasteOffers.refused(discovered, "product", live.schema()))
        .as("offers that are refused")
        .isEmpty();
    return discovered;
  }
}
