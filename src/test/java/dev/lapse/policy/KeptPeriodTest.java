package dev.lapse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Ten years are counted as all deadlines are, and never from an earlier moment than was meant. */
class KeptPeriodTest {
  private static final KeptPeriod TEN_YEARS =
      new KeptPeriod(Period.ofYears(10), ZoneId.of("Europe/Paris"));

  @Test
  void instantIsCountedInTheZoneOfTheAccount() {
    assertThat(TEN_YEARS.after(Instant.parse("2020-02-29T12:00:00Z")))
        .isEqualTo("2030-02-28T12:00:00Z");
    // summer time there, winter time here
    assertThat(
            new KeptPeriod(Period.ofMonths(6), ZoneId.of("Europe/Paris"))
                .after(Instant.parse("2026-07-01T10:00:00Z")))
        .isEqualTo("2027-01-01T11:00:00Z");
  }

  @Test
  void dayCountsToItsEndInTheLastZone() {
    assertThat(TEN_YEARS.after(LocalDate.of(2020, 3, 15))).isEqualTo("2030-03-16T12:00:00Z");
    assertThat(
            new KeptPeriod(Period.ofMonths(1), ZoneId.of("UTC")).after(LocalDate.of(2024, 1, 30)))
        .isEqualTo("2024-03-01T12:00:00Z");
  }

  @Test
  void timeWithoutZoneCountsAsTheLastItCanMean() {
    assertThat(TEN_YEARS.after(LocalDateTime.of(2020, 3, 15, 9, 30)))
        .isEqualTo("2030-03-15T21:30:00Z");
  }

  @RepeatedTest(300)
  void noZoneInWhichATimeWasMeantMakesItEarly(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    ZoneId[] zones = {
      ZoneId.of("Pacific/Kiritimati"), ZoneId.of("Asia/Tokyo"), ZoneId.of("Europe/Paris"),
      ZoneId.of("UTC"), ZoneId.of("America/New_York"), ZoneId.of("Pacific/Pago_Pago")
    };
    ZoneId ofAccount = zones[random.nextInt(zones.length)];
    ZoneId meant = zones[random.nextInt(zones.length)];
    Period period = Period.of(random.nextInt(3), random.nextInt(14), 1 + random.nextInt(40));
    LocalDateTime at = LocalDateTime.of(2019, 1, 1, 0, 0).plusMinutes(random.nextInt(3_000_000));
    Instant until = new KeptPeriod(period, ofAccount).after(at);

    assertThat(until)
        .as("%s meant in %s, plus %s, account in %s", at, meant, period, ofAccount)
        .isAfterOrEqualTo(Policy.plus(at.atZone(meant).toInstant(), period, ofAccount))
        .isAfterOrEqualTo(Policy.plus(at.atZone(meant).toInstant(), period, meant));
  }
}
