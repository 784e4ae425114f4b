package dev.lapse.erase.postgresql.plan;

import java.util.List;

/** A step of an erasure. */
public sealed interface Step {
  /** Its sets; several only if they depend on each other in a cycle. */
  List<TargetSet> sets();

  /**
   * Finds and captures the rows of sets, before any of them is deleted.
   *
   * @param inCircle some rows are found through others of the same sets
   */
  record Find(List<TargetSet> sets, boolean inCircle) implements Step {}

  /**
   * Finds the rows of sets and deletes or changes them in the same statements.
   *
   * @param inCircle some rows are found through others of the same sets
   */
  record FindAndWrite(List<TargetSet> sets, boolean inCircle) implements Step {}

  /** Deletes or changes rows that were captured before, all in one statement. */
  record Write(List<TargetSet> sets) implements Step {}
}
