package dev.lapse.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestRoles;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;

class DemoIT {
  @Test
  void everyAccountIsInTheStateThatThePolicyGivesIt() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Screen screen = new Screen(new PrintStream(printed, true, UTF_8), false);

    try (Demo demo = new Demo(new DemoArguments(200, false, false), screen)) {
      assertThat(demo.run()).as(printed.toString(UTF_8)).isTrue();
      assertThat(mightOf(demo.lapse(), TestRoles.RUNTIME)).isEqualTo(new Might());
      assertThat(mightOf(demo.product(), TestRoles.ERASER)).isEqualTo(new Might());
      assertThat(connectedAs(demo)).contains("lapse: lapse").contains("product: lapse_eraser");
      assertThat(connectedAs(demo)).doesNotContain("lapse: postgres", "product: postgres");
      checkSeesOneRowThatIsMissingAndOneThatLapseForgot(demo);
    }

    String[] lines = printed.toString(UTF_8).split(System.lineSeparator());
    assertThat(lines).contains("expected = actual: 200 of 200 accounts");
    assertThat(lines).anyMatch(line -> line.matches("rows loaded: 1[01]\\d{4}"));
    assertThat(Arrays.stream(lines).filter(line -> line.length() > 100)).isEmpty();
  }

  /** What a role may beyond the tables that it was given; by default nothing. */
  private record Might(
      boolean superuser,
      boolean bypassesPolicies,
      boolean createsRolesOrDatabases,
      long owns,
      boolean createsSchemas,
      long schemasToCreateIn,
      boolean changesEvidence,
      boolean changesMigrations) {
    Might() {
      this(false, false, false, 0, false, 0, false, false);
    }
  }

  private static Might mightOf(DataSource database, String role) {
    return JdbcClient.create(database)
        .sql(
            """
            select
              r.rolsuper as superuser,
              r.rolbypassrls as bypasses_policies,
              r.rolcreaterole or r.rolcreatedb as creates_roles_or_databases,
              (
                select count(*)
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                where c.relowner = r.oid
                  and n.nspname !~ '^pg_(toast_)?temp_'
              )
                + (select count(*) from pg_namespace n where n.nspowner = r.oid)
                + (select count(*) from pg_proc p where p.proowner = r.oid) as owns,
              has_database_privilege(r.oid, current_database(), 'create') as creates_schemas,
              (
                select count(*)
                from pg_namespace n
                where has_schema_privilege(r.oid, n.oid, 'create')
                  and n.nspname !~ '^pg_(toast_)?temp_'
              ) as schemas_to_create_in,
              exists (
                select from pg_class c
                where c.relname = 'evidence'
                  and has_table_privilege(r.oid, c.oid, 'update, delete, truncate, trigger')
              ) as changes_evidence,
              exists (
                select from pg_class c
                where c.relname = 'flyway_schema_history'
                  and has_table_privilege(r.oid, c.oid, 'insert, update, delete, truncate')
              ) as changes_migrations
            from pg_roles r
            where r.rolname = :role
            """)
        .param("role", role)
        .query(Might.class)
        .single();
  }

  /** Databases and roles of the connections that Lapse has open. */
  private static List<String> connectedAs(Demo demo) {
    return JdbcClient.create(demo.lapse())
        .sql(
            """
            select distinct datname || ': ' || usename
            from pg_stat_activity
            where application_name = 'lapse'
            """)
        .query(String.class)
        .list();
  }

  private static void checkSeesOneRowThatIsMissingAndOneThatLapseForgot(Demo demo) {
    JdbcClient.create(demo.product())
        .sql("delete from public.report where id = (select max(id) from public.report)")
        .update();
    JdbcClient.create(demo.lapse())
        .sql(
            """
            update lapse.account
            set cut_off_at = null
            where id = (select max(id) from lapse.account where state = 'trial-ended' and cut_off_at is not null)
            """)
        .update();

    Agreement agreement = demo.agreement();

    assertThat(agreement.holds()).isFalse();
    assertThat(sum(agreement.product())).isEqualTo(199);
    assertThat(sum(agreement.lapse())).isEqualTo(199);
    assertThat(agreement.lapse().get("cut-off").wrong()).matches("\\d+");
  }

  private static long sum(Map<String, Agreement.State> states) {
    return states.values().stream().mapToLong(Agreement.State::agreeing).sum();
  }

  @Test
  void disagreementIsCountedAndNamed() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Agreement wrong =
        new Agreement(
            Map.of("purged", new Agreement.State(3, 2, "100007 (contact)")),
            Map.of("purged", new Agreement.State(3, 3, null)));

    wrong.print(new Screen(new PrintStream(printed, true, UTF_8), false));

    assertThat(wrong.holds()).isFalse();
    assertThat(printed.toString(UTF_8).lines())
        .contains(
            "expected <> actual: of 3 accounts 2 agree in the product's data, 3 in Lapse's record",
            "  wrong in product, purged: 100007 (contact)");
  }

  @Test
  void nextDemoEndsTheServerOfOneThatWasKilledAndNoOther() throws Exception {
    try (DemoServer running = DemoServer.start()) {
      DemoServer killed = DemoServer.start();
      killed.loseLock();

      try (DemoServer next = DemoServer.start()) {
        assertThat(isUp(next)).isTrue();
        assertThat(isUp(running)).isTrue();
        assertThat(isUp(killed)).isFalse();
        assertThat(Files.exists(killed.folder())).isFalse();
      }
    }
  }

  private static boolean isUp(DemoServer server) {
    try {
      return JdbcClient.create(server.database("product"))
          .sql("select true")
          .query(Boolean.class)
          .single();
    } catch (CannotGetJdbcConnectionException down) {
      return false;
    }
  }
}
