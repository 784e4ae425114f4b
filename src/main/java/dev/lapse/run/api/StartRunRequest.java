package dev.lapse.run.api;

import dev.lapse.file.NearestName;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.policy.JobName;
import dev.lapse.problem.Fields;
import dev.lapse.problem.JsonBody;
import dev.lapse.problem.WrongValue;
import dev.lapse.run.record.RunRequest;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to run a job.
 *
 * @param cells the cells; all if none is named
 * @param asOf null for now
 */
record StartRunRequest(
    JobName job,
    List<String> cells,
    @Nullable Instant asOf,
    boolean dryRun,
    List<String> accounts,
    boolean rerun,
    @Nullable String reason) {
  static final int MOST_ACCOUNTS = 1_000;

  /**
   * Reads the body.
   *
   * @param allCells the cells that exist
   */
  static StartRunRequest read(JsonBody body, AllJobSettings settings, List<String> allCells) {
    Fields fields = body.fields("job", "cell", "asOf", "dryRun", "accounts", "rerun", "reason");
    JobName job = fields.require("job", StartRunRequest::job);
    String cell = fields.read("cell", name -> cell(name, allCells));
    ZoneId zone = job == null ? ZoneOffset.UTC : settings.get(job).zone();
    Instant asOf =
        fields.read(
            "asOf", text -> PointInTime.parse(text, zone, why -> new WrongValue("'asOf': " + why)));
    boolean dryRun = fields.flag("dryRun");
    boolean rerun = fields.flag("rerun");
    if (rerun && dryRun) {
      fields.wrong(
          "rerun", "'rerun' cannot be combined with 'dryRun': a dry run can always be repeated");
    }
    String reason = rerun ? fields.requiredReason("reason") : fields.reason("reason");
    List<String> accounts = fields.texts("accounts", MOST_ACCOUNTS);
    fields.check();
    return new StartRunRequest(
        Objects.requireNonNull(job),
        cell == null ? allCells : List.of(cell),
        asOf,
        dryRun,
        accounts,
        rerun,
        reason);
  }

  static JobName job(String name) {
    return JobName.of(name)
        .orElseThrow(
            () ->
                new WrongValue(
                    "'job' is '%s'%s".formatted(name, NearestName.hint(name, JobName.texts()))));
  }

  private static String cell(String name, List<String> cells) {
    if (!cells.contains(name)) {
      throw new WrongValue("'cell' is '%s'%s".formatted(name, NearestName.hint(name, cells)));
    }
    return name;
  }

  RunRequest in(String cell, String actor, Instant now) {
    return new RunRequest(
        job, cell, asOf == null ? now : asOf, dryRun, accounts, rerun, reason, actor, false);
  }
}
