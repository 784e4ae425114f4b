package dev.lapse.erase.store;

import dev.lapse.account.FailureCause;
import dev.lapse.account.Outcome;
import dev.lapse.policy.EnumNames;
import java.util.Map;

/** Why accounts were not erased although they were due; label of a metric. */
public enum BlockReason {
  /** A table is unclassified. */
  UNCLASSIFIED,
  /** The catalog does not fit the store. */
  CATALOG,
  /** The role lacks a right in the store. */
  RIGHTS,
  /** The store does not answer. */
  UNREACHABLE,
  /** The schema changed after the catalog was checked against it. */
  SCHEMA_CHANGED,
  /** Rows that stay would be changed, or the store itself refuses the erasure. */
  REFUSED;

  /** The value of the label. */
  public String text() {
    return EnumNames.of(this);
  }

  /** The outcome of a blocked account. */
  public Outcome.Failed failed(String error) {
    return new Outcome.Failed(error, Map.of(), text(), FailureCause.UNKNOWN);
  }
}
