package dev.lapse.run;

/** How a run ended. */
public record RunSummary(long runId, String status) {}
