package dev.lapse.run.review;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.Runs;
import dev.lapse.testing.Import;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan that waits names what stays in its own cell, and what is unlike the last nights. */
class ReviewPlanIT {
  private static final String CATALOG =
      """
      stores:
        - name: product
          type: postgresql
          username: ${PRODUCT_DATABASE_USERNAME}
          password: ${PRODUCT_DATABASE_PASSWORD}
          accounts: public.account
          key: id
          cells: {%s: {url: "${PRODUCT_DATABASE_URL}"}}
      sets:
        - {store: product, table: public.account, owned-by: id}
        - {store: product, table: public.note, owned-by: account_id}
        - {store: product, table: public.invoice, owned-by: account_id, keep: {why: tax law, for: P10Y}}
      """;

  private final TestProgram program =
      TestProgram.at(NOW.toString())
          .product(
              """
              create table account (id bigint primary key);
              create table note (id bigint primary key, account_id bigint references account);
              create table invoice (id bigint primary key, account_id bigint);
              insert into account select generate_series(1, 3);
              insert into note values (1, 2), (2, 2);
              """)
          .catalog(CATALOG.formatted("main"))
          .file("expire.yaml", "mode: enforce\nlimits: {accounts: 1, percent-of-accounts: 100}\n")
          .open();
  private long waiting;

  @BeforeEach
  void secondNightWaits() {
    program.imports(Import.expired(1));
    program.run(JobName.EXPIRE);
    program.imports(Import.expired(2, 3));
    program.clock.advance(Duration.ofDays(1));
    waiting = program.run(JobName.EXPIRE).run();
  }

  @AfterEach
  void close() {
    program.close();
  }

  @Test
  void keptSetsAreThoseOfTheRunsOwnCell() {
    assertThat(plan().kept())
        .extracting(WaitingPlan.KeptSet::set)
        .containsExactly("product.public.invoice");

    program.restartedWith(Map.of("catalog.yaml", CATALOG.formatted("other")));

    assertThat(plan().kept()).isEmpty();
  }

  @Test
  void comparesWithWhatTheLastNightsErased() {
    assertThat(plan().lastNights())
        .extracting(WaitingPlan.Night::accounts, WaitingPlan.Night::rows)
        .containsExactly(tuple(1L, 1L));
    assertThat(plan().warnings())
        .containsExactly(
            "2 accounts; the most in the last 1 runs were 1",
            "product.public.note: the last runs erased no rows of it");
  }

  private WaitingPlan plan() {
    return program.get(ReviewPlan.class).review(program.get(Runs.class).get(waiting)).orElseThrow();
  }
}
