package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.Import;
import dev.lapse.testing.Scrape;
import dev.lapse.testing.TestProgram;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The number of series follows from the catalog, not from the accounts. */
class BoundedLabelsIT {
  private static final int TABLES = 200;
  private static final int ACCOUNTS = 10_000;

  @Test
  void accountsAddNoSeries() {
    try (TestProgram program = open()) {
      program.imports(Import.closed(1));
      for (JobName job : JobName.values()) {
        program.run(job);
      }
      program.get(CountUnclassified.class).now();
      Scrape one = Scrape.of(program);
      assertThat(one.ofLapse()).as("what is there but the sets").hasSizeLessThan(150 + TABLES + 1);
      assertThat(one.value("lapse_erased_rows_total{set=\"public.t200\",store=\"product\"}"))
          .isEqualTo(1);

      program.imports(Import.closed(LongStream.rangeClosed(2, ACCOUNTS).toArray()));
      program.clock.advance(java.time.Duration.ofDays(1));
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
