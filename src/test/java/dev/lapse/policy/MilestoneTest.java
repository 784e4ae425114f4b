package dev.lapse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an account is reminded, worked out by hand from the almanac. */
class MilestoneTest {
  @ParameterizedTest(name = "{0} before {1} in {2} is {3}: {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # milestone          | deadline             | zone                | due                  | because
          grace-ending-2       | 2026-11-06T09:30:00Z | UTC                 | 2026-11-04T09:30:00Z | two days
          grace-ending-1       | 2026-11-06T09:30:00Z | UTC                 | 2026-11-05T09:30:00Z | one day
          retention-ending-30  | 2027-11-01T09:30:00Z | UTC                 | 2027-10-02T09:30:00Z | thirty days, not a month
          retention-ending-7   | 2027-11-01T09:30:00Z | UTC                 | 2027-10-25T09:30:00Z | a week
          retention-ending-1   | 2027-11-01T09:30:00Z | UTC                 | 2027-10-31T09:30:00Z | one day
          grace-ending-1       | 2024-03-01T12:00:00Z | UTC                 | 2024-02-29T12:00:00Z | the leap day counts
          grace-ending-2       | 2023-03-01T12:00:00Z | UTC                 | 2023-02-27T12:00:00Z | without one it is February
          retention-ending-30  | 2028-02-29T12:00:00Z | UTC                 | 2028-01-30T12:00:00Z | before a leap day
          retention-ending-30  | 2024-03-30T12:00:00Z | UTC                 | 2024-02-29T12:00:00Z | on a leap day
          grace-ending-1       | 2026-03-29T12:00:00Z | Europe/Paris        | 2026-03-28T13:00:00Z | an hour later over spring
          grace-ending-1       | 2026-10-25T12:00:00Z | Europe/Paris        | 2026-10-24T11:00:00Z | an hour earlier over autumn
          grace-ending-1       | 2026-03-30T00:30:00Z | Europe/Paris        | 2026-03-29T01:30:00Z | 02:30 is not there: 03:30
          grace-ending-1       | 2026-10-26T01:30:00Z | Europe/Paris        | 2026-10-25T01:30:00Z | 02:30 comes twice: in winter time, as after
          retention-ending-7   | 2026-11-05T17:00:00Z | America/New_York    | 2026-10-29T16:00:00Z | over autumn in New York
          grace-ending-2       | 2011-12-31T10:00:00Z | Pacific/Apia        | 2011-12-30T10:00:00Z | Samoa had no 30 December 2011
          """)
  void isDueCalendarDaysBeforeInTheAccountsZone(
      String milestone, Instant deadline, ZoneId zone, Instant due, String because) {
    Milestone wanted = Milestone.of(milestone).orElseThrow();
    Deadlines deadlines =
        wanted.kind() == Milestone.Kind.GRACE_ENDING
            ? new Deadlines(deadline, null, null)
            : new Deadlines(deadline.minusSeconds(86_400L * 300), null, deadline);

    assertThat(Milestone.before(deadlines, zone))
        .as(because)
        .contains(new Reminder(wanted, due, deadline));
  }

  @Test
  void nobodyIsRemindedWhereTheDayBeforeIsNotThere() {
    Instant midnight = Instant.parse("2011-12-30T10:00:00Z");

    assertThat(Milestone.before(new Deadlines(midnight, null, null), ZoneId.of("Pacific/Apia")))
        .extracting(Reminder::milestone)
        .containsExactly(Milestone.GRACE_ENDING_2);
  }

  @Test
  void onlyKeptDataHasRemindersOfItsEnd() {
    Instant cutOff = Instant.parse("2026-11-06T09:30:00Z");

    assertThat(Milestone.before(new Deadlines(cutOff, cutOff, null), ZoneId.of("UTC")))
        .extracting(Reminder::milestone)
        .containsExactly(Milestone.GRACE_ENDING_2, Milestone.GRACE_ENDING_1);
    assertThat(Milestone.before(new Deadlines(cutOff, null, cutOff), ZoneId.of("UTC"))).hasSize(5);
  }
}
