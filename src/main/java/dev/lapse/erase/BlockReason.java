package dev.lapse.erase;

import dev.lapse.account.Outcome;
import dev.lapse.policy.Words;
import java.util.Map;

/** Why accounts were not erased although they were due, as the metrics name it. */
public enum BlockReason {
  /** A table that nobody classified. */
  UNCLASSIFIED,
  /** The catalog does not fit the store. */
  CATALOG,
  /** The role lacks a right in the store. */
  RIGHTS,
  /** The store does not answer. */
  UNREACHABLE,
  /** The schema changed after the catalog was checked against it. */
  SCHEMA_CHANGED,
  /** Something that stays would be touched, or the store itself forbids it. */
  REFUSED;

  /** The value of the label. */
  public String text() {
    return Words.of(this);
  }

  /** The outcome of an account that it blocks. */
  Outcome failed(String error) {
    return new Outcome.Failed(error, Map.of(), text());
  }
}
