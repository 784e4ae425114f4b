package dev.lapse.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestDatabases.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class TestDatabasesIT {
  @Test
  void givesEachCallerItsOwnDatabaseOnPostgreSql18() {
    TestDatabase one = TestDatabases.create().run("create table only_here (id int)");
    TestDatabase other = TestDatabases.create().run("create table only_here (id int)");

    assertThat(one.url()).isNotEqualTo(other.url());
    assertThat(ask(one, "show server_version")).startsWith("18.");
    assertThat(ask(other, "show fsync")).isEqualTo("off");
  }

  private static String ask(TestDatabase database, String sql) {
    return JdbcClient.create(database.dataSource()).sql(sql).query(String.class).single();
  }
}
