package dev.lapse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows from a lapse: its deadlines, and whether it may happen at all. */
class LapseTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant AT = Instant.parse("2026-11-01T09:30:00Z");
  private static final Instant CUT_OFF = Instant.parse("2026-11-06T09:30:00Z");
  private static final Instant EXPIRY = Instant.parse("2027-11-01T09:30:00Z");

  private final Policy policy = ExamplePolicy.PACKAGED;

  @Test
  void refusesALapseIntoActive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lapse(AccountKind.DIRECT, AccountState.ACTIVE, false));
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSED", "CLOSED"})
  void purgesAtTheCutOffWithoutRetentionChoice(AccountState state) {
    assertThat(policy.deadlines(lapse(AccountKind.DIRECT, state, false)))
        .isEqualTo(new Deadlines(CUT_OFF, CUT_OFF, null));
  }

  @Test
  void expiresAtTheEndOfRetentionWithRetentionChoice() {
    assertThat(policy.deadlines(lapse(AccountKind.DIRECT, AccountState.PAUSED, true)))
        .isEqualTo(new Deadlines(CUT_OFF, null, EXPIRY));
  }

  @Test
  void neverExpiresBeforeTheCutOff() {
    Policy hasty = ExamplePolicy.of("P5D", "P1D", Set.of(AccountState.PAUSED), false);

    assertThat(hasty.deadlines(lapse(AccountKind.DIRECT, AccountState.PAUSED, true)))
        .isEqualTo(new Deadlines(CUT_OFF, null, CUT_OFF));
  }

  @Test
  void cutsOffAnEndedTrialAndDoesNotEraseIt() {
    assertThat(policy.deadlines(lapse(AccountKind.TRIAL, AccountState.TRIAL_ENDED, false)))
        .isEqualTo(new Deadlines(CUT_OFF, null, null));
  }

  @Test
  void purgesAnEndedTrialIfThePolicySaysSo() {
    Policy erasing = ExamplePolicy.of("P5D", "P1Y", Set.of(), true);

    assertThat(erasing.deadlines(lapse(AccountKind.TRIAL, AccountState.TRIAL_ENDED, false)))
        .isEqualTo(new Deadlines(CUT_OFF, CUT_OFF, null));
  }

  @Test
  void purgesATrialThatWasClosed() {
    assertThat(policy.deadlines(lapse(AccountKind.TRIAL, AccountState.CLOSED, false)).purge())
        .isEqualTo(CUT_OFF);
  }

  @ParameterizedTest(name = "{0} {1}, data retained: {2} -> {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          DIRECT | PAUSED      | false | -
          DIRECT | PAUSED      | true  | -
          DIRECT | CLOSED      | false | -
          DIRECT | CLOSED      | true  | retention-not-offered: only an account that is paused can choose to keep its data, not one that is closed
          DIRECT | TRIAL_ENDED | false | not-a-trial: only a trial can end as a trial; this account is direct
          RESOLD | PAUSED      | false | resold: a resold account cannot be paused; its provider closes it
          RESOLD | PAUSED      | true  | resold: a resold account cannot be paused; its provider closes it
          RESOLD | CLOSED      | false | -
          RESOLD | TRIAL_ENDED | false | not-a-trial: only a trial can end as a trial; this account is resold
          TRIAL  | PAUSED      | false | trial: a trial cannot be paused; it simply ends
          TRIAL  | CLOSED      | false | -
          TRIAL  | TRIAL_ENDED | false | -
          TRIAL  | TRIAL_ENDED | true  | retention-not-offered: only an account that is paused can choose to keep its data, not one that is trial-ended
          """)
  void allowsALapseOrSaysWhyNot(
      AccountKind kind, AccountState state, boolean retainData, String refusal) {
    assertThat(refusal(policy.mayLapse(lapse(kind, state, retainData)))).isEqualTo(refusal);
  }

  @Test
  void allowsRetentionWhereThePolicyOffersIt() {
    Policy generous =
        ExamplePolicy.of("P5D", "P1Y", Set.of(AccountState.CLOSED, AccountState.PAUSED), false);

    assertThat(generous.mayLapse(lapse(AccountKind.DIRECT, AccountState.CLOSED, true)))
        .isEqualTo(new PolicyCheck.Allowed());
    assertThat(generous.deadlines(lapse(AccountKind.DIRECT, AccountState.CLOSED, true)))
        .isEqualTo(new Deadlines(CUT_OFF, null, EXPIRY));
    assertThat(refusal(generous.mayLapse(lapse(AccountKind.TRIAL, AccountState.TRIAL_ENDED, true))))
        .endsWith(
            "that is paused or closed can choose to keep its data, not one that is trial-ended");
  }

  @Test
  void refusesRetentionAtPausingWhereThePolicyOffersNone() {
    Policy strict = ExamplePolicy.of("P5D", "P1Y", Set.of(), false);

    assertThat(refusal(strict.mayLapse(lapse(AccountKind.DIRECT, AccountState.PAUSED, true))))
        .isEqualTo("retention-not-offered: the policy does not offer to keep the data");
  }

  private static String refusal(PolicyCheck policyCheck) {
    return policyCheck instanceof PolicyCheck.Refused refused
        ? refused.rule() + ": " + refused.reason()
        : null;
  }

  private static Lapse lapse(AccountKind kind, AccountState state, boolean retainData) {
    return new Lapse(kind, state, AT, retainData, PARIS);
  }
}
