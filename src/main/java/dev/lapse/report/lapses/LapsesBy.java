package dev.lapse.report.lapses;

import dev.lapse.policy.EnumNames;

/** By what lapses are grouped. */
public enum LapsesBy {
  /** The code of the policy's list; none for lapses without one. */
  REASON("reason_code"),
  /** The month of the lapse in UTC, such as 2026-11. */
  MONTH("to_char(lapsed_at at time zone 'UTC', 'YYYY-MM')"),
  /** The kind of account: direct, trial or resold. */
  KIND("kind");

  private final String sql;

  LapsesBy(String sql) {
    this.sql = sql;
  }

  /** The name in commands and requests. */
  public String text() {
    return EnumNames.of(this);
  }

  String sql() {
    return sql;
  }
}
