package dev.lapse.schedule;

import dev.lapse.report.CountUnclassified;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;

/** Checks every hour, and when a node starts, for unclassified tables. */
@DisallowConcurrentExecution
final class CheckStores implements Job {
  static final JobKey KEY = JobKey.jobKey("check-stores", ScheduleChecks.GROUP);

  private final CountUnclassified unclassified;

  CheckStores(CountUnclassified unclassified) {
    this.unclassified = unclassified;
  }

  @Override
  public void execute(JobExecutionContext context) {
    unclassified.now();
  }
}
