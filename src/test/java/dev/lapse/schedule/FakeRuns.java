package dev.lapse.schedule;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunSummary;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stands in for {@code StartRun}: writes the run's row and remembers what it was asked. */
final class FakeRuns {
  final List<RunRequest> started = new CopyOnWriteArrayList<>();
  final List<Instant> startedAt = new CopyOnWriteArrayList<>();
  final List<String> askedToResume = new CopyOnWriteArrayList<>();
  private final JdbcClient jdbc;

  /** Called while a run is resumed. */
  volatile Runnable meanwhile = () -> {};

  FakeRuns(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<RunSummary> resume(JobName job, String cell) {
    askedToResume.add(job.text() + " " + cell);
    meanwhile.run();
    return Optional.empty();
  }

  RunSummary start(RunRequest request) {
    started.add(request);
    startedAt.add(Instant.now());
    return summary(request, writeRow(request, "completed"), "completed");
  }

  static RunSummary summary(RunRequest request, long run, String status) {
    return new RunSummary(
        run,
        request.job().text(),
        request.cell(),
        request.asOf(),
        false,
        "observe",
        status,
        new RunSummary.AccountCounts(0, 0, 0, 0),
        0,
        Map.of(),
        null,
        null,
        null,
        null,
        Map.of(),
        request.asOf(),
        request.asOf(),
        null,
        null);
  }

  long writeRow(RunRequest request, String status) {
    jdbc.sql(
            """
            insert into lapse.policy (version, features, is_current)
            values ('1-test', '{}', true)
            on conflict do nothing
            """)
        .update();
    return jdbc.sql(
            """
            insert into lapse.run (job, cell, as_of, mode, dry_run, scheduled, actor,
              policy_version, catalog_version, status, started_at)
            values (:job, :cell, :asOf, 'observe', false, true, :actor,
              '1-test', 'test', :status, now())
            returning id
            """)
        .param("job", request.job().text())
        .param("cell", request.cell())
        .param("asOf", request.asOf().atOffset(ZoneOffset.UTC))
        .param("actor", request.actor())
        .param("status", status)
        .query(Long.class)
        .single();
  }
}
