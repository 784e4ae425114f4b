package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Commands;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked about accounts is the row that is locked, and no copy of it. */
class StaleCopyIT {
  private static final String PRODUCT =
      """
      create table public.account (id bigint primary key, status text, closed_at timestamptz);
      insert into public.account values (1, 'closed', '2026-11-01T00:00:00Z'), (2, 'closed', '2026-11-01T00:00:00Z');
      create materialized view public.account_copy as select * from public.account;
      create view public.account_of_today as select * from public.account;
      """;
  private static final String ACCOUNTS =
      """
      store: product
      query: |
        select id, 'direct' as kind, case status when 'live' then 'active' else status end as state, closed_at as lapsed_at
        from %s
      """;
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at(SharedProgram.NOW.toString())
            .product(PRODUCT)
            .sets(
                """
                - {store: product, table: public.account, owned-by: id}
                """)
            .file("accounts.yaml", ACCOUNTS.formatted("public.account"))
            .alsoGranting(
                "grant select on public.account_copy, public.account_of_today to lapse_eraser")
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void accountThatIsLiveInTheTableIsNotErasedByACopy() {
    program.restartedWith(Map.of("accounts.yaml", ACCOUNTS.formatted("public.account_copy")));
    program.product.run("update public.account set status = 'live' where id = 1");

    RunSummary run = program.run(JobName.PURGE);
    Commands.Result check = Commands.on(program).run("catalog", "check");
    Commands.Result migrate = Commands.on(program).run("migrate");

    String line =
        "accounts.yaml:2: the query does not read public.account, whose rows are locked before an erasure, but public.account_copy (a materialized view)";
    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.message()).contains(line);
    assertThat(check.exitCode()).isEqualTo(2);
    assertThat(check.out() + check.err()).contains(line);
    assertThat(migrate.exitCode()).as(migrate.err()).isEqualTo(2);
    assertThat(migrate.err()).contains(line);
    assertThat(accounts()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"public.account", "public.account_of_today"})
  void accountThatIsLiveInTheTableIsLeftAlone(String from) {
    program.product.run(
        "truncate public.account; insert into public.account select * from public.account_copy");
    program.restartedWith(Map.of("accounts.yaml", ACCOUNTS.formatted(from)));
    program.product.run("update public.account set status = 'live' where id = 1");

    assertThat(program.run(JobName.PURGE).status()).isEqualTo("completed");
    assertThat(accounts()).isEqualTo(1);
  }

  private static int accounts() {
    return program
        .inProduct()
        .sql("select count(*) from public.account")
        .query(Integer.class)
        .single();
  }
}
