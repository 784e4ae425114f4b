package dev.lapse.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestRoles;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the program's role may in Lapse's own database, after its owner has migrated it. */
class RightsIT {
  private final TestDatabase database = TestDatabases.lapse();

  @BeforeAll
  static void anotherRole() {
    TestDatabases.store();
  }

  @Test
  void noTableOfAMigrationIsForgotten() {
    assertThat(
            ask(
                """
                select format('%I.%I', nspname, relname)
                from pg_class c
                join pg_namespace n on n.oid = relnamespace
                where nspname like 'lapse%'
                  and case
                    when relkind in ('r', 'p', 'v', 'm') then not has_table_privilege('lapse', c.oid, 'select')
                    when relkind = 'S' and nspname = 'lapse_batch' then not has_sequence_privilege('lapse', c.oid, 'usage')
                    else false
                  end
                """))
        .as("add them to db/migration/afterMigrate__rights.sql")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update lapse.evidence set actor = 'me'",
        "delete from lapse.evidence",
        "truncate lapse.evidence",
        "delete from lapse.account",
        "delete from lapse.run",
        "update lapse.flyway_schema_history set success = false",
        "update lapse.installation set id = gen_random_uuid()",
        "delete from lapse_batch.batch_job_instance",
        "truncate lapse_quartz.qrtz_locks",
        "create table lapse.mine (id int)",
        "create table public.mine (id int)",
        "create temporary table mine (id int)",
        "create schema mine",
        "alter table lapse.evidence disable trigger all",
        "drop view lapse.account_access",
        "create role mine",
        "set session_replication_role = replica",
        "set role lapse_owner"
      })
  void programMayNot(String statement) {
    TestDatabase asProgram =
        new TestDatabase(database.url(), TestRoles.RUNTIME, database.password());

    assertThatThrownBy(() -> asProgram.run(statement))
        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
  }

  @Test
  void ownerGivesBackWhatIsMissingAndTakesWhatIsTooMuch() {
    List<String> before = ask(RIGHTS);
    database.run(
        """
        revoke insert on lapse.evidence from lapse;
        revoke usage on sequence lapse_batch.batch_job_instance_seq from lapse;
        grant delete on lapse.evidence to lapse;
        grant truncate on lapse_quartz.qrtz_locks to lapse;
        grant select on lapse.run to lapse_limited;
        """);
    assertThat(ask(RIGHTS)).isNotEqualTo(before);

    TestRoles.migrateLapse(database);

    assertThat(ask(RIGHTS)).isEqualTo(before);
    assertThat(ask("select has_table_privilege('lapse_limited', 'lapse.run', 'select')::text"))
        .as("of a role that the program does not run as")
        .containsExactly("true");
  }

  @Test
  void ownerOfAnOlderReleaseTakesNothingBack() {
    database.run(
        """
        insert into lapse.flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
        values (999, '999', 'one more table', 'SQL', 'V999__one_more_table.sql', 'x', 1, true);
        grant delete on lapse.account to lapse;
        """);
    List<String> before = ask(RIGHTS);

    TestRoles.migrateLapse(database);

    assertThat(ask(RIGHTS)).isEqualTo(before);
  }

  @Test
  void everyRoleThatMayUseTheSchemasGetsTheSameRights() {
    database.run("grant usage on schema lapse, lapse_batch, lapse_quartz to lapse_limited");

    TestRoles.migrateLapse(database);

    assertThat(ask(RIGHTS.replace("'lapse'", "'lapse_limited'"))).isEqualTo(ask(RIGHTS));
  }

  @Test
  void secondMigrationChangesNoRight() {
    String versions =
        "select xmin::text || relname from pg_class where relname !~ '^pg_' order by 1";
    List<String> before = ask(versions);

    TestRoles.migrateLapse(database);

    assertThat(ask(versions)).isEqualTo(before);
  }

  private static final String RIGHTS =
      """
      select format('%s %I.%I', lower(held.privilege_type), nspname, relname)
      from pg_class
      join pg_namespace n on n.oid = relnamespace
      cross join aclexplode(relacl) held
      where held.grantee = 'lapse'::regrole
        and not held.is_grantable
      order by 1
      """;

  private List<String> ask(String sql) {
    return JdbcClient.create(database.dataSource()).sql(sql).query(String.class).list();
  }
}
