package dev.lapse.erase.postgresql;

import java.util.List;

/** A step of an erasure. */
sealed interface Step {
  /** The sets that it is about; several only where they depend on each other in a circle. */
  List<TargetSet> sets();

  /**
   * Finds the rows of sets and writes them down, before anything of them is deleted.
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

  /** Deletes or changes rows that were found before, all in one statement. */
  record Write(List<TargetSet> sets) implements Step {}
}
