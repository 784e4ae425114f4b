package dev.lapse.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.CronExpression;

class SlotsTest {
  private static final String NIGHTLY = "0 0 2 * * ?";
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant LONG_AGO = Instant.parse("2025-01-01T00:00:00Z");

  @Test
  void slotIsDueAtItsInstantAndNotANanosecondBefore() {
    Instant slot = Instant.parse("2026-11-23T02:00:00Z");
    Instant lastSlot = Instant.parse("2026-11-22T02:00:00Z");

    assertThat(due(NIGHTLY, LONG_AGO, lastSlot, slot.minusNanos(1))).isEmpty();
    assertThat(due(NIGHTLY, LONG_AGO, lastSlot, slot)).contains(slot);
    assertThat(due(NIGHTLY, LONG_AGO, lastSlot, slot.plusNanos(1))).contains(slot);
  }

  @Test
  void startedSlotIsNotDueAgain() {
    Instant slot = Instant.parse("2026-11-23T02:00:00Z");

    assertThat(due(NIGHTLY, LONG_AGO, slot, slot)).isEmpty();
    assertThat(due(NIGHTLY, LONG_AGO, slot, slot.plus(Duration.ofHours(23)))).isEmpty();
  }

  @Test
  void ofSeveralMissedNightsOnlyTheNewestIsDue() {
    assertThat(
            due(
                NIGHTLY,
                LONG_AGO,
                Instant.parse("2026-11-01T02:00:00Z"),
                Instant.parse("2026-11-23T09:30:00Z")))
        .contains(Instant.parse("2026-11-23T02:00:00Z"));
  }

  @Test
  void doesNotCatchUpSlotsBeforeTheJobWasKnown() {
    Instant slot = Instant.parse("2026-11-23T02:00:00Z");
    Instant now = Instant.parse("2026-11-23T09:30:00Z");

    assertThat(due(NIGHTLY, slot.plusNanos(1), null, now)).isEmpty();
    assertThat(due(NIGHTLY, slot, null, now)).contains(slot);
    assertThat(due(NIGHTLY, slot.minusNanos(1), null, now)).contains(slot);
  }

  @Test
  void knownAfterTheLastSlotStartsAfresh() {
    Instant changed = Instant.parse("2026-11-23T09:00:00Z");

    assertThat(
            due(NIGHTLY, changed, Instant.parse("2026-11-20T02:00:00Z"), changed.plusSeconds(60)))
        .isEmpty();
  }

  @Test
  void clockThatWasSetBackMakesNothingDue() {
    Instant lastSlot = Instant.parse("2026-11-23T02:00:00Z");

    assertThat(due(NIGHTLY, LONG_AGO, lastSlot, lastSlot.minus(Duration.ofDays(3)))).isEmpty();
  }

  @Test
  void cronWithoutFurtherYearsHasNoSlotLeft() {
    assertThat(
            due(
                "0 0 2 1 1 ? 2026",
                LONG_AGO,
                Instant.parse("2026-01-01T02:00:00Z"),
                Instant.parse("2027-05-01T00:00:00Z")))
        .isEmpty();
  }

  @Test
  void leapDayIsASlotOfItsOwn() {
    assertThat(due("0 0 2 29 2 ?", LONG_AGO, null, Instant.parse("2028-02-29T02:00:00Z")))
        .contains(Instant.parse("2028-02-29T02:00:00Z"));
    assertThat(due("0 0 2 29 2 ?", LONG_AGO, null, Instant.parse("2028-02-29T01:59:59.999999999Z")))
        .isEmpty();
  }

  @Test
  void timeThatTheClockSkipsIsNoSlotAndTheNextNightCatchesUp() {
    Instant before = Instant.parse("2026-03-28T01:30:00Z"); // 02:30 on the Saturday

    assertThat(Slots.due("0 30 2 * * ?", PARIS, LONG_AGO, before, at("2026-03-30T02:29:59+02:00")))
        .isEmpty();
    assertThat(Slots.due("0 30 2 * * ?", PARIS, LONG_AGO, before, at("2026-03-30T02:30:00+02:00")))
        .contains(at("2026-03-30T02:30:00+02:00"));
  }

  @Test
  void timeThatTheClockShowsTwiceIsOneSlotTheSecondTime() {
    Instant before = at("2026-10-24T02:30:00+02:00");
    Instant second = at("2026-10-25T02:30:00+01:00");

    assertThat(Slots.due("0 30 2 * * ?", PARIS, LONG_AGO, before, at("2026-10-25T02:30:00+02:00")))
        .isEmpty();
    assertThat(Slots.due("0 30 2 * * ?", PARIS, LONG_AGO, before, second.minusNanos(1))).isEmpty();
    assertThat(Slots.due("0 30 2 * * ?", PARIS, LONG_AGO, before, second)).contains(second);
    assertThat(Slots.due("0 30 2 * * ?", PARIS, LONG_AGO, second, at("2026-10-26T02:29:59+01:00")))
        .isEmpty();
  }

  @Timeout(60) // two thousand million slots are not walked through in a minute
  @ParameterizedTest
  @ValueSource(
      strings = {"* * * * * ?", "0 0 2 * * ?", "0 0 2 29 2 ?", "0 0 2 1 1 ?", "0 0 0 L 12 ?"})
  void findsTheDueSlotWithoutVisitingAllMissedOnes(String cron) {
    Instant now = Instant.parse("2040-06-01T12:00:00.5Z");
    Optional<Instant> due = due(cron, LONG_AGO, null, now);

    assertThat(due).isPresent();
    if (cron.startsWith("*")) {
      assertThat(due).contains(Instant.parse("2040-06-01T12:00:00Z"));
    }
  }

  /** The oracle walks from slot to slot, as Quartz's trigger does. */
  @Test
  void agreesWithWalkingFromSlotToSlot() throws ParseException {
    long seed = Long.getLong("lapse.seed", 20261123L);
    int cases = Boolean.getBoolean("lapse.exhaustive") ? 200_000 : 3_000;
    Random random = new Random(seed);
    for (int i = 0; i < cases; i++) {
      String cron = cron(random);
      ZoneId zone = pick(random, ZONES);
      Instant now = instant(random);
      Instant knownSince =
          now.minusSeconds(random.nextInt(40 * 86_400)).plusNanos(random.nextInt());
      Instant lastSlot =
          random.nextBoolean()
              ? null
              : walk(cron, zone, Instant.EPOCH.plusSeconds(1_750_000_000), instant(random), 50);

      assertThat(Slots.due(cron, zone, knownSince, lastSlot, now))
          .as(
              "seed %d, case %d: %s %s known since %s, last %s, now %s",
              seed, i, cron, zone, knownSince, lastSlot, now)
          .isEqualTo(
              Optional.ofNullable(
                  walk(
                      cron,
                      zone,
                      lastSlot == null || lastSlot.isBefore(knownSince)
                          ? knownSince.minusNanos(1)
                          : lastSlot,
                      now,
                      Integer.MAX_VALUE)));
    }
  }

  private static final List<ZoneId> ZONES =
      List.of(
          ZoneOffset.UTC,
          PARIS,
          ZoneId.of("America/New_York"),
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("Asia/Kathmandu"),
          ZoneId.of("America/Santiago"));

  private static String cron(Random random) {
    String minute = pick(random, List.of("0", "30", "59", "0/15", "5,55"));
    String hour = pick(random, List.of("0", "2", "23", "1-3", "*", "0/6"));
    String days =
        pick(random, List.of("* * ?", "? * MON-FRI", "1 * ?", "L * ?", "? * SUN", "25 * ?"));
    return "0 " + minute + " " + hour + " " + days;
  }

  /** Half of them within two days of a change of the clocks. */
  private static Instant instant(Random random) {
    Instant base =
        random.nextBoolean()
            ? pick(
                random,
                List.of(
                    Instant.parse("2026-03-29T01:00:00Z"),
                    Instant.parse("2026-10-25T01:00:00Z"),
                    Instant.parse("2026-03-08T07:00:00Z"),
                    Instant.parse("2026-11-01T06:00:00Z")))
            : Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(365 * 86_400));
    return base.plusSeconds(random.nextInt(4 * 86_400) - 2 * 86_400)
        .plusNanos(random.nextInt(3) - 1);
  }

  private static @Nullable Instant walk(
      String cron, ZoneId zone, Instant after, Instant now, int most) throws ParseException {
    CronExpression fires = new CronExpression(cron);
    fires.setTimeZone(TimeZone.getTimeZone(zone));
    Instant newest = null;
    Date next = fires.getTimeAfter(Date.from(after));
    for (int i = 0; i < most && next != null && !next.toInstant().isAfter(now); i++) {
      newest = next.toInstant();
      next = fires.getTimeAfter(next);
    }
    return newest;
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static Instant at(String local) {
    return java.time.OffsetDateTime.parse(local).toInstant();
  }

  private static Optional<Instant> due(
      String cron, Instant knownSince, @Nullable Instant lastSlot, Instant now) {
    return Slots.due(cron, ZoneOffset.UTC, knownSince, lastSlot, now);
  }
}
