package dev.lapse.account.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.policy.JobName;
import dev.lapse.testing.Import;
import dev.lapse.testing.RoleFiles;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** The view is exact whether or not a job has run, and stays so when one has. */
class AccountAccessIT {
  private final TestProgram program = SharedProgram.withAccounts(3);

  @BeforeEach
  void importAccounts() {
    program.imports(Import.closed(1) + Import.active(2));
  }

  @ParameterizedTest
  @CsvSource({
    "1 microsecond, full, available",
    "0 seconds, billing-only, retained",
    "-1 microsecond, billing-only, retained"
  })
  void accessEndsAtTheDeadlineToTheMicrosecond(String until, String access, String data)
      throws SQLException {
    // statements of one message have one statement_timestamp()
    String message =
        """
        update lapse.account
        set cut_off_due = statement_timestamp() + '%1$s', purge_due = statement_timestamp() + '%1$s'
        where id = '1';
        select access, data, features from lapse.account_access where account_id = '1'
        """
            .formatted(until);
    PGSimpleDataSource database = (PGSimpleDataSource) program.lapse.dataSource();
    database.setPreferQueryMode(PreferQueryMode.SIMPLE);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(message);
      assertThat(statement.getMoreResults()).isTrue();
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        assertThat(row.getString("access")).isEqualTo(access);
        assertThat(row.getString("data")).isEqualTo(data);
      }
    }
  }

  @Test
  void readingTheViewNeedsNoOtherRight() throws SQLException {
    program.lapse.run(RoleFiles.statements("readers.sql", Map.of("access_reader", "gateway")));

    try (Connection connection = program.lapse.dataSource("gateway", "gateway").getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select access from lapse.account_access where account_id = '1'")) {
      row.next();
      assertThat(row.getString("access")).isEqualTo("billing-only");
    }
  }

  @Test
  void viewFindsAccountsByTheirKeyAndReadsNoOthers() {
    program.lapse.run(
        "insert into lapse.account (id, kind, state, cell, time_zone) select 'x' || i, 'direct', 'active', 'main', 'UTC' from generate_series(1, 5000) i; analyze lapse.account");

    String plan =
        String.join(
            "\n",
            program
                .inLapse()
                .sql(
                    "explain select * from lapse.account_access where account_id = any('{1,2,x1}')")
                .query(String.class)
                .list());

    assertThat(plan).containsSubsequence("account_pkey", "account_pkey");
    assertThat(plan).doesNotContain("Seq Scan on account");
  }

  @Test
  void exactlyOneRowOfAnAccountIsValidAtAnyInstant() {
    program.imports(Import.closed(4) + Import.expired(5));
    program.run(JobName.CUT_OFF);
    program.get(ReactivateAccount.class).reactivate("4", false, "test", SharedProgram.NOW);

    assertThat(
            program
                .inLapse()
                .sql(
                    """
                    select count(*)
                    from lapse.account a
                    cross join unnest(array[a.cut_off_due, a.cut_off_due - interval '1 microsecond', a.cut_off_at, now(), '2000-01-01', '2100-01-01']) as at
                    where at is not null
                      and 1 <> (
                        select count(*)
                        from lapse.access_over_time o
                        where o.account_id = a.id and o.valid_from <= at and o.valid_until > at
                      )
                    """)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void everyFeatureAndDataAccessIsOffOnceCutOff() {
    Access lapsed = access("1");

    assertThat(lapsed.features())
        .containsOnlyKeys("automations", "campaigns", "crm", "contacts", "deals", "reports")
        .doesNotContainValue(true);
    assertThat(access("2").features()).hasSize(6).doesNotContainValue(false);
    assertThat(access("2").access()).isEqualTo("full");
  }

  @Test
  void jobMakesTheCutOffDurable() {
    program.clock.set(Instant.parse("2026-11-06T00:00:00Z"));
    program.run(JobName.CUT_OFF);
    program.lapse.run(
        "update lapse.account set cut_off_due = now() + '1 day', purge_due = now() + '1 day' where id = '1'");

    assertThat(access("1").access()).isEqualTo("billing-only");
    assertThat(access("1").since()).isEqualTo("2026-11-06T00:00:00Z");
  }

  @Test
  void dataGoesFromRetainedToErasedAndBackToAvailable() {
    assertThat(access("1").data()).isEqualTo("retained");
    program.lapse.run("update lapse.account set point_of_no_return_at = now() where id = '1'");
    assertThat(access("1").data()).isEqualTo("being-erased");
    program.run(JobName.PURGE);
    assertThat(access("1").data()).isEqualTo("erased");
    program.get(ReactivateAccount.class).reactivate("1", true, "test", SharedProgram.NOW);
    assertThat(access("1").data()).isEqualTo("available");
    assertThat(access("1").access()).isEqualTo("full");
  }

  @Test
  void overdueCutOffNeverDelaysAPurge() {
    program.run(JobName.PURGE);

    assertThat(
            program
                .inLapse()
                .sql(
                    """
                    select string_agg(kind, ' ' order by number)
                    from lapse.evidence
                    where account_id = '1' and run_id = (select max(id) from lapse.run)
                    """)
                .query(String.class)
                .single())
        .isEqualTo("cut-off erasure-intent erasure-outcome");
    assertThat(access("1").since()).isEqualTo("2026-11-06T00:00:00Z");
  }

  private Access access(String id) {
    return Objects.requireNonNull(program.get(ReadAccess.class).read(List.of(id)).get(id));
  }
}
