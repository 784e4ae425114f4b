package dev.lapse.report.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.RefusedByRule;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A random population, a forecast, and then the runs themselves, one after the other at their
 * times: each finds and does exactly what was forecast, to the row. {@code -Dlapse.seed=N} repeats
 * one.
 */
class ForecastIsWhatRunsDoIT {
  private static final int ACCOUNTS = 60;
  private static final int DAYS = 6;
  private static final List<String> ZONES =
      List.of("UTC", "Europe/Paris", "America/New_York", "Pacific/Apia", "Asia/Kolkata");
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at("2026-10-01T00:00:00Z")
            .product(
                SharedProgram.TABLES
                    + "create table public.receipt (id bigint primary key, account_id bigint);")
            .sets(
                SharedProgram.SETS.replace("for: P10Y", "for: P8D")
                    + "- {store: product, table: public.receipt, owned-by: account_id, keep: {why: returns, for: P10D}}\n")
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** The purge before the cut-off of the same day, and after it; jobs that run twice a day. */
  @ParameterizedTest
  @CsvSource({
    "2026-10-22T12:00:00Z, 30 1, 30 2, Europe/Paris",
    "2027-03-25T03:10:00Z, 0 12, 30 2, Europe/Paris",
    "2028-02-26T23:59:59Z, '30 1,13', '0 2,14', America/New_York"
  })
  void eachRunDoesWhatTheForecastSaid(Instant start, String cutOff, String purge, String zone) {
    long seed = Long.getLong("lapse.seed", start.getEpochSecond());
    Random random = new Random(seed);
    jobs(cutOff, purge, zone);
    populate(random, start);

    Forecast forecast =
        program
            .get(MakeForecast.class)
            .make(
                new ForecastRequest(
                    DAYS, List.of(JobName.values()), List.of("main"), Duration.ofMinutes(5)),
                start);

    Map<JobName, Long> done = new HashMap<>();
    for (Slot slot : slots(start)) {
      program.clock.set(slot.at());
      RunSummary run = program.run(slot.job(), slot.at(), false);
      Forecast.OfRun predicted = predicted(forecast, slot);
      String what = "-Dlapse.seed=%d %s %s".formatted(seed, slot.job().text(), slot.at());
      assertThat(run.status()).as(what).isEqualTo("completed");
      assertThat(run.accounts().due()).as(what).isEqualTo(predicted == null ? 0 : predicted.due());
      assertThat(run.accounts().done())
          .as(what + " done")
          .isEqualTo(predicted == null ? 0 : predicted.done());
      if (slot.job() != JobName.CUT_OFF) {
        assertThat(predicted == null ? new Forecast.Rows(0, false) : predicted.rows())
            .as(what + " rows")
            .isEqualTo(new Forecast.Rows(run.rows(), false));
      }
      done.merge(slot.job(), run.accounts().done(), Long::sum);
    }

    for (Forecast.OfJob job : forecast.jobs()) {
      assertThat(job.total().done()).isEqualTo(done.get(JobName.of(job.job()).orElseThrow()));
      assertThat(done.get(JobName.of(job.job()).orElseThrow())).as(job.job()).isPositive();
    }
  }

  private static Forecast.OfRun predicted(Forecast forecast, Slot slot) {
    return forecast.jobs().stream()
        .filter(job -> job.job().equals(slot.job().text()))
        .flatMap(job -> job.runs().stream())
        .filter(run -> run.asOf().equals(slot.at()))
        .findFirst()
        .orElse(null);
  }

  private record Slot(JobName job, Instant at) {}

  /** When the jobs run, in their order. */
  private static List<Slot> slots(Instant start) {
    List<Slot> slots = new ArrayList<>();
    for (JobName job : JobName.values()) {
      RunTimes.of(program.get(AllJobSettings.class).get(job), start, DAYS)
          .times()
          .forEach(at -> slots.add(new Slot(job, at)));
    }
    slots.sort(Comparator.comparing(Slot::at));
    return slots;
  }

  private static void jobs(String cutOff, String purge, String zone) {
    Map<JobName, String> crons =
        Map.of(
            JobName.REMOVE_BILLING_DETAILS,
            "0 1",
            JobName.CUT_OFF,
            cutOff,
            JobName.PURGE,
            purge,
            JobName.EXPIRE,
            "0 3");
    Map<String, String> files = new HashMap<>();
    crons.forEach(
        (job, time) ->
            files.put(
                job.text() + ".yaml",
                """
                mode: enforce
                cron: "0 %s * * ?"
                zone: %s
                limits: {accounts: 100000, percent-of-accounts: 100}
                """
                    .formatted(time, job == JobName.EXPIRE ? "Asia/Tokyo" : zone)));
    program.restartedWith(files);
  }

  /** Some were purged some days before, so that what outlived them is due meanwhile. */
  private static void populate(Random random, Instant start) {
    LapseTables.empty(program.lapse);
    SharedProgram.fill(
        program,
        ACCOUNTS,
        """
        create table public.receipt (id bigint primary key, account_id bigint);
        insert into public.receipt select i, 1 + i %% %d from generate_series(1, 200) i
        """
            .formatted(ACCOUNTS));
    Instant before = start.minus(Duration.ofDays(4));
    program.clock.set(before);
    imports(random, before, 1, ACCOUNTS / 2);
    program.run(JobName.PURGE);
    program.clock.set(start);
    imports(random, start, ACCOUNTS / 2 + 1, ACCOUNTS);
    for (int id = 1; id <= ACCOUNTS; id++) {
      if (random.nextInt(5) == 0) {
        hold(random, String.valueOf(id), start);
      }
    }
  }

  private static void imports(Random random, Instant now, int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int id = from; id <= to; id++) {
      String zone = ZONES.get(random.nextInt(ZONES.size()));
      lines.append(
          "{\"id\":\"%d\",\"timeZone\":\"%s\",%s}\n".formatted(id, zone, situation(random, now)));
    }
    assertThat(program.imports(lines.toString()).rejected()).isEmpty();
  }

  private static String situation(Random random, Instant now) {
    Instant lately = now.minusSeconds(random.nextInt(12 * 86_400));
    Instant aYearAgo = now.minus(Duration.ofDays(366)).plusSeconds(random.nextInt(9 * 86_400));
    return switch (random.nextInt(5)) {
      case 0 -> "\"kind\":\"direct\",\"state\":\"active\"";
      case 1 -> lapsed("paused", aYearAgo) + ",\"retainData\":true";
      case 2 -> lapsed("trial-ended", lately);
      default -> lapsed("closed", lately);
    };
  }

  private static String lapsed(String state, Instant at) {
    String kind = state.equals("trial-ended") ? "trial" : "direct";
    return "\"kind\":\"%s\",\"state\":\"%s\",\"lapsedAt\":\"%s\"".formatted(kind, state, at);
  }

  /** Some holds are over before the end of the days, some never. */
  private static void hold(Random random, String id, Instant now) {
    Instant until =
        random.nextInt(3) == 0 ? null : now.plusSeconds(1 + random.nextInt(DAYS * 86_400));
    try {
      program.get(Holds.class).place(id, "audit", "a court", until, "test", now);
    } catch (RefusedByRule erased) {
      // it is erased, and nothing of it outlived it
    }
  }
}
