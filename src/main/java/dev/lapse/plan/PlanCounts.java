package dev.lapse.plan;

/** How far a run is. {@code open} are neither done nor skipped nor failed. */
public record PlanCounts(
    long due, long done, long skipped, long failed, long open, long rowsPlanned, long rows) {}
