package dev.lapse.run.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lapse.run.record.RunSummary;
import org.jspecify.annotations.Nullable;

/**
 * A run, and what one approves if it waits for approval.
 *
 * @param plan null if it does not wait
 */
@JsonInclude(Include.NON_NULL)
public record RunDetails(@JsonUnwrapped RunSummary run, @Nullable WaitingPlan plan) {}
