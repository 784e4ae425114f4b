package dev.lapse.erase;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payment details go at the lapse, and never those of a reactivation. */
class BillingIT {
  private final TestProgram program = SharedProgram.withAccounts(3);

  @BeforeEach
  void close() {
    program.imports(Import.closed(1) + Import.active(2, 3));
  }

  @Test
  void onlyBillingSetsOfLapsedAccountsGo() {
    RunSummary run = program.run(JobName.REMOVE_BILLING_DETAILS);

    assertThat(run.sets()).containsOnlyKeys("product.public.card").containsValue(1L);
    assertThat(cards()).isEqualTo(2);
    assertThat(program.inProduct().sql("select count(*) from contact").query(Long.class).single())
        .isEqualTo(9);
    assertThat(
            program
                .run(JobName.REMOVE_BILLING_DETAILS, NOW.minusSeconds(1), false)
                .accounts()
                .due())
        .isZero();
  }

  @Test
  void reactivationWaitsForTheLockAndItsCardSurvives() throws SQLException {
    FutureTask<RunSummary> removing;
    FutureTask<Boolean> comesBack;
    try (Connection other = program.product.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table card in share mode");
      removing = Concurrently.start(() -> program.run(JobName.REMOVE_BILLING_DETAILS));
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%card%");
      comesBack =
          Concurrently.start(
              () -> {
                program.get(ReactivateAccount.class).reactivate("1", false, "test", NOW);
                program.product.run("insert into card values (99, 1)");
                return true;
              });
      Concurrently.awaitBlocked(program.inLapse(), "%for update%");
      assertThat(comesBack.isDone()).isFalse();
      other.rollback();
    }

    assertThat(Concurrently.result(removing).accounts().done()).isEqualTo(1);
    assertThat(Concurrently.result(comesBack)).isTrue();
    program.run(JobName.REMOVE_BILLING_DETAILS, NOW.minusSeconds(1), false);
    assertThat(
            program
                .inProduct()
                .sql("select id from card where account_id = 1")
                .query(Long.class)
                .list())
        .containsExactly(99L);
  }

  @Test
  void holdKeepsThem() {
    program.get(Holds.class).place("1", "court", "case 1", null, "test", NOW);

    assertThat(program.run(JobName.REMOVE_BILLING_DETAILS).accounts().skipped()).isEqualTo(1);
    assertThat(cards()).isEqualTo(3);
  }

  private long cards() {
    return program.inProduct().sql("select count(*) from card").query(Long.class).single();
  }
}
