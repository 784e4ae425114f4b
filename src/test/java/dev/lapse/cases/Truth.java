package dev.lapse.cases;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The owner of each row: the account whose step inserted it. A row of several accounts is erased
 * with the last of them, a row of nobody never.
 */
final class Truth {
  static final Set<Integer> NOBODY = Set.of();

  private final Map<Set<Integer>, Rows> byOwners = new LinkedHashMap<>();

  /** A step of owners turned the one into the other; it may change no row of somebody else. */
  void step(Set<Integer> owners, Rows before, Rows after) {
    Rows gone = before.without(after);
    Rows own = byOwners.getOrDefault(owners, Rows.none());
    if (!gone.without(own).isEmpty()) {
      throw new IllegalStateException(
          "the step of %s changes rows of others: %s".formatted(owners, gone.without(own).list()));
    }
    byOwners.put(owners, own.without(gone).and(after.without(before)));
  }

  /** Rows of these owners together. */
  void add(Set<Integer> owners, Rows rows) {
    byOwners.merge(owners, rows, Rows::and);
  }

  /** Every row that was ever inserted. */
  Rows all() {
    return staysAfter(Set.of());
  }

  /** What must be there, and unchanged, after the erasure of these accounts. */
  Rows staysAfter(Collection<Integer> erased) {
    return byOwners.entrySet().stream()
        .filter(owned -> owned.getKey().isEmpty() || !erased.containsAll(owned.getKey()))
        .map(Map.Entry::getValue)
        .reduce(Rows.none(), Rows::and);
  }
}
