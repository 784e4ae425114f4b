package dev.lapse.erase;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.Import;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.TestRoles;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that does not answer in time leaves payment details to the job. */
class SlowStoreBillingIT {
  private static final TestProgram PROGRAM =
      TestProgram.at(NOW.toString())
          .product(SharedProgram.TABLES)
          .sets(SharedProgram.SETS)
          .removingPaymentDetailsWithin("1s")
          .open();

  @AfterAll
  static void close() {
    PROGRAM.close();
  }

  @BeforeEach
  void known() {
    LapseTables.empty(PROGRAM.lapse);
    SharedProgram.fill(PROGRAM, 2);
    PROGRAM.imports(Import.active(1, 2));
  }

  @Test
  void slowStoreLeavesThemToTheJob() throws SQLException {
    Result closed;
    try (Connection other = PROGRAM.product.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table card in share mode");
      closed = command("close", "1"); // ends while the lock is held
      other.rollback();
    }

    assertThat(closed.exitCode()).as(closed.err()).isZero();
    assertThat(closed.out()).contains("Payment details are removed within a day");
    assertThat(cards("account_id = 1")).isOne();
    assertThat(PROGRAM.run(JobName.REMOVE_BILLING_DETAILS).accounts().done()).isOne();
    assertThat(cards("account_id = 1")).isZero();
  }

  @Test
  void reactivationWithinTheDayLosesTheCardThatWasLeft() throws SQLException {
    try (Connection other = PROGRAM.product.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table card in share mode");
      command("pause", "1", "--reason", "sea");
      other.rollback();
    }
    assertThat(cards("account_id = 1")).isOne();

    Result back = command("reactivate", "1", "--billing-token", "t");
    PROGRAM.product.run("insert into card values (99, 1)");
    PROGRAM.run(JobName.REMOVE_BILLING_DETAILS);

    assertThat(back.exitCode()).as(back.err()).isZero();
    assertThat(cards("account_id = 1 and id <> 99")).isZero();
    assertThat(cards("id = 99")).isOne();
  }

  @Test
  void unreachableStoreLeavesThemAndRefusesAReactivation() {
    lockOut(true);
    Result closed;
    Result back;
    try {
      closed = command("close", "1"); // ends while the lock is held
      back = command("reactivate", "1", "--billing-token", "t");
    } finally {
      lockOut(false);
    }

    assertThat(closed.out()).contains("Payment details are removed within a day");
    assertThat(back.exitCode()).isEqualTo(1);
    assertThat(back.err())
        .contains(
            "account '1' is not reactivated, because its old payment details cannot be removed")
        .contains("the account is unchanged, try again")
        .contains("urn:lapse:problem:unavailable");
    assertThat(state("1")).isEqualTo("closed");
    assertThat(command("reactivate", "1", "--billing-token", "t").exitCode()).isZero();
    assertThat(cards("account_id = 1")).isZero();
  }

  @Test
  void reactivationNeedsNoStoreWhereTheyAreRemovedAlready() {
    command("close", "1");
    assertThat(cards("account_id = 1")).isZero();

    lockOut(true);
    Result back;
    try {
      back = command("reactivate", "1", "--billing-token", "t");
    } finally {
      lockOut(false);
    }

    assertThat(back.exitCode()).as(back.err()).isZero();
  }

  @Test
  void accountThatNoStoreKnowsComesBack() {
    PROGRAM.imports(Import.closed(7));

    Result back = command("reactivate", "7", "--billing-token", "t");

    assertThat(back.exitCode()).as(back.err()).isZero();
  }

  /** Lets the role that erases connect no more, and ends its connections; or lets it again. */
  private static void lockOut(boolean out) {
    PROGRAM.product.run(
        """
        do $$ begin
          execute format('alter database %%I connection limit %d', current_database());
        end $$;
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and usename = '%s' and %b
        """
            .formatted(out ? 0 : -1, TestRoles.ERASER, out));
  }

  private static Result command(String name, String id, String... more) {
    String[] all = new String[3 + more.length];
    all[0] = "account";
    all[1] = name;
    all[2] = id;
    System.arraycopy(more, 0, all, 3, more.length);
    return Commands.on(PROGRAM).run(all);
  }

  private static String state(String id) {
    return PROGRAM
        .inLapse()
        .sql("select state from lapse.account where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private static long cards(String which) {
    return PROGRAM
        .inProduct()
        .sql("select count(*) from card where " + which)
        .query(Long.class)
        .single();
  }
}
