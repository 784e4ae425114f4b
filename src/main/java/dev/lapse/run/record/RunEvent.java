package dev.lapse.run.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What somebody did to a run.
 *
 * @param event {@code started}, {@code resumed}, {@code stop-requested}, {@code approved}, {@code
 *     rejected} or {@code superseded}
 * @param by who or what did it
 * @param at null for a stop that an earlier release recorded
 * @param run the newer run, where it superseded this one
 */
@JsonInclude(Include.NON_NULL)
public record RunEvent(
    String event, String by, @Nullable Instant at, @Nullable String reason, @Nullable Long run) {

  static List<RunEvent> all(String json) {
    return JsonMapper.shared().readValue(json, new TypeReference<List<RunEvent>>() {});
  }

  /**
   * SQL: the event as a JSON object, of the parameters {@code actor}, {@code at} and {@code why}.
   */
  static String sql(String event) {
    return sql(event, "null");
  }

  static String sql(String event, String newerRun) {
    return """
    jsonb_strip_nulls(jsonb_build_object(
          'event', '%s', 'by', cast(:actor as text), 'at', cast(:at as text), 'reason', cast(:why as text),
          'run', cast(%s as bigint)))"""
        .formatted(event, newerRun);
  }
}
