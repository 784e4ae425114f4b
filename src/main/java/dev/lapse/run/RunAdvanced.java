package dev.lapse.run;

import dev.lapse.policy.JobName;
import java.time.Duration;

/**
 * A run got further: published after each batch, for whoever shows progress.
 *
 * @param due accounts of the plan that were open when this process took the run up
 * @param rowsPlanned rows that the plan counted of them
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
