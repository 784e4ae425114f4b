package dev.lapse.run.api;

/**
 * A requested run.
 *
 * @param run its number
 * @param running false if nothing was started because its slot is done
 */
record StartedRun(long run, boolean running) {}
