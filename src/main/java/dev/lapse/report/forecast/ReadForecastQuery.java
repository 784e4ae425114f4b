package dev.lapse.report.forecast;

import dev.lapse.file.NearestName;
import dev.lapse.policy.JobName;
import dev.lapse.problem.Fields;
import dev.lapse.problem.WrongValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a forecast from a request's query. */
final class ReadForecastQuery {
  /** Short, because an HTTP client waits for the response. */
  private static final Duration COUNT_FOR = Duration.ofSeconds(10);

  private ReadForecastQuery() {}

  static ForecastRequest from(Map<String, String> query, List<String> allCells) {
    Fields fields = Fields.ofQuery(query, "days", "job", "cell", "rows");
    Integer days = fields.read("days", ReadForecastQuery::days);
    JobName job = fields.read("job", ReadForecastQuery::job);
    String cell = fields.read("cell", name -> cell(name, allCells));
    Boolean rows = fields.read("rows", ReadForecastQuery::rows);
    fields.check();
    return new ForecastRequest(
        days == null ? ForecastRequest.USUAL_DAYS : days,
        job == null ? List.of(JobName.values()) : List.of(job),
        cell == null ? allCells : List.of(cell),
        Boolean.TRUE.equals(rows) ? COUNT_FOR : null);
  }

  private static Integer days(String text) {
    String wrong = ForecastRequest.wrongDays("'days'", text);
    if (wrong != null) {
      throw new WrongValue(wrong);
    }
    return Integer.valueOf(text);
  }

  private static JobName job(String name) {
    return JobName.of(name).orElseThrow(() -> unknown("job", name, JobName.texts()));
  }

  private static String cell(String name, List<String> cells) {
    if (!cells.contains(name)) {
      throw unknown("cell", name, cells);
    }
    return name;
  }

  private static @Nullable Boolean rows(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new WrongValue("'rows' is '%s', but must be true or false".formatted(text));
    }
    return Boolean.valueOf(text);
  }

  private static WrongValue unknown(String field, String name, List<String> known) {
    return new WrongValue("'%s' is '%s'%s".formatted(field, name, NearestName.hint(name, known)));
  }
}
