package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The four jobs, from the lapse to the erasure. */
class NightIT {
  private static final String PRODUCT =
      """
      create table public.account (id bigint primary key, name text);
      create table public.contact (id bigint primary key, account_id bigint not null references public.account);
      create table public.card (id bigint primary key, account_id bigint not null references public.account);
      insert into public.account select id, 'n' || id from generate_series(1, 3) id;
      insert into public.contact select id, 1 + id % 3 from generate_series(1, 30) id;
      insert into public.card select id, id from generate_series(1, 3) id;
      """;
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.contact, owned-by: account_id}
      - {store: product, table: public.card, owned-by: account_id, billing: true}
      """;

  @Test
  void purgesWhenGraceEndsExactlyNowAndNotAMicrosecondBefore() {
    try (TestProgram program =
        TestProgram.at("2026-11-06T09:29:59.999999Z").product(PRODUCT).sets(SETS).open()) {
      program.imports(
          """
          {"id":"1","kind":"direct","state":"active"}
          {"id":"2","kind":"direct","state":"closed","lapsedAt":"2026-11-01T09:30:00Z"}
          {"id":"3","kind":"direct","state":"paused","retainData":true,"lapsedAt":"2026-11-01T09:30:00Z"}
          """);

      assertThat(program.run(JobName.PURGE).accounts().due()).isZero();

      program.clock.set(Instant.parse("2026-11-06T09:30:00Z"));
      RunSummary purged = program.run(JobName.PURGE);

      assertThat(purged.status()).isEqualTo("completed");
      assertThat(purged.sets())
          .containsEntry("product.public.account", 1L)
          .containsEntry("product.public.contact", 10L)
          .containsEntry("product.public.card", 1L);
      assertThat(
              program
                  .inProduct()
                  .sql("select id from account order by id")
                  .query(Long.class)
                  .list())
          .containsExactly(1L, 3L);
    }
  }
}
