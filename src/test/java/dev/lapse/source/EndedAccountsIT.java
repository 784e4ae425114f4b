package dev.lapse.source;

import static dev.lapse.source.StoreProgram.account;
import static dev.lapse.source.StoreProgram.count;
import static dev.lapse.source.StoreProgram.evidence;
import static dev.lapse.source.StoreProgram.lastEvidence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.account.RefusedByRule;
import dev.lapse.account.lifecycle.ForgetAccount;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.VouchForAccount;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An account that the product deleted itself, and an id that never was one, come to an end. */
class EndedAccountsIT {
  private static final String DELETED =
      """
      alter table card drop constraint card_account_id_fkey;
      delete from contact_tag where contact_id in (select id from contact where account_id = :id);
      delete from deal where account_id = :id;
      delete from contact where account_id = :id;
      delete from account where id = :id;
      """;
  private static final String GHOST =
      """
      insert into lapse.account (id, kind, state, cell, time_zone, lapse_number, lapsed_at, cut_off_due, purge_due)
      values ('0001', 'direct', 'closed', 'main', 'UTC', 1, '2026-11-01T00:00:00Z', '2026-11-06T00:00:00Z', '2026-11-06T00:00:00Z');
      insert into lapse.lapse (account_id, lapse_number, kind, state, lapsed_at, reason_code, reason_text, expected_length)
      values ('0001', 1, 'direct', 'closed', '2026-11-01T00:00:00Z', 'other', 'my boss', 'P1M');
      """;

  private final TestProgram program = StoreProgram.withClosed(0);
  private final long before = lastEvidence(program);

  EndedAccountsIT() {
    // no other test has them: what was vouched stays in the evidence
    program.product.run(StoreProgram.closed(901, 903));
  }

  @Test
  void leftoversOfADeletedAccountAreErasedAfterVouching() {
    deletedByTheProduct("901");
    assertThat(program.run(JobName.PURGE).accounts())
        .isEqualTo(new RunSummary.AccountCounts(3, 2, 0, 1));
    assertThat(count(program, "card where account_id = 901")).isEqualTo(1);

    program.get(VouchForAccount.class).vouch("901", "ticket 1", "ada", program.clock.instant());
    program.clock.advance(Duration.ofDays(1));
    RunSummary removed = program.run(JobName.REMOVE_BILLING_DETAILS);
    RunSummary run = program.run(JobName.PURGE);

    assertThat(removed.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 0));
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 0));
    assertThat(count(program, "card where account_id = 901")).isZero();
    assertThat(account(program, "901").erasedAt()).isNotNull();
    assertThat(evidence(program, "901", before))
        .contains("vouched ada")
        .endsWith("erasure-outcome test");
  }

  @Test
  void vouchedAccountThatIsCreatedAgainIsNotErased() {
    deletedByTheProduct("902");
    program.get(VouchForAccount.class).vouch("902", "ticket 1", "ada", program.clock.instant());
    program.product.run("insert into account (id) values (902)");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(2, 2, 0, 0));
    assertThat(count(program, "card where account_id = 902")).isEqualTo(1);
    assertThat(account(program, "902").state()).isEqualTo(AccountState.ACTIVE);
  }

  @Test
  void rowThatTheQueryHidesIsNotErasedByVouching() {
    deletedByTheProduct("903");
    program.get(VouchForAccount.class).vouch("903", "ticket 1", "ada", program.clock.instant());
    program.restartedWith(
        java.util.Map.of(
            "accounts.yaml", StoreProgram.ACCOUNTS.replace("-- all", "where id <> 903 -- all")));
    program.product.run("insert into account (id) values (903)");

    try {
      RunSummary run = program.run(JobName.PURGE);

      assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(3, 2, 0, 1));
      assertThat(run.reasons())
          .containsOnlyKeys(
              "failed: store 'product' has a row of the account in public.account, but the query does not return it");
      assertThat(count(program, "account where id = 903")).isEqualTo(1);
    } finally {
      program.restartedWith(java.util.Map.of("accounts.yaml", StoreProgram.ACCOUNTS));
    }
  }

  @Test
  void refusesToEndAnAccountThatTheStoreHas() {
    program.run(JobName.PURGE, program.clock.instant(), true);

    assertThatThrownBy(
            () ->
                program
                    .get(VouchForAccount.class)
                    .vouch("901", "x", "ada", program.clock.instant()))
        .isInstanceOf(RefusedByRule.class)
        .hasMessageEndingWith(
            "the query still returns account '901' from store 'product' (cell main)");
    assertThatThrownBy(() -> forget("901"))
        .isInstanceOf(RefusedByRule.class)
        .hasMessageEndingWith(
            "the query still returns account '901' from store 'product' (cell main)");
  }

  @Test
  void idThatNeverWasAnAccountIsForgotten() {
    program.run(JobName.PURGE);
    program.lapse.run(GHOST);
    program.clock.advance(Duration.ofDays(1));
    assertThat(program.run(JobName.PURGE).accounts())
        .isEqualTo(new RunSummary.AccountCounts(1, 0, 0, 1));

    forget("0001");
    program.clock.advance(Duration.ofDays(1));

    RunSummary run = program.run(JobName.PURGE);
    assertThat(run.status()).isEqualTo("completed");
    assertThat(run.accounts().due()).isZero();
    assertThat(account(program, "0001").lapsedAt()).isNull();
    assertThat(evidence(program, "0001", before)).endsWith("forgotten ada");
    assertThat(
            program
                .inLapse()
                .sql(
                    "select concat_ws('/', corrected, reason_code, reason_text, expected_length) from lapse.lapse where account_id = '0001'")
                .query(String.class)
                .list())
        .containsExactly("t");
  }

  @Test
  void accountWithDataOrAHoldIsNotForgotten() {
    deletedByTheProduct("901");

    assertThatThrownBy(() -> forget("901"))
        .isInstanceOf(RefusedByRule.class)
        .hasMessageContaining("vouch for it instead");

    program.product.run("delete from card where account_id = 901");
    program.get(Holds.class).place("901", "legal", "case", null, "ada", program.clock.instant());
    assertThatThrownBy(() -> forget("901"))
        .isInstanceOf(RefusedByRule.class)
        .hasMessageContaining("is on hold (legal)");
  }

  /** Each test has an account of its own: the evidence of the others cannot be taken away. */
  private void deletedByTheProduct(String id) {
    program.run(JobName.PURGE, program.clock.instant(), true);
    program.product.run(DELETED.replace(":id", id));
  }

  private void forget(String id) {
    program.get(ForgetAccount.class).forget(id, "ticket 2", "ada", program.clock.instant());
  }
}
