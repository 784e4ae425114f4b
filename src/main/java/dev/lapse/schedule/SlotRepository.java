package dev.lapse.schedule;

import dev.lapse.clock.Timestamps;
import dev.lapse.plan.JobSettings;
import dev.lapse.policy.JobName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads and writes {@code lapse.slot}. */
@Component
final class SlotRepository {
  private final JdbcClient jdbc;

  SlotRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Serializes nodes that start at the same time, until the transaction ends. */
  void waitForOtherNodes() {
    jdbc.sql("select pg_advisory_xact_lock(hashtext('lapse.slot'))").query().listOfRows();
  }

  List<Slot> all() {
    return jdbc.sql(
            """
            select job, cell, cron, zone, known_since, last_slot
            from lapse.slot
            order by job, cell
            """)
        .query(SlotRepository::slot)
        .list();
  }

  Optional<Slot> find(JobName job, String cell) {
    return jdbc.sql(
            """
            select job, cell, cron, zone, known_since, last_slot
            from lapse.slot
            where job = :job
              and cell = :cell
            """)
        .param("job", job.text())
        .param("cell", cell)
        .query(SlotRepository::slot)
        .optional();
  }

  /**
   * Records the schedule of a job and cell from now on. Slots missed under another cron or zone are
   * not caught up.
   */
  void register(JobSettings settings, String cell, Instant now) {
    jdbc.sql(
            """
            insert into lapse.slot (job, cell, cron, zone, known_since)
            values (:job, :cell, :cron, :zone, :now)
            on conflict (job, cell) do update
            set cron = excluded.cron,
              zone = excluded.zone,
              known_since = excluded.known_since
            where (slot.cron, slot.zone) is distinct from (excluded.cron, excluded.zone)
            """)
        .param("job", settings.job().text())
        .param("cell", cell)
        .param("cron", settings.cron())
        .param("zone", settings.zone().getId())
        .param("now", Timestamps.parameter(now))
        .update();
  }

  void forget(Slot slot) {
    jdbc.sql("delete from lapse.slot where job = :job and cell = :cell")
        .param("job", slot.job().text())
        .param("cell", slot.cell())
        .update();
  }

  /**
   * Records that a slot was started. Without a run of that business date nothing is recorded, so
   * the slot stays due.
   */
  void started(JobName job, String cell, Instant slot) {
    jdbc.sql(
            """
            update lapse.slot
            set last_slot = :slot
            where job = :job
              and cell = :cell
              and (last_slot is null or last_slot < :slot)
              and exists (
                select
                from lapse.run
                where run.job = slot.job
                  and run.cell = slot.cell
                  and run.as_of = :slot
                  and run.account_filter = '{}'
                  and not run.dry_run)
            """)
        .param("job", job.text())
        .param("cell", cell)
        .param("slot", Timestamps.parameter(slot))
        .update();
  }

  private static Slot slot(ResultSet row, int number) throws SQLException {
    return new Slot(
        JobName.of(row.getString("job")).orElseThrow(),
        row.getString("cell"),
        row.getString("cron"),
        ZoneId.of(row.getString("zone")),
        Timestamps.get(row, "known_since"),
        Timestamps.find(row, "last_slot"));
  }
}
