package dev.lapse.run;

/** This process is done with a run, however it ended: for whoever shows progress. */
public record RunEnded(long run) {}
