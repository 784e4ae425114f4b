package dev.lapse.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.Scrape;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a scrape costs with 1,000,000 accounts, of which 300,000 lapsed and 30,000 are due: {@code
 * ./mvnw verify -Pbenchmark -Dtest=MetricsBenchmark}.
 */
class MetricsBenchmark {
  private static final int SCRAPES = 21;
  private static final String ACCOUNTS =
      """
      insert into lapse.account (id, name, kind, state, cell, time_zone, lapse_number, lapsed_at, reason,
        cut_off_due, expire_due, purge_due, billing_removed_at, cut_off_at)
      select
        i, 'name of account ' || i, 'direct',
        case when i % 10 < 7 then 'active' when i % 10 < 9 then 'paused' else 'closed' end,
        'main', 'Europe/Paris',
        case when i % 10 < 7 then 0 else 1 end,
        case when i % 10 >= 7 then at end,
        'no longer needed',
        case when i % 10 >= 7 then at + interval '5 days' end,
        case when i % 10 in (7, 8) then at + interval '1 year' end,
        case when i % 10 = 9 then at + interval '5 days' end,
        case when i % 10 >= 7 and i % 100 >= 10 then at end,
        case when i % 10 >= 7 and i % 100 >= 10 then at + interval '5 days' end
      from (
        select i, timestamptz '2026-11-01T00:00:00Z' - i % 300 * interval '1 day' as at
        from generate_series(1, 1000000) i
      ) accounts;
      insert into lapse.hold (account_id, name, reason, placed_by, placed_at)
      select i * 1000 + 9, 'court', 'case', 'x', now() from generate_series(1, 900) i;
      """;

  private static final String BY_STATE =
      "select state, cell, count(*) from lapse.account group by state, cell";
  private static final String DUE =
      """
      select cell, count(*), min(cut_off_due)
      from lapse.account
      where cell = any(array['main'])
        and state <> 'active'
        and cut_off_at is null
        and cut_off_due <= '2026-11-10'
      group by cell
      """;

  @Test
  @Timeout(600)
  void scrapeOfAMillionAccounts() {
    try (TestProgram program =
        setup().product("create table public.account (id bigint primary key);").open()) {
      program.lapse.run(ACCOUNTS);
      program.inLapse().sql("vacuum analyze lapse.hold").update();
      // as autovacuum leaves it; a look at the metrics that is under way makes one vacuum too few
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> vacuumed(program));
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> !Scrape.of(program).ofLapse().isEmpty());
      Scrape first = Scrape.of(program);
      first
          .ofLapse()
          .forEach(
              (series, value) -> {
                if (series.matches("lapse_(accounts|due|overdue|holds).*")) {
                  System.out.printf("%s %.0f%n", series, value);
                }
              });
      assertThat(first.value("lapse_accounts{state=\"active\"}")).isEqualTo(700_000);
      System.out.printf("everything read anew: %s%n", millis(program));
      for (String sql : List.of(BY_STATE, DUE)) {
        program
            .inLapse()
            .sql("explain (analyze, buffers, costs off, timing off) " + sql)
            .query(String.class)
            .list()
            .forEach(System.out::println);
      }
      try (TestProgram usual = setup().databasesOf(program).sharingMetrics().open()) {
        Scrape.of(usual);
        System.out.printf("answered from what was read: %s%n", millis(usual));
      }
    }
  }

  private static boolean vacuumed(TestProgram program) {
    program.inLapse().sql("vacuum analyze lapse.account").update();
    return program
        .inLapse()
        .sql(
            """
            select relallvisible = relpages from pg_class where oid = 'lapse.account'::regclass
            """)
        .query(Boolean.class)
        .single();
  }

  private static String millis(TestProgram program) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < SCRAPES; i++) {
      long asked = System.nanoTime();
      assertThat(HttpCaller.of(program).get("/actuator/prometheus").body()).contains("lapse_holds");
      nanos.add(System.nanoTime() - asked);
    }
    Collections.sort(nanos);
    return "median %.1f ms, slowest of %d %.1f ms"
        .formatted(nanos.get(SCRAPES / 2) / 1e6, SCRAPES, nanos.get(SCRAPES - 1) / 1e6);
  }

  private static TestProgram.Setup setup() {
    return TestProgram.at("2026-11-10T00:00:00Z")
        .sets("- {store: product, table: public.account, owned-by: id}\n")
        .serving();
  }
}
