package dev.lapse.policy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Random;

/**
 * A lapse somewhere in the world and a period after it, with the due instant worked out another way
 * than the policy does: date by date and offset by offset.
 */
record RandomCase(Instant lapsedAt, ZoneId zone, Period period) {
  private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream().sorted().toList();
  private static final long FROM = Instant.parse("1975-01-01T00:00:00Z").getEpochSecond();
  private static final long TO = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();

  /** Half of the cases end within three hours of a change of the clocks, if the zone has any. */
  static RandomCase of(Random random) {
    ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    Period period = randomPeriod(random);
    Instant at = randomInstant(random);
    ZoneOffsetTransition change = zone.getRules().nextTransition(at);
    if (change != null && random.nextBoolean()) {
      LocalDateTime due = change.getDateTimeBefore().plusSeconds(random.nextInt(-10_800, 10_800));
      at = due.minus(period).atZone(zone).toInstant().plusNanos(random.nextInt(1_000_000_000));
    }
    return new RandomCase(at, zone, period);
  }

  static Instant randomInstant(Random random) {
    return Instant.ofEpochSecond(random.nextLong(FROM, TO), random.nextInt(1_000_000_000));
  }

  private static Period randomPeriod(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Period.ofDays(1 + random.nextInt(400));
      case 1 -> Period.ofMonths(1 + random.nextInt(36));
      case 2 -> Period.ofYears(1 + random.nextInt(11));
      default -> Period.of(random.nextInt(3), random.nextInt(24), 1 + random.nextInt(60));
    };
  }

  /** Not rounded. */
  Instant dueByHand() {
    ZoneRules rules = zone.getRules();
    ZoneOffset offset = rules.getOffset(lapsedAt);
    LocalDateTime start =
        LocalDateTime.ofEpochSecond(lapsedAt.getEpochSecond(), lapsedAt.getNano(), offset);
    int months =
        start.getYear() * 12
            + start.getMonthValue()
            - 1
            + period.getYears() * 12
            + period.getMonths();
    YearMonth month = YearMonth.of(months / 12, months % 12 + 1);
    int day = Math.min(start.getDayOfMonth(), month.lengthOfMonth());
    LocalDateTime end = month.atDay(day).plusDays(period.getDays()).atTime(start.toLocalTime());
    List<ZoneOffset> offsets = rules.getValidOffsets(end);
    if (offsets.isEmpty()) {
      // In a gap: the clocks of before the change, had they gone on, would show this.
      return end.toInstant(rules.getTransition(end).getOffsetBefore());
    }
    return end.toInstant(offsets.contains(offset) ? offset : offsets.get(0));
  }

  /** By how much the zone's clocks were ever apart. */
  long spanSeconds() {
    ZoneRules rules = zone.getRules();
    int least = rules.getOffset(lapsedAt).getTotalSeconds();
    int most = least;
    for (ZoneOffsetTransition change : rules.getTransitions()) {
      least =
          Math.min(
              least,
              Math.min(
                  change.getOffsetBefore().getTotalSeconds(),
                  change.getOffsetAfter().getTotalSeconds()));
      most =
          Math.max(
              most,
              Math.max(
                  change.getOffsetBefore().getTotalSeconds(),
                  change.getOffsetAfter().getTotalSeconds()));
    }
    return (long) most - least;
  }
}
