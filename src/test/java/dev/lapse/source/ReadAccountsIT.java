package dev.lapse.source;

import static dev.lapse.source.StoreProgram.account;
import static dev.lapse.source.StoreProgram.count;
import static dev.lapse.source.StoreProgram.evidence;
import static dev.lapse.source.StoreProgram.find;
import static dev.lapse.source.StoreProgram.lastEvidence;
import static dev.lapse.source.StoreProgram.markers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.lapse.account.AccountPreconditions;
import dev.lapse.account.CommandContext;
import dev.lapse.account.RefusedByRule;
import dev.lapse.account.UnknownAccount;
import dev.lapse.account.imports.ImportResult;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.WithdrawRetention;
import dev.lapse.erase.verify.UntouchedRowsCheck;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Import;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Accounts that live in a store are read at the start of every run. */
class ReadAccountsIT {
  private static final Instant NOW = Instant.parse(StoreProgram.NOW);
  private final TestProgram program = StoreProgram.withClosed(10);
  private final long before = lastEvidence(program);

  @Test
  void paranoidRunKnowsTheAccountsOfItsOwnFirstRead() {
    TestProgram program = StoreProgram.withClosed(3);
    program.product.run("grant select on all tables in schema public to public");

    UntouchedRowsCheck.Compared<RunSummary> compared =
        program
            .get(UntouchedRowsCheck.class)
            .around(
                JobName.PURGE,
                "main",
                program.clock.instant(),
                List.of(),
                () -> program.run(JobName.PURGE));

    assertThat(compared.result().accounts().done()).isEqualTo(3);
    assertThat(compared.differences()).isEmpty();
  }

  @Test
  void paranoidDryRunLeavesStaleMarkersInTheStore() {
    program.product.run(
        "insert into lapse_store.point_of_no_return values ('1', gen_random_uuid(), '2026-11-01', '2026-11-02')");

    program
        .get(UntouchedRowsCheck.class)
        .around(JobName.PURGE, "main", NOW, List.of(), () -> program.run(JobName.PURGE, NOW, true));

    assertThat(markers(program)).containsExactly("1");
  }

  @Test
  void runActsOnAccountsOfTheStoreWithoutAnImport() {
    program.product.run(
        """
        update account set state = 'active' where id in (2, 3);
        update account set state = 'paused', retain_data = true, time_zone = null where id = 4;
        """);

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.status()).isEqualTo("completed");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(7, 7, 0, 0));
    assertThat(run.rows()).isEqualTo(7 * (StoreProgram.ROWS_EACH + 1));
    assertThat(count(program, "account")).isEqualTo(3);
    assertThat(account(program, "2").state()).isEqualTo(AccountState.ACTIVE);
    assertThat(account(program, "4").retainData()).isTrue();
    assertThat(account(program, "1").erasedAt()).isNotNull();
    assertThat(markers(program)).containsExactly("1", "10", "5", "6", "7", "8", "9");
  }

  @Test
  void dryRunReadsTheStoreAndChangesNothingThere() {
    RunSummary run = program.run(JobName.PURGE, NOW, true);

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(10, 10, 0, 0));
    assertThat(count(program, "account")).isEqualTo(10);
    assertThat(markers(program)).isEmpty();
  }

  @Test
  void activeRowWinsOverALapseThatLapseKnows() {
    program.run(JobName.PURGE, NOW, true);
    program.product.run("update account set state = 'active' where id = 1");

    RunSummary run = program.run(JobName.CUT_OFF);

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(9, 9, 0, 0));
    assertThat(account(program, "1").state()).isEqualTo(AccountState.ACTIVE);
    assertThat(evidence(program, "1", before))
        .containsExactly("lapsed store:product", "reactivated store:product");
  }

  @Test
  void accountThatCameBackEmptyIsActiveAndItsMarkerGoes() {
    program.run(JobName.PURGE);
    program.product.run("insert into account (id) values (1)");
    program.clock.advance(Duration.ofDays(1));

    program.run(JobName.CUT_OFF);

    assertThat(account(program, "1").state()).isEqualTo(AccountState.ACTIVE);
    assertThat(account(program, "1").pointOfNoReturnAt()).isNull();
    assertThat(markers(program)).hasSize(9).doesNotContain("1");
    assertThat(evidence(program, "1", before)).endsWith("reactivated store:product");
  }

  @Test
  void accountThatCameBackEmptyAndLapsedAgainUnnoticedIsPurgedAgain() {
    program.run(JobName.PURGE);
    program.product.run(
        """
        insert into account (id, state, lapsed_at) values (1, 'closed', '2026-11-11T00:00:00Z');
        insert into contact values (1, 1, 'new');
        """);
    program.clock.set(Instant.parse("2026-11-16T00:00:00Z"));

    RunSummary again = program.run(JobName.PURGE);

    assertThat(again.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 0));
    assertThat(again.rows()).isEqualTo(2);
    assertThat(account(program, "1").lapseNumber()).isEqualTo(2);
  }

  @Test
  void activeRowDuringAnErasureHaltsIt() {
    program.run(JobName.PURGE, NOW, true);
    program.lapse.run(
        "update lapse.account set point_of_no_return_at = '2026-11-09T00:00:00Z' where id = '1'");
    program.product.run("update account set state = 'active' where id = 1");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.status()).isEqualTo("partial");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(10, 9, 0, 1));
    assertThat(run.reasons())
        .containsOnlyKeys(
            "failed: the store says that the account is active, but its erasure began at 2026-11-09T00:00:00Z and is now halted; an operator must investigate");
    assertThat(count(program, "contact where account_id = 1")).isEqualTo(2);
    assertThat(evidence(program, "1", before)).endsWith("erasure-failed test");
  }

  /** A policy may offer the choice at the close too; then the data is retained. */
  @Test
  void closeOfAPausedAccountByWhichTheDataIsKeptErasesNothing() throws IOException {
    String offering =
        Files.readString(Path.of("jobs/policy.yaml"))
            .replace("retention-choice: [paused]", "retention-choice: [paused, closed]");
    try (TestProgram keeping =
        TestProgram.at(StoreProgram.NOW)
            .product(StoreProgram.TABLES)
            .sets(StoreProgram.SETS)
            .file("accounts.yaml", StoreProgram.ACCOUNTS)
            .file("policy.yaml", offering)
            .open()) {
      keeping.product.run(
          "insert into account values (1, 'direct', 'paused', '2026-11-01T00:00:00Z', true)");
      keeping.run(JobName.PURGE);
      keeping.product.run(
          "update account set state = 'closed', lapsed_at = '2026-11-09T00:00:00Z'");
      keeping.clock.set(Instant.parse("2026-11-20T00:00:00Z"));

      assertThat(keeping.run(JobName.PURGE).accounts().due()).isZero();

      assertThat(count(keeping, "account")).isEqualTo(1);
      assertThat(account(keeping, "1").state()).isEqualTo(AccountState.CLOSED);
      assertThat(account(keeping, "1").deadlines())
          .isEqualTo(
              new Deadlines(
                  Instant.parse("2026-11-06T00:00:00Z"),
                  null,
                  Instant.parse("2027-11-09T00:00:00Z")));
    }
  }

  @Test
  void rejectsOlderLapseAfterAReactivation() {
    program.run(JobName.PURGE, NOW, true);
    program.product.run("update account set state = 'active' where id = 1");
    program.run(JobName.PURGE, NOW, true);
    program.product.run("update account set state = 'closed' where id = 1");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.status()).isEqualTo("partial");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(9, 9, 0, 1));
    assertThat(run.reasons().keySet())
        .singleElement(STRING)
        .contains("it said that the account is active")
        .contains("a new lapse needs a new instant");
    assertThat(account(program, "1").state()).isEqualTo(AccountState.ACTIVE);
  }

  @Test
  void choiceThatIsWithdrawnInTheStoreIsWithdrawn() {
    pausedWithData();
    program.product.run("update account set retain_data = false where id = 1");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.accounts().due()).as("not before the cut-off").isZero();
    assertThat(account(program, "1").deadlines())
        .isEqualTo(
            new Deadlines(
                Instant.parse("2026-11-12T00:00:00Z"),
                Instant.parse("2026-11-12T00:00:00Z"),
                null));
    assertThat(account(program, "2").deadlines().expiry()).isNotNull();
    assertThat(evidence(program, "1", before)).endsWith("retention-withdrawn store:product");
  }

  @Test
  void closeOfAPausedAccountInTheStoreReplacesItsRetention() {
    pausedWithData();
    program.product.run(
        "update account set state = 'closed', retain_data = false, lapsed_at = '2026-11-09T00:00:00Z' where id = 1");

    program.run(JobName.PURGE, NOW, true);

    assertThat(account(program, "1").deadlines())
        .as("access is not reopened")
        .isEqualTo(
            new Deadlines(
                Instant.parse("2026-11-12T00:00:00Z"),
                Instant.parse("2026-11-14T00:00:00Z"),
                null));
  }

  @Test
  void choiceThatIsMadeAgainInTheStoreKeepsTheData() {
    pausedWithData();
    Deadlines promised = account(program, "1").deadlines();
    program.product.run("update account set retain_data = false where id = 1");
    program.run(JobName.PURGE, NOW, true);
    program.product.run("update account set retain_data = true where id = 1");
    program.clock.set(Instant.parse("2026-11-20T00:00:00Z"));

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.accounts().due()).isZero();
    assertThat(account(program, "1").deadlines()).isEqualTo(promised);
    assertThat(account(program, "1").retentionWithdrawnAt()).isNull();
    assertThat(count(program, "contact where account_id = 1")).isEqualTo(2);
  }

  @Test
  void choiceThatIsNullIsNeitherAYesNorANo() {
    pausedWithData();
    program.product.run(
        "alter table account alter retain_data drop not null; update account set retain_data = null where id = 1");
    program.clock.set(Instant.parse("2026-11-20T00:00:00Z"));

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(0, 0, 0, 1));
    assertThat(run.reasons().keySet()).singleElement(STRING).contains("'retainData' is null");
    assertThat(account(program, "1").deadlines().expiry()).isNotNull();
    assertThat(count(program, "contact where account_id = 1")).isEqualTo(2);
  }

  @Test
  void laterLapseHasAGraceAndPaymentDetailsOfItsOwn() {
    program.run(JobName.REMOVE_BILLING_DETAILS);
    program.run(JobName.CUT_OFF);
    program.product.run(
        """
        update account set lapsed_at = '2026-11-09T12:00:00Z' where id = 1;
        insert into card values (1001, 1);
        """);

    program.clock.advance(Duration.ofSeconds(1));
    RunSummary removed = program.run(JobName.REMOVE_BILLING_DETAILS);

    assertThat(removed.accounts()).isEqualTo(new RunSummary.AccountCounts(1, 1, 0, 0));
    assertThat(count(program, "card where account_id = 1")).isZero();
    assertThat(account(program, "1").cutOffAt()).isNull();
    assertThat(account(program, "1").deadlines().cutOff())
        .isEqualTo(Instant.parse("2026-11-14T12:00:00Z"));
  }

  @Test
  void trialThatBecameACustomerAndClosedIsPurged() {
    program.product.run("update account set kind = 'trial', state = 'trial-ended' where id = 1");
    program.run(JobName.CUT_OFF);
    program.product.run(
        "update account set kind = 'direct', state = 'closed', lapsed_at = '2026-11-09T12:00:00Z' where id = 1");

    program.run(JobName.PURGE, NOW, true);

    assertThat(account(program, "1").deadlines().purge())
        .isEqualTo(Instant.parse("2026-11-14T12:00:00Z"));
  }

  @Test
  void importIsRefusedWhereAccountsLiveInAStore() {
    ImportResult result = program.imports(Import.closed(1));

    assertThat(result.rejected())
        .singleElement()
        .extracting(ImportResult.Rejected::reason, STRING)
        .contains("comes from store 'product'");
  }

  private void pausedWithData() {
    program.product.run(
        "update account set state = 'paused', retain_data = true, lapsed_at = '2026-11-07T00:00:00Z'");
    program.run(JobName.PURGE, NOW, true);
    assertThat(account(program, "1").deadlines().expiry()).isNotNull();
  }

  @Test
  void deadlineIsNeverShortened() {
    program.product.run(
        "update account set state = 'paused', retain_data = true, lapsed_at = '2026-11-05T00:00:00Z'");
    program.run(JobName.PURGE, NOW, true);
    program.product.run("update account set state = 'closed', retain_data = false");

    assertThat(program.run(JobName.PURGE).accounts().due()).isZero();
    assertThat(account(program, "1").deadlines().expiry())
        .isEqualTo(Instant.parse("2027-11-05T00:00:00Z"));
  }

  @Test
  void rowThatCannotBeReadIsNotActedOnAndTheRunIsNoSuccess() {
    program.run(JobName.PURGE, NOW, true);
    program.product.run(
        """
        update account set time_zone = 'Europe/Pariss' where id = 3;
        insert into account (id, kind) values (77, 'gold');
        """);

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.status()).isEqualTo("partial");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(10, 9, 0, 2));
    assertThat(run.reasons())
        .containsOnlyKeys(
            "failed: 'timeZone' is 'Europe/Pariss', which is not a time zone; did you mean 'Europe/Paris'?",
            "failed: account '77': 'kind' is 'gold', but must be one of direct, trial, resold");
    assertThat(count(program, "contact where account_id = 3")).isEqualTo(2);
    assertThat(find(program, "77")).isEmpty();

    program.product.run(
        "update account set time_zone = null where id = 3; delete from account where id = 77");
    RunSummary again = program.run(JobName.PURGE);
    assertThat(again.status()).isEqualTo("completed");
    assertThat(again.accounts()).isEqualTo(new RunSummary.AccountCounts(10, 10, 0, 0));
  }

  @Test
  void infiniteInstantFailsItsAccountAndNoOther() {
    program.product.run(
        """
        update account set lapsed_at = '-infinity' where id = 3;
        update account set lapsed_at = 'infinity' where id = 4;
        """);

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(8, 8, 0, 2));
    assertThat(run.reasons())
        .containsOnlyKeys(
            "failed: account '3': 'lapsedAt' is '-infinity', but must be an instant such as 2026-11-01T09:30:00Z",
            "failed: account '4': 'lapsedAt' is 'infinity', but must be an instant such as 2026-11-01T09:30:00Z");
  }

  @Test
  void accountIsReadAtOnceForACommandBeforeTheFirstRun() {
    hold("1");

    assertThat(account(program, "1").holds()).containsExactly("legal");
    assertThat(program.run(JobName.PURGE).accounts())
        .isEqualTo(new RunSummary.AccountCounts(10, 9, 1, 0));
  }

  @Test
  void commandForAnUnreadableAccountSaysWhy() {
    program.product.run("update account set kind = 'gold' where id = 2");

    assertThatThrownBy(() -> hold("999"))
        .isInstanceOf(UnknownAccount.class)
        .hasMessage("account '999' is not known; store 'product' does not have it either");
    assertThatThrownBy(() -> hold("01"))
        .hasMessage("account '01' is not known; store 'product' does not have it either");
    assertThatThrownBy(() -> hold("2"))
        .hasMessage(
            "account '2' is not known; store 'product' (cell main) has it, but: 'kind' is 'gold', but must be one of direct, trial, resold");
    assertThat(find(program, "2")).isEmpty();
  }

  private void hold(String id) {
    program
        .get(AccountPreconditions.class)
        .asAnybody(
            id,
            new CommandContext("test", Set.of(), NOW),
            () -> program.get(Holds.class).place(id, "legal", "case", null, "test", NOW));
  }

  @Test
  void unreadableRowsAloneMakeARunPartial() {
    program.product.run(
        "truncate account cascade; insert into account (id, kind) values (1, 'gold')");

    RunSummary run = program.run(JobName.PURGE);

    assertThat(run.status()).isEqualTo("partial");
    assertThat(run.accounts()).isEqualTo(new RunSummary.AccountCounts(0, 0, 0, 1));
  }

  @Test
  void storeThatCannotBeReadFailsTheRunAndNothingIsDone() {
    program.run(JobName.PURGE, NOW, true);
    program.product.run("alter table account rename column state to standing");

    RunSummary run = program.run(JobName.CUT_OFF);

    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.message())
        .endsWith(
            "accounts.yaml:2: store 'product' cannot run the query: column \"state\" does not exist (SQLSTATE 42703)");
    assertThat(account(program, "1").cutOffAt()).isNull();
  }

  @Test
  void storeDecidesInsteadOfCommandsExceptHolds() {
    program.run(JobName.PURGE, NOW, true);

    assertRefused(() -> program.get(ReactivateAccount.class).reactivate("1", false, "test", NOW));
    assertRefused(() -> program.get(RecordLapse.class).close("1", null, "test", NOW));
    assertRefused(() -> program.get(RecordLapse.class).pause("1", "x", null, false, "test", NOW));
    assertRefused(() -> program.get(RecordLapse.class).endTrial("1", "test", NOW));
    assertRefused(() -> program.get(WithdrawRetention.class).withdraw("1", "test", NOW));
    program.get(Holds.class).place("1", "legal", "case", null, "test", NOW);

    assertThat(program.run(JobName.PURGE).accounts())
        .isEqualTo(new RunSummary.AccountCounts(10, 9, 1, 0));
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            RefusedByRule.class, refused -> assertThat(refused.rule()).isEqualTo("lives-elsewhere"))
        .hasMessageContaining("comes from store 'product'");
  }
}
