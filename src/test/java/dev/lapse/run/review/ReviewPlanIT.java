package dev.lapse.run.review;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.Runs;
import dev.lapse.testing.Import;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
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
          username: lapse_eraser
          password: postgres
          accounts: public.account
          key: id
          cells: {main: {url: "%s"}, other: {url: "%s"}}
        - name: archive
          type: postgresql
          username: lapse_eraser
          password: postgres
          accounts: public.account
          key: id
          cells: {other: {url: "%s"}}
      sets:
        - {store: product, table: public.account, owned-by: id}
        - {store: product, table: public.note, owned-by: account_id}
        - {store: product, table: public.invoice, owned-by: account_id, keep: {why: tax law, for: P10Y}}
        - {store: archive, table: public.account, owned-by: id}
        - {store: archive, table: public.invoice, owned-by: account_id, keep: {why: tax law, for: P10Y}}
      """;
  private static final String TABLES =
      """
      create table account (id bigint primary key);
      create table note (id bigint primary key, account_id bigint references account);
      create table invoice (id bigint primary key, account_id bigint);
      """;

  private final TestDatabase main =
      TestDatabases.store()
          .run(
              TABLES
                  + """
                  insert into account select generate_series(1, 3);
                  insert into note values (1, 2), (2, 2);
                  """);
  private final TestDatabase other = TestDatabases.store().run(TABLES);
  private final TestDatabase archive = TestDatabases.store().run(TABLES + "drop table note;");
  private final TestProgram program =
      TestProgram.at(NOW.toString())
          .catalog(CATALOG.formatted(main.url(), other.url(), archive.url()))
          .file("expire.yaml", "mode: enforce\nlimits: {accounts: 1, percent-of-accounts: 100}\n")
          .open();
  private WaitingPlan plan;

  @BeforeEach
  void secondNightWaits() {
    program.imports(importLines(Import.expired(1)));
    program.run(JobName.EXPIRE);
    program.imports(importLines(Import.expired(2, 3)));
    program.clock.advance(Duration.ofDays(1));
    long waiting = program.run(JobName.EXPIRE).run();
    plan = program.get(ReviewPlan.class).of(program.get(Runs.class).get(waiting)).orElseThrow();
  }

  @AfterEach
  void close() {
    program.close();
  }

  @Test
  void keptSetsAreThoseOfTheRunsOwnCell() {
    assertThat(plan.kept())
        .extracting(WaitingPlan.KeptSet::set)
        .containsExactly("product.public.invoice");
  }

  @Test
  void comparesWithWhatTheLastNightsErased() {
    assertThat(plan.lastNights())
        .extracting(WaitingPlan.Night::accounts, WaitingPlan.Night::rows)
        .containsExactly(tuple(1L, 1L));
    assertThat(plan.warnings())
        .containsExactly(
            "2 accounts; the most in the last 1 runs were 1",
            "product.public.note: the last runs erased no rows of it");
  }

  private static String importLines(String lines) {
    return lines.replace("\"kind\"", "\"cell\":\"main\",\"kind\"");
  }
}
