package dev.lapse.run;

import dev.lapse.policy.JobName;
import java.time.Duration;

/**
 * A run made progress. Published after each batch, to show progress.
 *
 * @param due accounts of the plan that were open when this process started or resumed the run
 * @param rowsPlanned rows of these accounts that the plan counted
 */
public record RunAdvanced(
    long run,
    JobName job,
    String cell,
    long accounts,
    long due,
    long rows,
    long rowsPlanned,
    Duration elapsed) {}
