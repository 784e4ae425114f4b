package dev.lapse.schedule;

import dev.lapse.clock.Timestamps;
import java.time.InstantSource;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Records every minute, on whichever node fires it, that the scheduler is alive. */
@DisallowConcurrentExecution
final class CheckScheduler implements Job {
  static final JobKey KEY = JobKey.jobKey("check-scheduler", ScheduleChecks.GROUP);
  private static final String FIRED =
      """
      insert into lapse.scheduler_check as c (at)
      values (:now)
      on conflict (only_one) do update
      -- a node whose clock was ahead must not hide for long that the scheduler is stuck
      set at = excluded.at
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  CheckScheduler(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) {
    jdbc.sql(FIRED).param("now", Timestamps.parameter(clock.instant())).update();
  }
}
