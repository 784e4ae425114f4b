package dev.lapse.run;

/** This process has finished with a run, whatever its result. Published to show progress. */
public record RunEnded(long run) {}
