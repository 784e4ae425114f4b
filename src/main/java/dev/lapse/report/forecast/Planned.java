package dev.lapse.report.forecast;

import java.util.Set;

/**
 * An account on which one run will act.
 *
 * @param keptSets what outlived it and will be erased; empty if it is about the account itself
 * @param dueNow true if it is due already
 */
record Planned(String accountId, Set<String> keptSets, boolean dueNow) {
  Planned {
    keptSets = Set.copyOf(keptSets);
  }
}
