package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Scrape;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a job is due next follows from its schedule and from what was carried out. */
class ScheduleMetricsIT {
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at("2026-11-10T00:00:00Z")
            .catalog("stores: []\nsets: []\n")
            .file("purge.yaml", "mode: enforce\ncron: 0 30 2 * * ?\nzone: Europe/Berlin\n")
            .file("expire.yaml", "cron: 0 0 2 ? * MON\nzone: UTC\n")
            .file("cut-off.yaml", "cron: 0 0 2 1 * ?\nzone: UTC\n")
            .serving()
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void forget() {
    program.lapse.run("delete from lapse.run; delete from lapse.slot");
  }

  @Test
  void weeklyAndMonthlyJobsAreDueOnTheirDays() {
    carriedOut("expire", "2026-11-02T02:00:00Z", "completed", "enforce");
    carriedOut("cut-off", "2026-11-01T02:00:00Z", "completed", "enforce");

    assertThat(due("expire")).isEqualTo("2026-11-09T02:00:00Z");
    assertThat(due("cut-off")).isEqualTo("2026-12-01T02:00:00Z");
  }

  @Test
  void nightOfTwentyFiveHoursIsDueALaterHour() {
    carriedOut("purge", "2026-10-24T00:30:00Z", "completed", "enforce");

    assertThat(due("purge")).isEqualTo("2026-10-25T01:30:00Z");
  }

  @Test
  void timeThatTheClockSkipsIsNotDue() {
    carriedOut("purge", "2026-03-28T01:30:00Z", "completed", "enforce");

    assertThat(due("purge")).isEqualTo("2026-03-30T00:30:00Z");
  }

  @Test
  void firstIsDueAfterTheScheduleWasRecorded() {
    slot("purge", "2026-11-05T12:00:00Z");

    assertThat(due("purge")).isEqualTo("2026-11-06T01:30:00Z");
  }

  @Test
  void changedScheduleDoesNotCatchUp() {
    carriedOut("purge", "2026-11-01T01:30:00Z", "completed", "enforce");
    slot("purge", "2026-11-05T12:00:00Z");

    assertThat(due("purge")).isEqualTo("2026-11-06T01:30:00Z");
  }

  @Test
  void partialRunCountsAndFailedOnesAndDryRunsDoNot() {
    carriedOut("purge", "2026-11-06T01:30:00Z", "partial", "enforce");
    run("purge", "2026-11-07T01:30:00Z", "failed", "enforce", false);
    run("purge", "2026-11-08T01:30:00Z", "completed", "enforce", true);
    run("purge", "2026-11-09T01:30:00Z", "completed", "observe", false);

    assertThat(due("purge")).isEqualTo("2026-11-07T01:30:00Z");
  }

  @Test
  void runThatWaitsSaysHowLong() {
    run("purge", "2026-11-09T22:00:00Z", "awaiting-approval", "enforce", false);

    assertThat(scrape().value("lapse_run_waiting_seconds{cell=\"main\",job=\"purge\"}"))
        .isEqualTo(7200);
    assertThat(scrape().value("lapse_run_waiting_seconds{cell=\"main\",job=\"expire\"}")).isZero();
  }

  @Test
  void modeIsOneOfTwo() {
    assertThat(scrape().value("lapse_job_mode{job=\"purge\",mode=\"enforce\"}")).isEqualTo(1);
    assertThat(scrape().value("lapse_job_mode{job=\"purge\",mode=\"observe\"}")).isZero();
    assertThat(scrape().value("lapse_job_mode{job=\"expire\",mode=\"observe\"}")).isEqualTo(1);
  }

  private static Scrape scrape() {
    return Scrape.of(program);
  }

  private static String due(String job) {
    double at =
        scrape()
            .value("lapse_run_next_due_timestamp_seconds{cell=\"main\",job=\"%s\"}".formatted(job));
    return Instant.ofEpochSecond((long) at).atOffset(ZoneOffset.UTC).toInstant().toString();
  }

  private static void carriedOut(String job, String asOf, String status, String mode) {
    slot(job, "2026-01-01T00:00:00Z");
    run(job, asOf, status, mode, false);
  }

  private static void slot(String job, String since) {
    program.lapse.run(
        """
        insert into lapse.slot (job, cell, cron, zone, known_since) values ('%s', 'main', '-', 'UTC', '%2$s')
        on conflict (job, cell) do update set known_since = '%2$s';
        """
            .formatted(job, since));
  }

  private static void run(String job, String asOf, String status, String mode, boolean dry) {
    program.lapse.run(
        """
        insert into lapse.run (
          job, cell, as_of, mode, dry_run, scheduled, actor, policy_version, catalog_version, status, started_at
        )
        select '%s', 'main', '%s', '%s', %s, true, 'test', min(version), 'x', '%s', '%2$s'
        from lapse.policy
        """
            .formatted(job, asOf, mode, dry, status));
  }
}
