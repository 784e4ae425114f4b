package dev.lapse.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.live.Stores;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Policy;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The account's own row stays, without the columns that the query reads. */
class AnonymizedRowIT {
  private final TestProgram program =
      TestProgram.at(StoreProgram.NOW)
          .product(
              """
              create table public.account (id bigint primary key, state text, closed_at timestamptz);
              insert into public.account select i, 'closed', '2026-11-01T00:00:00Z' from generate_series(1, 3) i;
              """)
          .sets(
              "- {store: product, table: public.account, owned-by: id, anonymize: {state: null, closed_at: null}}")
          .file(
              "accounts.yaml",
              "store: product\nquery: select id, 'direct' as kind, state, closed_at as lapsed_at from public.account")
          .open();

  @AfterEach
  void close() {
    program.close();
  }

  @Test
  void unreadableRowOfAnErasedAccountIsNotAFailure() {
    assertThat(program.run(JobName.PURGE).accounts())
        .isEqualTo(new RunSummary.AccountCounts(3, 3, 0, 0));
    program.product.run(
        "insert into public.account values (4, null, null), (5, 'closed', '2026-11-01T00:00:00Z')");
    program.clock.advance(Duration.ofDays(1));

    RunSummary next = program.run(JobName.PURGE);

    assertThat(next.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 1));
    assertThat(next.reasons()).containsOnlyKeys("failed: account '4': 'state' is missing");
    assertThat(StoreProgram.account(program, "1").erasedAt()).isNotNull();
  }

  @Test
  void checkNamesTheColumnsAndNotTheErasedAccounts() {
    program.run(JobName.PURGE);
    AccountsFile file = program.get(AccountsFile.class);
    Stores stores = program.get(Stores.class);

    assertThat(
            CheckAccounts.problems(
                file, program.get(Policy.class), stores, "main", program.clock.instant()))
        .isEmpty();
    assertThat(CheckAccounts.notices(file, program.get(Catalog.class), stores, "main"))
        .hasSize(2)
        .anyMatch(notice -> notice.contains("the query reads public.account.closed_at,"))
        .anyMatch(notice -> notice.contains("the query reads public.account.state,"));
  }
}
