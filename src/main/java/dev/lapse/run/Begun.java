package dev.lapse.run;

/**
 * A run that was asked for.
 *
 * @param run its number
 * @param running false if nothing was started, because its slot is done
 */
record Begun(long run, boolean running) {}
