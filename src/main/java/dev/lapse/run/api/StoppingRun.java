package dev.lapse.run.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lapse.run.record.RunSummary;

/**
 * A run that was asked to stop.
 *
 * @param run its current summary
 * @param pastPointOfNoReturn accounts whose erasure is still completed: they cannot be saved
 */
record StoppingRun(@JsonUnwrapped RunSummary run, long pastPointOfNoReturn) {}
