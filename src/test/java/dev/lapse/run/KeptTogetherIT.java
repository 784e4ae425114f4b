package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Checksums;
import dev.lapse.testing.Import;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kept sets that are due on the same day are erased together, as one refers to the other. */
class KeptTogetherIT {
  private static final String PRODUCT =
      """
      create table account (id bigint primary key);
      create table address (id bigint primary key, street text);
      create table invoice (id bigint primary key, account_id bigint, address_id bigint);
      create table invoice_line (id bigint primary key, invoice_id bigint references invoice);
      insert into account values (1), (2), (3);
      insert into address values (1, 'Main St'), (3, 'Side St');
      insert into invoice values (20, 2, 1), (30, 3, 3);
      insert into invoice_line values (200, 20), (300, 30);
      """;
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.invoice, owned-by: account_id, keep: {why: tax, for: P10Y}}
      - {store: product, table: public.invoice_line, owned-by: invoice_id -> public.invoice.id, keep: {why: tax, for: P10Y}}
      - {store: product, table: public.address, owned-by: id <- public.invoice.address_id, keep: {why: tax, for: P10Y}}
      """;

  @Test
  void parentChildAndWhatIsFoundUpwardExpireTogether() {
    try (TestProgram program =
        TestProgram.at("2026-11-10T00:00:00Z").product(PRODUCT).sets(SETS).open()) {
      String neighbour = Checksums.of(program.inProduct(), "invoice t where account_id = 3");
      program.imports(
          Import.line("2", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\""));
      program.imports(Import.active(1, 3));
      assertThat(program.run(JobName.PURGE).sets()).isEqualTo(Map.of("product.public.account", 1L));

      program.clock.set(Instant.parse("2036-11-01T00:00:00Z"));
      RunSummary run = program.run(JobName.EXPIRE);

      assertThat(run.status()).isEqualTo("completed");
      assertThat(run.sets())
          .isEqualTo(
              Map.of(
                  "product.public.invoice", 1L,
                  "product.public.invoice_line", 1L,
                  "product.public.address", 1L));
      assertThat(Checksums.of(program.inProduct(), "invoice t")).isEqualTo(neighbour);
      assertThat(program.inProduct().sql("select street from address").query(String.class).list())
          .containsExactly("Side St");
    }
  }
}
