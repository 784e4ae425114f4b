package dev.lapse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a period ends, worked out by hand from the almanac (docs/policy-facts.md, fact 4). */
class CalendarTest {
  private static final String CALENDAR =
      """
      # lapsed at              | zone                 | period | due                      | because
      # plain days
      2026-11-01T09:30:00Z     | UTC                  | P5D    | 2026-11-06T09:30:00Z     | five days in UTC
      2026-11-01T09:30:00Z     | UTC                  | P1W    | 2026-11-08T09:30:00Z     | a week is seven days
      2026-12-29T23:59:59Z     | UTC                  | P5D    | 2027-01-03T23:59:59Z     | over the end of the year
      2026-11-01T09:30:00.123Z | UTC                  | P5D    | 2026-11-06T09:30:00.123Z | fractions are kept
      2026-11-01T09:30:00Z     | Asia/Kathmandu       | P5D    | 2026-11-06T09:30:00Z     | a zone of five hours and three quarters
      # leap day
      2024-02-29T12:00:00Z     | UTC                  | P1Y    | 2025-02-28T12:00:00Z     | 29 February plus a year is 28 February
      2024-02-28T12:00:00Z     | UTC                  | P1Y    | 2025-02-28T12:00:00Z     | and so is 28 February
      2023-02-28T12:00:00Z     | UTC                  | P1Y    | 2024-02-28T12:00:00Z     | a leap day that comes is not waited for
      2022-02-28T12:00:00Z     | UTC                  | P1Y    | 2023-02-28T12:00:00Z     | there is no 29 February 2023
      2024-02-29T12:00:00Z     | UTC                  | P4Y    | 2028-02-29T12:00:00Z     | leap day to leap day
      2024-02-29T12:00:00Z     | UTC                  | P12M   | 2025-02-28T12:00:00Z     | twelve months are a year
      2024-02-24T12:00:00Z     | UTC                  | P5D    | 2024-02-29T12:00:00Z     | the leap day counts
      2023-02-24T12:00:00Z     | UTC                  | P5D    | 2023-03-01T12:00:00Z     | without one it is March
      2096-02-29T12:00:00Z     | UTC                  | P4Y    | 2100-02-28T12:00:00Z     | 2100 is no leap year
      2024-02-28T23:30:00Z     | Pacific/Kiritimati   | P1Y    | 2025-02-27T23:30:00Z     | already 29 February at +14
      2024-03-01T05:00:00Z     | Pacific/Pago_Pago    | P1Y    | 2025-03-01T05:00:00Z     | still 29 February at -11
      # ends of months
      2026-01-31T12:00:00Z     | UTC                  | P1M    | 2026-02-28T12:00:00Z     | no 31 February
      2024-01-31T12:00:00Z     | UTC                  | P1M    | 2024-02-29T12:00:00Z     | nor in a leap year
      2026-03-31T12:00:00Z     | UTC                  | P1M    | 2026-04-30T12:00:00Z     | no 31 April
      2026-02-28T12:00:00Z     | UTC                  | P1M    | 2026-03-28T12:00:00Z     | the end of a month is not kept
      2026-01-30T12:00:00Z     | UTC                  | P1M1D  | 2026-03-01T12:00:00Z     | months come before days
      2026-01-31T20:00:00Z     | Asia/Tokyo           | P1M    | 2026-02-28T20:00:00Z     | already 1 February in Tokyo
      # Paris: 29 March 2026 has no 02:00 to 03:00, 25 October 2026 has it twice
      2026-03-27T12:00:00Z     | Europe/Paris         | P5D    | 2026-04-01T11:00:00Z     | an hour less over spring
      2026-10-23T10:00:00Z     | Europe/Paris         | P5D    | 2026-10-28T11:00:00Z     | an hour more over autumn
      2026-03-24T01:30:00Z     | Europe/Paris         | P5D    | 2026-03-29T01:30:00Z     | 02:30 is not there: 03:30
      2026-10-20T00:30:00Z     | Europe/Paris         | P5D    | 2026-10-25T00:30:00Z     | 02:30 comes twice: in summer time, as before
      2026-01-25T01:30:00Z     | Europe/Paris         | P9M    | 2026-10-25T01:30:00Z     | 02:30 comes twice: in winter time, as before
      # New York: 8 March and 1 November 2026
      2026-03-06T17:00:00Z     | America/New_York     | P5D    | 2026-03-11T16:00:00Z     | an hour less over spring
      2026-10-30T16:00:00Z     | America/New_York     | P5D    | 2026-11-04T17:00:00Z     | an hour more over autumn
      2026-03-03T07:30:00Z     | America/New_York     | P5D    | 2026-03-08T07:30:00Z     | 02:30 is not there: 03:30
      2026-10-27T05:30:00Z     | America/New_York     | P5D    | 2026-11-01T05:30:00Z     | 01:30 comes twice: in summer time, as before
      2026-02-01T06:30:00Z     | America/New_York     | P9M    | 2026-11-01T06:30:00Z     | 01:30 comes twice: in winter time, as before
      # Lord Howe moves its clocks by half an hour: 4 October and 5 April 2026
      2026-10-01T00:00:00Z     | Australia/Lord_Howe  | P5D    | 2026-10-05T23:30:00Z     | half an hour less over spring
      2026-04-02T00:00:00Z     | Australia/Lord_Howe  | P5D    | 2026-04-07T00:30:00Z     | half an hour more over autumn
      2026-09-28T15:45:00Z     | Australia/Lord_Howe  | P5D    | 2026-10-03T15:45:00Z     | 02:15 is not there: 02:45
      2026-03-30T14:45:00Z     | Australia/Lord_Howe  | P5D    | 2026-04-04T14:45:00Z     | 01:45 comes twice: in summer time, as before
      # Sao Paulo moved them at midnight: 4 November and 18 February 2018
      2018-10-30T03:00:00Z     | America/Sao_Paulo    | P5D    | 2018-11-04T03:00:00Z     | midnight is not there: 01:00
      2018-02-13T01:30:00Z     | America/Sao_Paulo    | P5D    | 2018-02-18T01:30:00Z     | 23:30 comes twice: in summer time, as before
      # Apia left out 30 December 2011
      2011-12-25T22:00:00Z     | Pacific/Apia         | P5D    | 2011-12-30T22:00:00Z     | the day is not there: the next one
      2011-12-26T22:00:00Z     | Pacific/Apia         | P5D    | 2011-12-30T22:00:00Z     | the next day itself: four days of waiting
      # far east and west
      2026-11-01T09:30:00Z     | Pacific/Kiritimati   | P1M    | 2026-12-01T09:30:00Z     | +14
      2026-11-01T09:30:00Z     | Pacific/Pago_Pago    | P1M    | 2026-12-01T09:30:00Z     | -11
      2026-10-31T11:00:00Z     | Pacific/Kiritimati   | P1M    | 2026-11-30T11:00:00Z     | already 1 November
      2026-11-01T09:30:00Z     | Etc/GMT+12           | P1M    | 2026-12-01T09:30:00Z     | still 31 October at -12: 30 November
      """;

  @ParameterizedTest(name = "{0} {1} + {2} = {3}: {4}")
  @CsvSource(delimiter = '|', textBlock = CALENDAR)
  void cutsOffPurgesAndExpiresAtTheEndOfThePeriod(
      Instant lapsedAt, ZoneId zone, Period period, Instant due, String because) {
    Policy policy = ExamplePolicy.everyPeriod(period);

    assertThat(policy.deadlines(paused(lapsedAt, zone, false)))
        .as(because)
        .isEqualTo(new Deadlines(due, due, null));
    assertThat(policy.deadlines(paused(lapsedAt, zone, true)))
        .as(because)
        .isEqualTo(new Deadlines(due, null, due));
  }

  @ParameterizedTest(name = "{0} {1} + {2} = {3}: {4}")
  @CsvSource(delimiter = '|', textBlock = CALENDAR)
  void allowsTheNextPauseAtTheEndOfThePeriodAndNotANanosecondBefore(
      Instant lapsedAt, ZoneId zone, Period period, Instant due, String because) {
    Policy policy = ExamplePolicy.everyPeriod(period);

    assertThat(policy.mayPause(AccountKind.DIRECT, lapsedAt, zone, due))
        .as(because)
        .isInstanceOf(PolicyCheck.Allowed.class);
    assertThat(policy.mayPause(AccountKind.DIRECT, lapsedAt, zone, due.minusNanos(1)))
        .as(because)
        .isInstanceOf(PolicyCheck.Refused.class);
  }

  @ParameterizedTest(name = "{0} + P5D = {1}")
  @CsvSource({
    "2026-11-01T09:30:00.000000001Z, 2026-11-06T09:30:00.000001Z",
    "2026-11-01T09:30:00.000000499Z, 2026-11-06T09:30:00.000001Z",
    "2026-11-01T09:30:00.000000500Z, 2026-11-06T09:30:00.000001Z",
    "2026-11-01T09:30:00.000000999Z, 2026-11-06T09:30:00.000001Z",
    "2026-11-01T09:30:00.000001Z,    2026-11-06T09:30:00.000001Z",
    "2026-11-01T09:30:00.000001001Z, 2026-11-06T09:30:00.000002Z",
    "2026-11-01T09:30:00.999999999Z, 2026-11-06T09:30:01Z",
    "1969-12-20T09:30:00.999999001Z, 1969-12-25T09:30:01Z",
  })
  void roundsADeadlineUpToWholeMicroseconds(Instant lapsedAt, Instant due) {
    Deadlines deadlines =
        ExamplePolicy.PACKAGED.deadlines(paused(lapsedAt, ZoneId.of("UTC"), false));

    assertThat(deadlines).isEqualTo(new Deadlines(due, due, null));
  }

  private static Lapse paused(Instant at, ZoneId zone, boolean retainData) {
    return new Lapse(AccountKind.DIRECT, AccountState.PAUSED, at, retainData, zone);
  }
}
