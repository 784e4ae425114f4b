package dev.lapse.cutoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where accounts live in a store, the product reactivates them itself, and Lapse hears of it. */
class ToldInItsStoreIT {
  private static final String TABLES =
      """
      create table public.account (
        id bigint primary key, state text not null default 'closed', lapsed_at timestamptz, locked boolean not null default false
      );
      create table public.flags (account_id bigint, locked boolean);
      insert into public.account (id, lapsed_at) select generate_series(1, 2), '2026-11-06T00:00:00Z';
      """;

  @Test
  void nextRunNotifiesOfAReactivationDuringACutOff() {
    try (TestProgram program =
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
            .open()) {
      program.run(JobName.CUT_OFF);
      assertThat(locked(program)).containsExactly(1L, 2L);
      program.product.run("update account set state = 'active', lapsed_at = null where id = 1");
      program.clock.advance(Duration.ofHours(1));

      assertThat(program.run(JobName.CUT_OFF).status()).isEqualTo("completed");

      assertThat(locked(program)).containsExactly(2L);
      assertThat(
              program.inLapse().sql("select count(*) from lapse.untold").query(Long.class).single())
          .isZero();
    }
  }

  private static List<Long> locked(TestProgram program) {
    return program
        .inProduct()
        .sql("select id from public.account where locked order by id")
        .query(Long.class)
        .list();
  }
}
