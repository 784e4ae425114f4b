package dev.lapse.account;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.WithdrawRetention;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.time.Period;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the primary administrator may do, and what is stored of it. */
class LapseRulesIT {
  private static final Instant CUT_OFF = Instant.parse("2026-11-15T00:00:00Z");
  private final TestProgram program = SharedProgram.knowingNothing();
  private final RecordLapse lapse = program.get(RecordLapse.class);
  private final ReactivateAccount reactivate = program.get(ReactivateAccount.class);
  private final WithdrawRetention withdraw = program.get(WithdrawRetention.class);
  private final Holds holds = program.get(Holds.class);

  @Test
  void pauseWithRetentionStoresCutOffAndExpiry() {
    Account paused = pause(true, NOW);

    assertThat(paused.state()).isEqualTo(AccountState.PAUSED);
    assertThat(paused.deadlines())
        .isEqualTo(new Deadlines(CUT_OFF, null, Instant.parse("2027-11-10T00:00:00Z")));
    assertThat(paused.lapseNumber()).isEqualTo(1);
    assertThat(paused.policyVersion()).startsWith("1-");
    assertThat(
            program
                .inLapse()
                .sql("select reason || ', ' || expected_length from lapse.account")
                .query(String.class)
                .single())
        .isEqualTo("holiday, P3M");
  }

  @Test
  void pauseWithoutRetentionIsPurgedAtTheCutOff() {
    assertThat(pause(false, NOW).deadlines()).isEqualTo(new Deadlines(CUT_OFF, CUT_OFF, null));
  }

  @Test
  void pauseIsPossibleOnceInTwelveMonthsToTheMicrosecond() {
    pause(false, NOW);
    reactivate.reactivate("1", false, "test", NOW);
    Instant first = Instant.parse("2027-11-10T00:00:00Z");

    assertRule("paused-recently", () -> pauseKnown(first.minusNanos(1_000)));
    assertThat(pauseKnown(first).lapseNumber()).isEqualTo(2);
  }

  @Test
  void onlyDirectAccountsPause() {
    program.imports(
        """
        {"id":"r","kind":"resold","state":"active"}
        {"id":"t","kind":"trial","state":"active"}
        """);

    assertRule("resold", () -> lapse.pause("r", "x", null, false, "test", NOW));
    assertRule("trial", () -> lapse.pause("t", "x", null, false, "test", NOW));
    assertThat(lapse.close("r", null, "test", NOW).state()).isEqualTo(AccountState.CLOSED);
  }

  @Test
  void trialThatEndedIsCutOffAndNotErased() {
    program.imports("{\"id\":\"t\",\"kind\":\"trial\",\"state\":\"active\"}\n" + Import.active(1));

    assertThat(lapse.endTrial("t", "test", NOW).deadlines())
        .isEqualTo(new Deadlines(CUT_OFF, null, null));
    assertRule("already-lapsed", () -> lapse.endTrial("t", "test", NOW));
    assertRule("not-a-trial", () -> lapse.endTrial("1", "test", NOW));
  }

  @Test
  void closeOfAPausedAccountReplacesRetentionAndReopensNothing() {
    pause(true, NOW);

    Account closed = lapse.close("1", null, "test", NOW.plusSeconds(86_400 * 30));

    assertThat(closed.deadlines())
        .isEqualTo(new Deadlines(CUT_OFF, Instant.parse("2026-12-15T00:00:00Z"), null));
    assertThat(closed.retainData()).isFalse();
    assertThat(closed.lapseNumber()).isEqualTo(2);
    assertRule("already-lapsed", () -> lapse.close("1", null, "test", NOW));
  }

  @Test
  void closeIsRefusedPastThePointOfNoReturn() {
    pause(false, NOW);
    program.lapse.run("update lapse.account set point_of_no_return_at = now()");

    assertRule("past-point-of-no-return", () -> lapse.close("1", null, "test", NOW));
  }

  @Test
  void withdrawnChoiceIsPurgedAtOnceButNotBeforeTheCutOff() {
    pause(true, NOW);

    assertThat(withdraw.withdraw("1", "test", NOW).deadlines())
        .isEqualTo(new Deadlines(CUT_OFF, CUT_OFF, null));
    assertRule("nothing-retained", () -> withdraw.withdraw("1", "test", NOW));
  }

  @Test
  void choiceWithdrawnAfterTheCutOffIsPurgedNow() {
    pause(true, NOW);
    Instant later = Instant.parse("2026-12-24T12:00:00.000000001Z");

    assertThat(withdraw.withdraw("1", "test", later).deadlines())
        .isEqualTo(new Deadlines(CUT_OFF, Instant.parse("2026-12-24T12:00:00.000001Z"), null));
  }

  @Test
  void reactivationForgetsTheLapseAndRemembersThePause() {
    pause(true, NOW);

    Account back = reactivate.reactivate("1", false, "test", NOW.plusSeconds(1));

    assertThat(back.state()).isEqualTo(AccountState.ACTIVE);
    assertThat(back.deadlines()).isNull();
    assertThat(back.lastPausedAt()).isEqualTo(NOW);
    assertThat(back.reactivatedAt()).isEqualTo(NOW.plusSeconds(1));
    assertRule("not-lapsed", () -> reactivate.reactivate("1", false, "test", NOW));
  }

  @Test
  void holdsHaveNamesAndEnd() {
    pause(false, NOW);
    Instant until = NOW.plusSeconds(60);

    assertThat(holds.place("1", "court", "case 1", until, "test", NOW).holds())
        .containsExactly("court");
    assertRule("already-on-hold", () -> holds.place("1", "court", "x", null, "test", NOW));
    assertThat(holds.place("1", "tax", "audit", null, "test", NOW).holds())
        .containsExactly("court", "tax");
    assertThat(holds.release("1", "tax", "done", "test", NOW).holds()).containsExactly("court");
    assertRule("not-on-hold", () -> holds.release("1", "tax", "done", "test", NOW));
    program.clock.set(until);
    assertThat(program.get(Accounts.class).find("1", until).orElseThrow().holds()).isEmpty();
    assertThat(holds.place("1", "court", "case 2", null, "test", until).holds())
        .containsExactly("court");
  }

  @Test
  void erasedAccountCannotBeHeld() {
    pause(false, NOW);
    program.lapse.run("update lapse.account set point_of_no_return_at = now(), erased_at = now()");

    assertRule("already-erased", () -> holds.place("1", "court", "x", null, "test", NOW));
  }

  @Test
  void reportsUnknownAccount() {
    assertThatThrownBy(() -> lapse.close("nobody", null, "test", NOW))
        .isInstanceOf(UnknownAccount.class)
        .hasMessageContaining("nobody");
  }

  private Account pause(boolean retainData, Instant now) {
    program.imports(Import.active(1));
    return lapse.pause("1", "holiday", Period.ofMonths(3), retainData, "test", now);
  }

  private Account pauseKnown(Instant now) {
    return lapse.pause("1", "holiday", null, false, "test", now);
  }

  private static void assertRule(String rule, ThrowingCallable refused) {
    assertThat(catchThrowableOfType(RefusedByRule.class, refused).rule()).isEqualTo(rule);
  }
}
