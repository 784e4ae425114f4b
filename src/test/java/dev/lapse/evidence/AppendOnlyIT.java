package dev.lapse.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nobody rewrites the record: not its owner, not a superuser. */
class AppendOnlyIT {
  private static final TestDatabase DATABASE = TestDatabases.create();
  private static final String OWNER = "evidence_owner";

  @BeforeAll
  static void migrateAsAnOrdinaryRole() {
    DATABASE.run(
        """
        create role evidence_owner login password 'x';
        do $$ begin execute format('grant create on database %I to evidence_owner', current_database()); end $$;
        """);
    Flyway.configure().dataSource(asOwner()).schemas("lapse").load().migrate();
    JdbcClient.create(asOwner())
        .sql("insert into lapse.evidence (kind, actor) values ('cut-off', 'test')")
        .update();
  }

  @AfterAll
  static void dropTheRole() {
    DATABASE.run("drop owned by evidence_owner cascade; drop role evidence_owner");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update lapse.evidence set actor = 'me'",
        "delete from lapse.evidence",
        "truncate lapse.evidence",
        "update lapse.evidence set actor = 'me' where false"
      })
  void changeIsRefusedToOwnerAndSuperuser(String sql) {
    for (DataSource who : new DataSource[] {asOwner(), DATABASE.dataSource()}) {
      assertThatThrownBy(() -> JdbcClient.create(who).sql(sql).update())
          .rootCause()
          .hasMessageMatching("(?s).*(append-only|permission denied).*");
    }
    assertThatThrownBy(() -> DATABASE.run("set session_replication_role = replica; " + sql))
        .hasMessageContaining("append-only");
    assertThat(
            JdbcClient.create(asOwner())
                .sql("select actor from lapse.evidence")
                .query(String.class)
                .list())
        .containsExactly("test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPDATE", "DELETE", "TRUNCATE"})
  void ownerHasNotEvenThePrivilege(String privilege) {
    assertThat(has(privilege)).isFalse();
  }

  @Test
  void ownerReadsAndAppends() {
    assertThat(has("SELECT")).isTrue();
    assertThat(has("INSERT")).isTrue();
  }

  private static boolean has(String privilege) {
    return JdbcClient.create(DATABASE.dataSource())
        .sql("select has_table_privilege(?, 'lapse.evidence', ?)")
        .params(OWNER, privilege)
        .query(Boolean.class)
        .single();
  }

  private static DataSource asOwner() {
    return DATABASE.dataSource(OWNER, "x");
  }
}
