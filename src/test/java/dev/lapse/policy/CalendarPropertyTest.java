package dev.lapse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * What holds of every lapse, in every zone, for every period. A failure names the seed; {@code
 * -Dlapse.seed=…} runs it again, and the profile {@code exhaustive} draws more cases from a new
 * one.
 */
class CalendarPropertyTest {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("lapse.exhaustive");
  private static final long SEED =
      Long.getLong("lapse.seed", EXHAUSTIVE ? System.nanoTime() : 20_261_101L);
  private static final int CASES = EXHAUSTIVE ? 1_000_000 : 10_000;

  @Test
  void agreesWithTheCalculationByHandRoundedUp() {
    forEachCase(
        (random, c) -> {
          Instant due = c.dueByHand();
          Instant cutOff = deadlines(c, random.nextBoolean()).cutOff();

          assertThat(cutOff).isAfterOrEqualTo(due).isBefore(due.plusNanos(1_000));
          assertThat(cutOff.getNano() % 1_000).isZero();
        });
  }

  @Test
  void agreesWithZonedDateTimeRoundedUp() {
    forEachCase(
        (random, c) -> {
          Instant due = c.lapsedAt().atZone(c.zone()).plus(c.period()).toInstant();
          Instant cutOff = deadlines(c, random.nextBoolean()).cutOff();

          assertThat(cutOff).isAfterOrEqualTo(due).isBefore(due.plusNanos(1_000));
        });
  }

  @Test
  void isNeverDueBeforeTheShortestMonthsAndDays() {
    forEachCase(
        (random, c) -> {
          long days = c.period().toTotalMonths() * 28 + c.period().getDays();
          Instant least = c.lapsedAt().plus(Duration.ofDays(days)).minusSeconds(c.spanSeconds());

          assertThat(deadlines(c, false).cutOff()).isAfterOrEqualTo(least);
        });
  }

  /**
   * Among days a later lapse is due later, but for what the clocks were moved; months of unequal
   * length bring together, within a day, what lapsed on their last days.
   */
  @Test
  void isDueLaterWhenItLapsesLater() {
    forEachCase(
        (random, c) -> {
          Instant later = c.lapsedAt().plusNanos(random.nextLong(4L * 86_400_000_000_000L));
          long slack = 2 * c.spanSeconds() + (c.period().toTotalMonths() > 0 ? 86_400 : 0);
          Instant due = deadlines(c, false).cutOff();
          Instant dueLater = deadlines(new RandomCase(later, c.zone(), c.period()), false).cutOff();

          assertThat(dueLater).isAfterOrEqualTo(due.minusSeconds(slack));
        });
  }

  @Test
  void neverShortensAPromise() {
    forEachCase(
        (random, c) -> {
          Deadlines promised = deadlines(c, random.nextBoolean());
          Deadlines now = deadlines(RandomCase.of(random), random.nextBoolean());
          Deadlines kept = now.notBefore(promised);

          assertThat(kept.cutOff())
              .isAfterOrEqualTo(promised.cutOff())
              .isIn(now.cutOff(), promised.cutOff());
          assertThat(erasure(kept))
              .isAfterOrEqualTo(erasure(promised))
              .isIn(erasure(now), erasure(promised));
          assertThat(erasure(kept)).isAfterOrEqualTo(kept.cutOff());
        });
  }

  @Test
  void neverReopensAccessWhenAPausedAccountIsClosed() {
    forEachCase(
        (random, c) -> {
          Deadlines paused = deadlines(c, random.nextBoolean());
          Instant closedAt = c.lapsedAt().plusSeconds(random.nextLong(2L * 366 * 86_400));
          Deadlines closed =
              ExamplePolicy.everyPeriod(c.period())
                  .closePaused(paused, closing(closedAt, c.zone()));

          assertThat(closed.cutOff()).isEqualTo(paused.cutOff());
          assertThat(closed.expiry()).isNull();
          assertThat(closed.purge()).isAfterOrEqualTo(closed.cutOff());
          assertThat(closed.purge())
              .isAfterOrEqualTo(new RandomCase(closedAt, c.zone(), c.period()).dueByHand());
        });
  }

  @Test
  void neverPurgesBeforeTheCutOffWhenTheChoiceIsWithdrawn() {
    forEachCase(
        (random, c) -> {
          Deadlines retained = deadlines(c, true);
          Instant now = c.lapsedAt().plusSeconds(random.nextLong(2L * 366 * 86_400));
          Deadlines withdrawn = ExamplePolicy.PACKAGED.withdrawRetention(retained, now);

          assertThat(withdrawn.cutOff()).isEqualTo(retained.cutOff());
          assertThat(withdrawn.expiry()).isNull();
          assertThat(withdrawn.purge()).isAfterOrEqualTo(retained.cutOff());
          assertThat(withdrawn.purge()).isBeforeOrEqualTo(erasure(retained));
        });
  }

  private static Lapse closing(Instant at, ZoneId zone) {
    return new Lapse(AccountKind.DIRECT, AccountState.CLOSED, at, false, zone);
  }

  private static void forEachCase(BiConsumer<Random, RandomCase> property) {
    Random random = new Random(SEED);
    for (int i = 0; i < CASES; i++) {
      RandomCase c = RandomCase.of(random);
      try {
        property.accept(random, c);
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError("-Dlapse.seed=%d, case %d: %s".formatted(SEED, i, c), failed);
      }
    }
  }

  private static Deadlines deadlines(RandomCase c, boolean retainData) {
    return ExamplePolicy.everyPeriod(c.period())
        .deadlines(
            new Lapse(AccountKind.DIRECT, AccountState.PAUSED, c.lapsedAt(), retainData, c.zone()));
  }

  private static Instant erasure(Deadlines deadlines) {
    return Objects.requireNonNull(deadlines.erasure());
  }
}
