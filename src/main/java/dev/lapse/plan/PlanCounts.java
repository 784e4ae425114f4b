package dev.lapse.plan;

/**
 * The progress of a run.
 *
 * @param open neither done nor skipped nor failed
 * @param notTaken accounts that are not in the plan because their store's rows cannot be used
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
