package dev.lapse.erase.postgresql;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * Keeps PostgreSQL's planner to the indexes where one serves. Of a temporary table it does not know
 * the size, and may read the largest tables of the product from end to end to join a few rows.
 */
final class PlannerHints {
  private static final String SET =
      """
      select
        set_config('enable_seqscan', v, true),
        set_config('enable_hashjoin', v, true),
        set_config('enable_mergejoin', v, true),
        set_config('enable_memoize', v, true)
      from (values (cast(? as text))) s (v)
      """;

  private final JdbcOperations jdbc;
  private boolean toIndexes;

  PlannerHints(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /** The next statements of the transaction are kept to indexes, or not. */
  void keepToIndexes(boolean wanted) {
    if (wanted != toIndexes) {
      jdbc.query(SET, row -> {}, wanted ? "off" : "on");
      toIndexes = wanted;
    }
  }

  /** A new transaction has the settings of the connection. */
  void reset() {
    toIndexes = false;
  }
}
