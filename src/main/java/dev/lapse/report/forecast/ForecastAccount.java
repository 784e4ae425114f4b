package dev.lapse.report.forecast;

import java.util.Set;

/**
 * An account on which one run will act.
 *
 * @param keptSets its kept sets that will be erased; empty for the account itself
 * @param dueNow true if it is already due
 */
record ForecastAccount(String accountId, Set<String> keptSets, boolean dueNow) {
  ForecastAccount {
    keptSets = Set.copyOf(keptSets);
  }
}
