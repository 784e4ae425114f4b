package dev.lapse.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a start without Flyway finds whatever Flyway would have to do or refuse. */
class InstalledVersionsIT {
  private final TestDatabase store = TestDatabases.store();

  @Test
  void areCurrentAsFlywayInstalledThem() throws SQLException {
    assertThat(areCurrent()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from lapse_store.flyway_schema_history where version = '2'",
        "update lapse_store.flyway_schema_history set checksum = checksum + 1 where version = '2'",
        "update lapse_store.flyway_schema_history set success = false where version = '2'",
        "update lapse_store.flyway_schema_history set version = '99' where version = '2'",
        "drop schema lapse_store cascade"
      })
  void areNotCurrentAfterAnyChange(String change) throws SQLException {
    store.run(change);
    assertThat(areCurrent()).isFalse();
  }

  private boolean areCurrent() throws SQLException {
    try (Connection connection = store.dataSource().getConnection()) {
      return InstalledVersions.are(connection, "lapse_store", "db/store");
    }
  }
}
