package dev.lapse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RulesTest {
  private static final Instant LAPSED = Instant.parse("2026-11-01T09:30:00Z");
  private static final Instant CUT_OFF = Instant.parse("2026-11-06T09:30:00Z");
  private static final Instant PURGE = Instant.parse("2026-11-08T09:30:00Z");
  private static final Instant EXPIRY = Instant.parse("2027-11-01T09:30:00Z");
  private static final Instant LATE = Instant.parse("2030-01-01T00:00:00Z");
  private static final int LAPSE = 3;

  private final StandingBuilder account = new StandingBuilder();

  @ParameterizedTest
  @EnumSource
  void actsWhenItIsDueExactlyNow(JobName job) {
    assertThat(decide(job, due(job))).isEqualTo(new Decision.Act());
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheAccountOneNanosecondBefore(JobName job) {
    assertThat(decide(job, due(job).minusNanos(1)))
        .isEqualTo(new Decision.Skip("not due before " + due(job)));
  }

  @ParameterizedTest
  @EnumSource
  void catchesUpWithWhatIsLongOverdue(JobName job) {
    assertThat(decide(job, LATE)).isEqualTo(new Decision.Act());
  }

  @ParameterizedTest
  @EnumSource
  void keepsAnAccountThatIsActiveAgain(JobName job) {
    account.state = AccountState.ACTIVE;

    assertThat(decide(job, LATE)).isEqualTo(new Decision.Skip("reactivated"));
  }

  @ParameterizedTest
  @EnumSource
  void keepsAnAccountThatLapsedAnewSinceThePlan(JobName job) {
    assertThat(Rules.decide(job, account.lapsed(job), LAPSE - 1, LATE))
        .isEqualTo(new Decision.Skip("lapsed again since it was planned"));
    assertThat(Rules.decide(job, account.lapsed(job), LAPSE + 1, LATE))
        .isEqualTo(new Decision.Skip("lapsed again since it was planned"));
  }

  @ParameterizedTest
  @EnumSource
  void keepsAnAccountThatIsErased(JobName job) {
    account.erased = true;

    assertThat(decide(job, LATE)).isEqualTo(new Decision.Skip("already erased"));
  }

  @ParameterizedTest
  @EnumSource
  void keepsAnAccountWithoutDeadlines(JobName job) {
    account.withoutDeadlines = true;

    assertThat(decide(job, LATE)).isEqualTo(new Decision.Skip("nothing due"));
  }

  @Test
  void removesBillingDetailsOnce() {
    account.billingRemoved = true;

    assertThat(decide(JobName.REMOVE_BILLING_DETAILS, LATE))
        .isEqualTo(new Decision.Skip("nothing due"));
    assertThat(decide(JobName.CUT_OFF, LATE)).isEqualTo(new Decision.Act());
  }

  @Test
  void cutsOffOnce() {
    account.cutOff = true;

    assertThat(decide(JobName.CUT_OFF, LATE)).isEqualTo(new Decision.Skip("nothing due"));
    assertThat(decide(JobName.PURGE, LATE)).isEqualTo(new Decision.Act());
  }

  @Test
  void purgesAlthoughTheCutOffIsOverdue() {
    assertThat(account.lapsed(JobName.PURGE).cutOff()).isFalse();
    assertThat(decide(JobName.PURGE, PURGE)).isEqualTo(new Decision.Act());
  }

  @Test
  void neitherPurgesRetainedDataNorExpiresWhatIsPurged() {
    assertThat(Rules.decide(JobName.PURGE, account.lapsed(JobName.EXPIRE), LAPSE, LATE))
        .isEqualTo(new Decision.Skip("nothing due"));
    assertThat(Rules.decide(JobName.EXPIRE, account.lapsed(JobName.PURGE), LAPSE, LATE))
        .isEqualTo(new Decision.Skip("nothing due"));
  }

  @Test
  void neverErasesAnEndedTrialThatThePolicyKeeps() {
    Deadlines endedTrial = new Deadlines(CUT_OFF, null, null);

    for (JobName job : List.of(JobName.PURGE, JobName.EXPIRE)) {
      assertThat(Rules.decide(job, account.with(endedTrial), LAPSE, LATE))
          .isEqualTo(new Decision.Skip("nothing due"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "CUT_OFF", mode = EnumSource.Mode.EXCLUDE)
  void holdForbidsErasureAndNamesItself(JobName job) {
    account.holds = List.of("tax audit", "lawsuit");

    assertThat(decide(job, LATE)).isEqualTo(new Decision.Hold("on hold: tax audit, lawsuit"));
  }

  @Test
  void holdDoesNotStopACutOff() {
    account.holds = List.of("lawsuit");

    assertThat(decide(JobName.CUT_OFF, CUT_OFF)).isEqualTo(new Decision.Act());
  }

  @Test
  void expiresKeptSetOfAnErasedAccountExactlyWhenDue() {
    account.erased = true;
    assertThat(Rules.decide(JobName.EXPIRE, account.lapsed(JobName.PURGE), LAPSE, LATE))
        .isEqualTo(new Decision.Skip("already erased"));

    account.keptDue = LATE;
    AccountStatus accountStatus = account.lapsed(JobName.PURGE);
    assertThat(Rules.decide(JobName.EXPIRE, accountStatus, LAPSE, LATE))
        .isEqualTo(new Decision.Act());
    assertThat(Rules.decide(JobName.EXPIRE, accountStatus, LAPSE, LATE.minusNanos(1)))
        .isEqualTo(new Decision.Skip("not due before " + LATE));
    assertThat(Rules.decide(JobName.PURGE, accountStatus, LAPSE, LATE))
        .isEqualTo(new Decision.Skip("already erased"));
  }

  @ParameterizedTest
  @EnumSource(names = {"PURGE", "EXPIRE"})
  void holdStillForbidsPastThePointOfNoReturn(JobName job) {
    account.pastPointOfNoReturn = true;
    account.holds = List.of("lawsuit");

    assertThat(decide(job, LATE)).isEqualTo(new Decision.Hold("on hold: lawsuit"));
  }

  @ParameterizedTest
  @EnumSource(names = {"PURGE", "EXPIRE"})
  void continuesAnErasureThatBegan(JobName job) {
    account.pastPointOfNoReturn = true;

    assertThat(decide(job, LATE)).isEqualTo(new Decision.Act());
  }

  @ParameterizedTest
  @EnumSource
  void isNotOnHoldBeforeItIsDue(JobName job) {
    account.holds = List.of("lawsuit");

    assertThat(decide(job, due(job).minusNanos(1))).isInstanceOf(Decision.Skip.class);
  }

  private Decision decide(JobName job, Instant asOf) {
    return Rules.decide(job, account.lapsed(job), LAPSE, asOf);
  }

  private static Instant due(JobName job) {
    return switch (job) {
      case REMOVE_BILLING_DETAILS -> LAPSED;
      case CUT_OFF -> CUT_OFF;
      case PURGE -> PURGE;
      case EXPIRE -> EXPIRY;
    };
  }

  /** A paused account that each job has something to do with, but for what a test changes. */
  private static final class StandingBuilder {
    private AccountState state = AccountState.PAUSED;
    private boolean withoutDeadlines;
    private boolean billingRemoved;
    private boolean cutOff;
    private boolean pastPointOfNoReturn;
    private boolean erased;
    private Instant keptDue;
    private List<String> holds = List.of();

    AccountStatus lapsed(JobName job) {
      return with(
          job == JobName.EXPIRE
              ? new Deadlines(CUT_OFF, null, EXPIRY)
              : new Deadlines(CUT_OFF, PURGE, null));
    }

    AccountStatus with(Deadlines deadlines) {
      return new AccountStatus(
          state,
          LAPSE,
          LAPSED,
          withoutDeadlines ? null : deadlines,
          billingRemoved,
          cutOff,
          pastPointOfNoReturn,
          erased,
          keptDue,
          holds);
    }
  }
}
