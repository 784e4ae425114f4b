package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.Import;
import dev.lapse.testing.Scrape;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The number of series follows from the catalog, not from the accounts. */
class BoundedLabelsIT {
  private static final int TABLES = 200;
  private static final int ACCOUNTS = 10_000;
  private static final String MORE_ACCOUNTS =
      """
      insert into lapse.account (id, kind, state, cell, time_zone, lapse_number, lapsed_at, cut_off_due, purge_due)
      select i, 'direct', 'closed', 'main', 'UTC', 1, '2026-11-01', '2026-11-06', '2026-11-06'
      from generate_series(2, %d) i
      """;

  @Test
  void accountsAddNoSeries() {
    try (TestProgram program = open()) {
      program.imports(Import.closed(1));
      for (JobName job : JobName.values()) {
        program.run(job);
      }
      program.get(CountUnclassified.class).now();
      Scrape one = Scrape.of(program);
      assertThat(one.ofLapse()).as("what is there but the sets").hasSizeLessThan(170 + TABLES + 1);
      assertThat(one.value("lapse_erased_rows_total{set=\"public.t200\",store=\"product\"}"))
          .isEqualTo(1);

      program.lapse.run(MORE_ACCOUNTS.formatted(ACCOUNTS));
      program.clock.advance(Duration.ofDays(1));
      assertThat(program.run(JobName.CUT_OFF).accounts().done()).isEqualTo(ACCOUNTS - 1);
      Scrape many = Scrape.of(program);
      assertThat(many.value("lapse_accounts{state=\"closed\"}")).isEqualTo(ACCOUNTS);
      assertThat(many.ofLapse().keySet()).isEqualTo(one.ofLapse().keySet());
      assertThat(batch(many)).isNotEmpty().isEqualTo(batch(one));
      assertThat(batch(many)).as("steps and partitions are few").hasSizeLessThan(200);
    }
  }

  private static TreeSet<String> batch(Scrape scrape) {
    return scrape.values().keySet().stream()
        .filter(series -> series.startsWith("spring_batch_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static TestProgram open() {
    StringBuilder tables =
        new StringBuilder("create table public.account (id bigint primary key);");
    StringBuilder sets =
        new StringBuilder("- {store: product, table: public.account, owned-by: id}\n");
    IntStream.rangeClosed(1, TABLES)
        .forEach(
            i -> {
              tables.append("create table public.t%d (account_id bigint);".formatted(i));
              tables.append("create index on public.t%d (account_id);".formatted(i));
              sets.append(
                  "- {store: product, table: public.t%d, owned-by: account_id}\n".formatted(i));
            });
    tables.append("insert into public.account values (1);insert into public.t200 values (1);");
    return TestProgram.at("2026-11-10T00:00:00Z")
        .product(tables.toString())
        .sets(sets.toString())
        .serving()
        .open();
  }
}
