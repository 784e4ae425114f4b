package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
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
    return program.get(ReadAccess.class).of(id).orElseThrow();
  }
}
