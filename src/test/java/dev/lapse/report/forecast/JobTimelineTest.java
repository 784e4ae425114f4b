package dev.lapse.report.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In which run an account is found, skipped and done. */
class JobTimelineTest {
  private static final Instant NOW = Instant.parse("2026-11-10T00:00:00Z");

  /** Runs at 02:00 of four days. */
  private static final List<Instant> RUNS =
      Stream.iterate(Instant.parse("2026-11-10T02:00:00Z"), run -> run.plus(Duration.ofDays(1)))
          .limit(4)
          .toList();

  private final JobTimeline timeline = new JobTimeline(new RunTimes(RUNS), NOW);

  @Test
  void doesInTheRunOfTheSameInstantAndNotANanosecondLater() {
    assertThat(add(RUNS.get(1), null)).isEqualTo(RUNS.get(1));
    assertThat(add(RUNS.get(1).plusNanos(1), null)).isEqualTo(RUNS.get(2));
    assertThat(newlyDue()).containsExactly(0L, 1L, 1L, 0L);
  }

  @Test
  void countsWhatIsDueAtThisInstantAsDueNow() {
    add(NOW, null);
    add(NOW.plusNanos(1), null);

    assertThat(timeline.dueNow()).isEqualTo(1);
    assertThat(newlyDue()).containsExactly(1L, 0L, 0L, 0L);
    assertThat(timeline.done(0)).extracting(ForecastAccount::dueNow).containsExactly(true, false);
  }

  @Test
  void skipsInEveryRunUntilTheHoldEndsAndActsAtItsVeryEnd() {
    assertThat(add(NOW, RUNS.get(2))).isEqualTo(RUNS.get(2));
    assertThat(onHold()).containsExactly(1L, 1L, 0L, 0L);
    assertThat(timeline.onHoldNow()).isEqualTo(1);
  }

  @Test
  void skipsForEverWhereTheHoldDoesNotEnd() {
    assertThat(add(RUNS.get(1), Instant.MAX)).isNull();
    assertThat(onHold()).containsExactly(0L, 1L, 1L, 1L);
  }

  @Test
  void findsNothingAfterAnotherJobTookIt() {
    assertThat(timeline.add("1", Set.of(), RUNS.get(1), null, null, RUNS.get(0))).isNull();
    assertThat(newlyDue()).containsOnly(0L);
  }

  @Test
  void findsKeptSetsOnlyInRunsAfterTheErasure() {
    assertThat(timeline.add("1", Set.of("s"), NOW.minusSeconds(1), null, RUNS.get(0), null))
        .isEqualTo(RUNS.get(1));
    assertThat(timeline.dueNow()).isZero();
    assertThat(newlyDue()).containsExactly(0L, 1L, 0L, 0L);
  }

  @Test
  void leavesToLaterDaysWhatIsDueAfterTheLastRun() {
    assertThat(add(RUNS.get(3).plusNanos(1), null)).isNull();
    assertThat(newlyDue()).containsOnly(0L);
  }

  @Test
  void estimatesUncountedAccountsFromTheMeanOfTheOthers() {
    RowsOfJob rows = new RowsOfJob(2);
    rows.add(0, new ForecastAccount("1", Set.of(), true), 10L);
    rows.add(0, new ForecastAccount("2", Set.of(), false), 20L);
    rows.add(1, new ForecastAccount("3", Set.of(), false), null);

    assertThat(rows.get(0)).isEqualTo(new Forecast.Rows(30, false));
    assertThat(rows.get(1)).isEqualTo(new Forecast.Rows(15, true));
    assertThat(rows.total()).isEqualTo(new Forecast.Rows(45, true));
    assertThat(rows.dueNow()).isEqualTo(new Forecast.Rows(10, false));
  }

  @Test
  void knowsNoRowsIfNoAccountWasCounted() {
    RowsOfJob rows = new RowsOfJob(1);
    rows.add(0, new ForecastAccount("1", Set.of(), false), null);

    assertThat(rows.get(0)).isNull();
    assertThat(rows.total()).isNull();
  }

  private @Nullable Instant add(Instant due, @Nullable Instant holdEnd) {
    return timeline.add("1", Set.of(), due, holdEnd, null, null);
  }

  private List<Long> newlyDue() {
    return IntStream.range(0, 4).mapToObj(timeline::newlyDue).toList();
  }

  private List<Long> onHold() {
    return IntStream.range(0, 4).mapToObj(timeline::onHold).toList();
  }
}
