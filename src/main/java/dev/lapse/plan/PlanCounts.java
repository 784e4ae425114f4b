package dev.lapse.plan;

/**
 * How far a run is.
 *
 * @param open neither done nor skipped nor failed
 * @param notTaken accounts that are not in the plan because what their store tells of them cannot
 *     be taken
 */
public record PlanCounts(
    long due,
    long done,
    long skipped,
    long failed,
    long open,
    long rowsPlanned,
    long rows,
    long notTaken) {}
