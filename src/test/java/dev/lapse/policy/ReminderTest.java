package dev.lapse.policy;

import static dev.lapse.policy.Milestone.GRACE_ENDING_1;
import static dev.lapse.policy.Milestone.GRACE_ENDING_2;
import static dev.lapse.policy.Milestone.RETENTION_ENDING_1;
import static dev.lapse.policy.Milestone.RETENTION_ENDING_30;
import static dev.lapse.policy.Milestone.RETENTION_ENDING_7;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.Reminder.Fate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of a reminder that is due. */
class ReminderTest {
  private static final Instant LAPSED = Instant.parse("2026-11-01T09:30:00Z");
  private static final Instant CUT_OFF = Instant.parse("2026-11-06T09:30:00Z");
  private static final Instant EXPIRY = Instant.parse("2027-11-01T09:30:00Z");
  private static final Deadlines RETAINED = new Deadlines(CUT_OFF, null, EXPIRY);

  @Test
  void isSentUntilAMicrosecondBeforeItsDeadline() {
    AccountStatus paused = paused(RETAINED, false, false);

    assertThat(decide(paused, CUT_OFF.minusNanos(1_000), GRACE_ENDING_1))
        .isEqualTo(Map.of(GRACE_ENDING_1, Fate.SEND));
    assertThat(decide(paused, CUT_OFF, GRACE_ENDING_1))
        .isEqualTo(Map.of(GRACE_ENDING_1, Fate.SKIP));
  }

  @Test
  void onlyTheLatestOfAKindIsSent() {
    assertThat(
            decide(
                paused(RETAINED, false, false),
                CUT_OFF.minusSeconds(1),
                GRACE_ENDING_2,
                GRACE_ENDING_1))
        .isEqualTo(Map.of(GRACE_ENDING_2, Fate.SKIP, GRACE_ENDING_1, Fate.SEND));
    assertThat(
            decide(
                paused(RETAINED, true, false),
                EXPIRY.minusSeconds(86_401 * 3),
                RETENTION_ENDING_30,
                RETENTION_ENDING_7))
        .isEqualTo(Map.of(RETENTION_ENDING_30, Fate.SKIP, RETENTION_ENDING_7, Fate.SEND));
  }

  @Test
  void holdSuspendsTheEndOfTheRetentionAndNotTheCutOff() {
    AccountStatus held = standing(AccountState.PAUSED, 1, RETAINED, false, false, List.of("court"));

    assertThat(decide(held, CUT_OFF.minusSeconds(1), GRACE_ENDING_1, RETENTION_ENDING_30))
        .isEqualTo(Map.of(GRACE_ENDING_1, Fate.SEND, RETENTION_ENDING_30, Fate.WAIT));
    assertThat(decide(held, EXPIRY, RETENTION_ENDING_1))
        .isEqualTo(Map.of(RETENTION_ENDING_1, Fate.SKIP));
  }

  @Test
  void isSkippedOnceWhatItSaysIsNotTrueAnyMore() {
    Instant now = CUT_OFF.minusSeconds(1);

    assertThat(
            Stream.of(
                standing(AccountState.ACTIVE, 1, null, false, false, List.of()),
                standing(AccountState.PAUSED, 2, RETAINED, false, false, List.of()),
                paused(new Deadlines(CUT_OFF.plusSeconds(1), null, EXPIRY), false, false),
                paused(RETAINED, true, false)))
        .allSatisfy(
            account ->
                assertThat(decide(account, now, GRACE_ENDING_1))
                    .isEqualTo(Map.of(GRACE_ENDING_1, Fate.SKIP)));
    assertThat(
            Stream.of(
                paused(RETAINED, true, true),
                paused(new Deadlines(CUT_OFF, CUT_OFF, null), true, false)))
        .allSatisfy(
            account ->
                assertThat(decide(account, EXPIRY.minusSeconds(1), RETENTION_ENDING_1))
                    .isEqualTo(Map.of(RETENTION_ENDING_1, Fate.SKIP)));
  }

  private static Map<Milestone, Fate> decide(
      AccountStatus account, Instant now, Milestone... milestones) {
    List<Reminder> due =
        Milestone.before(RETAINED, ZoneOffset.UTC).stream()
            .filter(reminder -> List.of(milestones).contains(reminder.milestone()))
            .toList();
    return Reminder.decide(due, 1, account, now);
  }

  private static AccountStatus paused(Deadlines deadlines, boolean cutOff, boolean pastReturn) {
    return standing(AccountState.PAUSED, 1, deadlines, cutOff, pastReturn, List.of());
  }

  private static AccountStatus standing(
      AccountState state,
      int lapse,
      Deadlines deadlines,
      boolean cutOff,
      boolean pastReturn,
      List<String> holds) {
    return new AccountStatus(
        state, lapse, LAPSED, deadlines, false, cutOff, pastReturn, false, null, holds);
  }
}
