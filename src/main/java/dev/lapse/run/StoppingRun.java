package dev.lapse.run;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A run that was asked to stop.
 *
 * @param run how it stands
 * @param pastPointOfNoReturn accounts whose erasure goes on to its end: they cannot be saved
 */
record StoppingRun(@JsonUnwrapped RunSummary run, long pastPointOfNoReturn) {}
