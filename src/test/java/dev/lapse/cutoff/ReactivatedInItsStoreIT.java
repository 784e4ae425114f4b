package dev.lapse.cutoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts that live in a store are reactivated there by the product; the next run reads that. */
class ReactivatedInItsStoreIT {
  private static final String TABLES =
      """
      create table public.account (
        id bigint primary key, state text not null default 'closed', lapsed_at timestamptz, locked boolean not null default false
      );
      create table public.flags (account_id bigint, locked boolean);
      insert into public.account (id, lapsed_at) select generate_series(1, 2), '2026-11-06T00:00:00Z';
      """;

  private static final String REFUSED =
      "'on-reactivation' failed in store 'product': an error raised by PL/pgSQL function refuse() line 1 (SQLSTATE P0001)";

  private static final String REFUSE =
      """
      create function refuse() returns trigger language plpgsql as $$ begin raise exception 'jane'; end $$;
      create trigger refuse before update of locked on account for each row
        when (not new.locked) execute function refuse();
      """;

  private final TestProgram program =
      TestProgram.at("2026-11-11T00:00:00Z")
          .product(TABLES)
          .catalog(
              """
              stores:
                - name: product
                  type: postgresql
                  url: ${PRODUCT_DATABASE_URL}
                  username: ${PRODUCT_DATABASE_USERNAME}
                  password: ${PRODUCT_DATABASE_PASSWORD}
                  accounts: public.account
                  key: id
                  on-cut-off: update public.account set locked = true where id = :account::bigint
                  on-reactivation: update public.account set locked = false where id = :account::bigint
              sets:
                - {store: product, table: public.account, owned-by: id}
                - {store: product, table: public.flags, shared: true}
              """)
          .file(
              "accounts.yaml",
              """
              store: product
              query: select id, 'direct' as kind, state, lapsed_at, false as retain_data, 'UTC' as time_zone from public.account
              """)
          .open();

  @AfterEach
  void close() {
    program.close();
  }

  @Test
  void nextRunNotifiesOfAReactivationDuringACutOff() {
    program.run(JobName.CUT_OFF);
    assertThat(locked(program)).containsExactly(1L, 2L);
    program.product.run("update account set state = 'active', lapsed_at = null where id = 1");
    program.clock.advance(Duration.ofHours(1));

    assertThat(program.run(JobName.CUT_OFF).status()).isEqualTo("completed");

    assertThat(locked(program)).containsExactly(2L);
    assertThat(program.get(StoreNotificationRetry.class).pending("1")).isEmpty();
  }

  @Test
  void failedNotificationFailsTheRunAndIsRepeatedByTheNext() {
    program.run(JobName.CUT_OFF);
    program.product.run(
        REFUSE + "update account set state = 'active', lapsed_at = null where id = 1");
    program.clock.advance(Duration.ofHours(1));

    for (int night = 0; night < 2; night++) {
      RunSummary failed = program.run(JobName.CUT_OFF);

      assertThat(failed.status()).isEqualTo("partial");
      assertThat(failed.accounts()).isEqualTo(new RunSummary.AccountCounts(0, 0, 0, 1));
      assertThat(failed.reasons()).containsOnlyKeys("failed: account '1': " + REFUSED);
      assertThat(program.get(StoreNotificationRetry.class).pending("1"))
          .hasValueSatisfying(pending -> assertThat(pending.error()).isEqualTo(REFUSED));
      program.clock.advance(Duration.ofHours(1));
    }

    program.product.run("drop trigger refuse on account");
    assertThat(program.run(JobName.CUT_OFF).status()).isEqualTo("completed");
    assertThat(locked(program)).containsExactly(2L);
    assertThat(program.get(StoreNotificationRetry.class).pending("1")).isEmpty();
  }

  private static List<Long> locked(TestProgram program) {
    return program
        .inProduct()
        .sql("select id from public.account where locked order by id")
        .query(Long.class)
        .list();
  }
}
