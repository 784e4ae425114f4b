package dev.lapse.demo;

import dev.lapse.policy.JobName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How long after its deadline each account was acted on, as Lapse recorded it. */
record Lateness(String job, long accounts, Duration typical, Duration longest, long early) {
  private static final String BY_JOB =
      """
      select
        job,
        count(*) as accounts,
        extract(epoch from percentile_disc(0.5) within group (order by decided_at - due_at))::bigint as typical,
        extract(epoch from max(decided_at - due_at))::bigint as longest,
        count(*) filter (where decided_at < due_at) as early
      from lapse.plan_item
      join lapse.run on run.id = run_id
      where outcome = 'done'
      group by job
      """;

  /** In the order of the night. */
  static List<Lateness> of(DataSource lapse) {
    Map<String, Lateness> byJob =
        JdbcClient.create(lapse)
            .sql(BY_JOB)
            .query(
                (row, number) ->
                    new Lateness(
                        row.getString("job"),
                        row.getLong("accounts"),
                        Duration.ofSeconds(row.getLong("typical")),
                        Duration.ofSeconds(row.getLong("longest")),
                        row.getLong("early")))
            .list()
            .stream()
            .collect(Collectors.toMap(Lateness::job, Function.identity()));
    return JobName.texts().stream().filter(byJob::containsKey).map(byJob::get).toList();
  }

  static void print(Collection<Lateness> jobs, Screen screen) {
    Columns table = new Columns("job", "accounts", "typically", "at most");
    jobs.forEach(
        job ->
            table.row(
                job.job(), job.accounts(), Spell.spell(job.typical()), Spell.spell(job.longest())));
    table.print(screen);
    long early = jobs.stream().mapToLong(Lateness::early).sum();
    screen.line("");
    screen.line(
        "  Before this night nobody enforced the deadlines: this is the backlog. From now on");
    screen.line(
        "  each account waits for the next night only. Done too early: %s.",
        early == 0 ? "nothing" : Spell.accounts(early));
  }
}
