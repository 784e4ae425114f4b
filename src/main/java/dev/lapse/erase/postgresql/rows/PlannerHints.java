package dev.lapse.erase.postgresql.rows;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * Makes PostgreSQL's planner use indexes. It does not know the sizes of temporary tables and might
 * otherwise scan the largest tables of the product to join a few rows, or take many rows for few
 * and compare each of them with a whole table.
 */
public final class PlannerHints {
  private static final String SET =
      """
      select
        set_config('enable_seqscan', scan, true),
        set_config('enable_hashjoin', hash, true),
        set_config('enable_mergejoin', hash, true),
        set_config('enable_memoize', hash, true),
        set_config('enable_material', hash, true)
      from (values (cast(? as text), cast(? as text))) s (scan, hash)
      """;

  /** The plans that the planner may choose. */
  private enum Choice {
    ANYTHING,
    /** No table scans if there is an index; hash joins of the found rows are allowed. */
    INDEX,
    /** One table is looked up for each row of the other. */
    INDEX_PER_ROW
  }

  private final JdbcOperations jdbc;
  private Choice choice = Choice.ANYTHING;

  PlannerHints(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /** The next statements of the transaction join by indexes, or as the planner chooses. */
  public void joinByIndexes(boolean wanted) {
    choose(wanted ? Choice.INDEX_PER_ROW : Choice.ANYTHING);
  }

  /** The next statements of the transaction write rows of a source where they are found. */
  public void find(RowSources.Source source) {
    boolean joins = source.using() != null && source.onePass() == null;
    choose(!source.indexed() ? Choice.ANYTHING : joins ? Choice.INDEX_PER_ROW : Choice.INDEX);
  }

  private void choose(Choice wanted) {
    if (wanted != choice) {
      jdbc.query(
          SET,
          row -> {},
          wanted == Choice.ANYTHING ? "on" : "off",
          wanted == Choice.INDEX_PER_ROW ? "off" : "on");
      choice = wanted;
    }
  }

  /** A new transaction has the settings of the connection. */
  void reset() {
    choice = Choice.ANYTHING;
  }
}
