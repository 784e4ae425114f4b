package dev.lapse.report.forecast;

import dev.lapse.policy.JobName;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The pace of the last runs of a job that changed anything.
 *
 * @param runs number of these runs
 * @param accounts accounts that they did in total
 * @param seconds time that they took in total
 */
record RunPace(int runs, long accounts, double seconds) {
  /** With fewer accounts, starting and ending take most of the time. */
  private static final int FEWEST_ACCOUNTS = 50;

  private static final String LAST_RUNS =
      """
      select count(*) as runs, coalesce(sum(done), 0) as accounts, coalesce(sum(seconds), 0) as seconds
      from (
        select
          extract(epoch from r.ended_at - greatest(r.plan_frozen_at, r.approved_at)) as seconds,
          (
            select count(*)
            from lapse.plan_item i
            where i.run_id = r.id
              and i.outcome = 'done'
          ) as done
        from (
          select *
          from lapse.run
          where job = :job
            and cell = :cell
            and mode = 'enforce'
            and not dry_run
            and status in ('completed', 'partial')
            and account_filter = '{}'
          order by as_of desc, rerun desc
          limit 10
        ) r
      ) last_runs
      where done > 0
        and seconds > 0
      """;

  /** The pace of the last ten runs, if they did enough accounts to measure it. */
  static Optional<RunPace> read(JdbcClient jdbc, JobName job, String cell) {
    return jdbc.sql(LAST_RUNS)
        .param("job", job.text())
        .param("cell", cell)
        .query(
            (row, number) ->
                new RunPace(row.getInt("runs"), row.getLong("accounts"), row.getDouble("seconds")))
        .optional()
        .filter(runPace -> runPace.accounts >= FEWEST_ACCOUNTS);
  }

  /** How long this number of accounts will take. */
  Duration durationFor(long more) {
    return Duration.ofMillis(Math.round(seconds * 1_000 / accounts * more));
  }

  double accountsPerSecond() {
    return accounts / seconds;
  }
}
