package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An installation that is updated does not begin with nothing. */
class EarlierTotalsIT {
  private final TestDatabase database = TestDatabases.create();

  @Test
  void totalsAreInitializedFromTheTables() {
    migrate("13");
    database.run(
        """
        insert into lapse.policy (version, features, is_current) values ('p', '{}', true);
        insert into lapse.account
          (id, kind, state, cell, time_zone, lapse_number, lapsed_at, cut_off_due, purge_due, point_of_no_return_at)
        select i::text, 'direct', 'closed', 'main', 'UTC', 1, '2026-11-01', '2026-11-06', '2026-11-06', '2026-11-07'
        from generate_series(1, 3) i;
        insert into lapse.run (job, cell, as_of, mode, dry_run, scheduled, actor, policy_version, catalog_version,
          status, started_at, ended_at)
        values
          ('purge', 'main', '2026-11-06T02:00Z', 'enforce', false, true, 'x', 'p', 'c', 'partial', '2026-11-06T02:00Z', '2026-11-06T02:10Z'),
          ('purge', 'main', '2026-11-07T02:00Z', 'enforce', false, true, 'x', 'p', 'c', 'partial', '2026-11-07T02:00Z', '2026-11-07T02:05Z'),
          ('purge', 'main', '2026-11-07T02:00Z', 'enforce', true, true, 'x', 'p', 'c', 'completed', '2026-11-07T02:00Z', '2026-11-07T02:05Z');
        insert into lapse.plan_item (run_id, account_id, lapse_number, due_at, outcome, reason, rows_by_set, decided_at)
        values
          (1, '1', 1, '2026-11-06', 'done', null, '{"product.public.contact": 3}', '2026-11-06T02:00Z'),
          (1, '2', 1, '2026-11-06', 'failed', 'x', '{}', '2026-11-06T02:00Z'),
          (1, '3', 1, '2026-11-06', 'failed', 'x', '{}', '2026-11-06T02:00Z'),
          (2, '2', 1, '2026-11-06', 'done', null, '{"product.public.contact": 4}', '2026-11-07T02:00Z'),
          (2, '3', 1, '2026-11-06', 'failed', 'residue: 2 in product.public.contact, 3 in files.objects', '{}', '2026-11-07T02:00Z'),
          (3, '1', 1, '2026-11-06', 'done', null, '{"product.public.contact": 99}', '2026-11-06T02:00Z');
        """);
    migrate("latest");
    assertThat(list("select concat_ws(' ', fact, job, part, value) from lapse.total order by 1"))
        .containsExactly(
            "enforced-accounts purge done 2",
            "enforced-accounts purge failed 3",
            "erased-rows  product.public.contact 7",
            "lateness purge 172800 1",
            "lateness purge 7200 1",
            "lateness-seconds purge  100800",
            "run-seconds purge partial 900",
            "runs purge partial 2");
    assertThat(list("select concat_ws(' ', account_id, nights, last_night) from lapse.failing"))
        .containsExactly("3 2 2026-11-07");
    assertThat(list("select concat_ws(' ', account_id, rows) from lapse.residue"))
        .containsExactly("3 5");
  }

  private void migrate(String target) {
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("lapse")
        .defaultSchema("lapse")
        .locations("classpath:db/migration")
        .target(target)
        .load()
        .migrate();
  }

  private List<String> list(String sql) {
    return JdbcClient.create(database.dataSource()).sql(sql).query(String.class).list();
  }
}
