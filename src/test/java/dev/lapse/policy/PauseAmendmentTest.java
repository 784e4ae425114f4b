package dev.lapse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pausing again, closing a paused account, withdrawing the retention choice (facts 2 and 6). */
class PauseAmendmentTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant CUT_OFF = Instant.parse("2026-06-06T08:00:00Z");
  private static final Instant EXPIRY = Instant.parse("2027-06-01T08:00:00Z");
  private static final Deadlines RETAINED = new Deadlines(CUT_OFF, null, EXPIRY);

  private final Policy policy = ExamplePolicy.PACKAGED;

  @Test
  void allowsTheFirstPause() {
    assertThat(policy.mayPause(AccountKind.DIRECT, null, PARIS, CUT_OFF))
        .isEqualTo(new PolicyCheck.Allowed());
  }

  @ParameterizedTest(name = "last paused {0}, now {1}: {2}")
  @CsvSource({
    "2025-06-01T08:00:00Z, 2026-06-01T07:59:59.999999999Z, false",
    "2025-06-01T08:00:00Z, 2026-06-01T08:00:00Z,           true",
    "2024-02-29T08:00:00Z, 2025-02-28T07:59:59.999999999Z, false",
    "2024-02-29T08:00:00Z, 2025-02-28T08:00:00Z,           true",
    "2025-03-29T12:00:00Z, 2026-03-29T11:00:00Z,           true",
    "2025-06-01T08:00:00Z, 2025-06-01T08:00:00Z,           false",
  })
  void allowsOnePauseInTwelveMonths(Instant lastPausedAt, Instant now, boolean allowed) {
    assertThat(
            policy.mayPause(AccountKind.DIRECT, lastPausedAt, PARIS, now)
                instanceof PolicyCheck.Allowed)
        .isEqualTo(allowed);
  }

  @Test
  void saysWhenTheNextPauseIsPossible() {
    assertThat(policy.mayPause(AccountKind.DIRECT, CUT_OFF, PARIS, CUT_OFF.plusSeconds(1)))
        .isEqualTo(
            new PolicyCheck.Refused(
                "paused-recently",
                "the account was paused on 2026-06-06T08:00:00Z; it can be paused again from 2027-06-06T08:00:00Z on",
                Instant.parse("2027-06-06T08:00:00Z")));
  }

  @Test
  void asksThePrimaryAdministratorOrTheProviderOfAResoldAccount() {
    for (AccountKind kind : AccountKind.values()) {
      Requester entitled =
          kind == AccountKind.RESOLD ? Requester.PROVIDER : Requester.PRIMARY_ADMINISTRATOR;
      assertThat(policy.mayAsk(kind, Set.of(entitled))).isEqualTo(new PolicyCheck.Allowed());
      assertThat(policy.mayAsk(kind, EnumSet.allOf(Requester.class)))
          .isEqualTo(new PolicyCheck.Allowed());
      assertThat(policy.mayAsk(kind, EnumSet.complementOf(EnumSet.of(entitled))))
          .isInstanceOfSatisfying(
              PolicyCheck.Refused.class,
              refused -> assertThat(refused.rule()).isEqualTo("not-" + entitled.text()));
      assertThat(policy.mayAsk(kind, Set.of())).isInstanceOf(PolicyCheck.Refused.class);
    }
  }

  @Test
  void neverPausesResoldAccountsAndTrials() {
    assertThat(policy.mayPause(AccountKind.RESOLD, null, PARIS, CUT_OFF))
        .isInstanceOfSatisfying(
            PolicyCheck.Refused.class, refused -> assertThat(refused.rule()).isEqualTo("resold"));
    assertThat(policy.mayPause(AccountKind.TRIAL, null, PARIS, CUT_OFF))
        .isInstanceOfSatisfying(
            PolicyCheck.Refused.class, refused -> assertThat(refused.rule()).isEqualTo("trial"));
  }

  @ParameterizedTest(name = "closed {0}: purged {1}")
  @CsvSource({
    "2026-06-01T08:00:00Z,           2026-06-06T08:00:00Z",
    "2026-06-03T10:00:00Z,           2026-06-08T10:00:00Z",
    "2026-09-01T10:00:00Z,           2026-09-06T10:00:00Z",
    "2026-09-01T10:00:00.000000001Z, 2026-09-06T10:00:00.000001Z",
    "2026-10-23T10:00:00Z,           2026-10-28T11:00:00Z",
    "2027-05-31T10:00:00Z,           2027-06-05T10:00:00Z",
  })
  void replacesRetentionByTheCloseAndItsGracePeriod(Instant closedAt, Instant purge) {
    assertThat(policy.closePaused(RETAINED, closed(closedAt, false)))
        .isEqualTo(new Deadlines(CUT_OFF, purge, null));
  }

  @Test
  void keepsWhatTheCustomerChoseAtTheCloseWhereThePolicyOffersIt() {
    Policy offering =
        ExamplePolicy.of("P5D", "P1Y", EnumSet.of(AccountState.PAUSED, AccountState.CLOSED), false);
    Instant closedAt = Instant.parse("2026-09-01T10:00:00Z");

    assertThat(offering.closePaused(RETAINED, closed(closedAt, true)))
        .isEqualTo(new Deadlines(CUT_OFF, null, Instant.parse("2027-09-01T10:00:00Z")));
    assertThat(
            offering.closePaused(
                new Deadlines(CUT_OFF, CUT_OFF, null),
                closed(Instant.parse("2026-06-02T08:00:00Z"), true)))
        .isEqualTo(new Deadlines(CUT_OFF, null, Instant.parse("2027-06-02T08:00:00Z")));
    assertThat(
            ExamplePolicy.of("P5D", "P1D", EnumSet.of(AccountState.CLOSED), false)
                .closePaused(RETAINED, closed(closedAt, true)))
        .as("what was promised at the pause stays promised")
        .isEqualTo(RETAINED);
  }

  private static Lapse closed(Instant at, boolean retainData) {
    return new Lapse(AccountKind.DIRECT, AccountState.CLOSED, at, retainData, PARIS);
  }

  @Test
  void neverPurgesAClosedAccountBeforeItsCutOff() {
    Policy shorter = ExamplePolicy.grace("P1D");

    assertThat(shorter.closePaused(RETAINED, closed(Instant.parse("2026-06-02T08:00:00Z"), false)))
        .isEqualTo(new Deadlines(CUT_OFF, CUT_OFF, null));
  }

  @ParameterizedTest(name = "withdrawn {0}: purged {1}")
  @CsvSource({
    "2026-06-01T08:00:00Z,           2026-06-06T08:00:00Z",
    "2026-06-06T07:59:59.999999999Z, 2026-06-06T08:00:00Z",
    "2026-06-06T08:00:00Z,           2026-06-06T08:00:00Z",
    "2026-06-06T08:00:00.000000001Z, 2026-06-06T08:00:00.000001Z",
    "2026-12-24T18:00:00Z,           2026-12-24T18:00:00Z",
    "2027-06-01T08:00:00.000000001Z, 2027-06-01T08:00:00Z",
    "2027-07-01T08:00:00Z,           2027-06-01T08:00:00Z",
  })
  void purgesAtOnceWhenTheChoiceIsWithdrawnButNotBeforeTheCutOff(Instant now, Instant purge) {
    assertThat(policy.withdrawRetention(RETAINED, now))
        .isEqualTo(new Deadlines(CUT_OFF, purge, null));
  }

  @Test
  void changesNothingWhenThereIsNoChoiceToWithdraw() {
    Deadlines endedTrial = new Deadlines(CUT_OFF, null, null);
    Deadlines closed = new Deadlines(CUT_OFF, CUT_OFF.plusSeconds(60), null);

    assertThat(policy.withdrawRetention(endedTrial, CUT_OFF)).isEqualTo(endedTrial);
    assertThat(policy.withdrawRetention(closed, CUT_OFF)).isEqualTo(closed);
  }
}
