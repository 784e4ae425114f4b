package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.ExplainedStatements;
import dev.lapse.testing.ExplainedStatements.Scan;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a night reads of 100,000 accounts. A quarter each is active, in the grace period, retained
 * and erased, and has nothing due; of each job 100 others are due.
 */
class DueAccountsIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final String ACCOUNTS =
      """
      insert into lapse.account (
        id, kind, state, cell, time_zone, lapse_number, lapsed_at, billing_removed_at, cut_off_due, cut_off_at,
        purge_due, expire_due, point_of_no_return_at, erased_at)
      select
        i, 'direct', case part when 0 then 'active' else 'closed' end, 'main', 'UTC', 1, lapsed, lapsed + billing::interval, lapsed + interval '5 days',
        lapsed + cut_off::interval, lapsed + purge::interval, lapsed + expire::interval, lapsed + erased::interval, lapsed + erased::interval
      from generate_series(1, 100000) i
      join (
        values
          (0, null, null, null, null, null, null),
          (1, '1 day', '0', null, '10 days', null, null),
          (2, '20 days', '0', '5 days', null, '1 year', null),
          (3, '300 days', '0', '5 days', '10 days', null, '10 days'),
          (4, '1 day', null, null, '10 days', null, null),
          (5, '6 days', '0', null, '10 days', null, null),
          (6, '20 days', '0', '5 days', '10 days', null, null),
          (7, '400 days', '0', '5 days', null, '1 year', null)
      ) kinds (part, ago, billing, cut_off, purge, expire, erased)
        on part = case when i <= 350 then 4 + (i - 1) / 100 else i % 4 end
      cross join lateral (select timestamptz '2026-11-01Z' - ago::interval) lapse (lapsed)
      """;
  private static final String KEPT =
      """
      insert into lapse.kept (account_id, lapse_number, set_name, why, keep_until)
      select id, 1, 'product.public.invoice', 'tax', timestamptz '2026-11-01Z' + case when id::integer < 551 then interval '0' else '1 year' end
      from lapse.account
      where erased_at is not null
      """;

  private static ExplainedStatements statements;

  @BeforeAll
  static void fill() {
    TestDatabase database = TestDatabases.lapse().run(ACCOUNTS).run(KEPT);
    database.run("vacuum analyze lapse.account").run("vacuum analyze lapse.kept");
    statements = new ExplainedStatements(database);
  }

  @ParameterizedTest
  @EnumSource
  void readsOnlyWhatIsDueByItsIndex(JobName job) {
    List<DueAccount> due =
        new DueAccounts(JdbcClient.create(statements)).select(job, "main", NOW, List.of());

    List<Scan> scans = statements.scans();
    assertThat(due).hasSize(100);
    assertThat(scans).extracting(Scan::kind).doesNotContain("Seq Scan");
    assertThat(scans.stream().map(Scan::index).collect(Collectors.toSet()))
        .containsAll(indexes(job));
    assertThat(
            scans.stream()
                .filter(scan -> scan.table().equals("account"))
                .mapToLong(Scan::rows)
                .sum())
        .as("rows read: %s", scans)
        .isEqualTo(100);
  }

  private static Set<String> indexes(JobName job) {
    return switch (job) {
      case REMOVE_BILLING_DETAILS -> Set.of("account_billing_due");
      case CUT_OFF -> Set.of("account_cut_off_due");
      case PURGE -> Set.of("account_purge_due");
      case EXPIRE -> Set.of("account_expire_due", "kept_due");
    };
  }
}
