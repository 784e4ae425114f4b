package dev.lapse.run.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lapse.run.record.RunSummary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The response to a request to run a job in several cells: a summary of the runs that started, and
 * why the others did not.
 */
@JsonInclude(Include.NON_EMPTY)
record StartRunsResponse(@JsonUnwrapped RunSummary run, List<RefusedCell> refused) {
  /** A cell in which no run was started, and the problem that says why. */
  record RefusedCell(String cell, Map<String, @Nullable Object> problem) {}
}
