package dev.lapse.account;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers of rows by account and set ({@code store.schema.table}). Accounts and sets without rows
 * are absent. A sum that is too large is {@link Long#MAX_VALUE}.
 */
public final class RowCounts {
  private final Map<String, Map<String, Long>> byAccount = new TreeMap<>();

  /** The rows, by account and then by set, in alphabetical order. */
  public Map<String, Map<String, Long>> byAccount() {
    return Collections.unmodifiableMap(byAccount);
  }

  /** The rows of an account by set; empty if there are none. */
  public Map<String, Long> of(String account) {
    return Collections.unmodifiableMap(byAccount.getOrDefault(account, Map.of()));
  }

  public boolean has(String account) {
    return byAccount.containsKey(account);
  }

  /** The rows of an account in all sets. */
  public long total(String account) {
    return of(account).values().stream().reduce(0L, RowCounts::sum);
  }

  /** Adds rows, and returns these counts. */
  public RowCounts add(String account, String set, long rows) {
    byAccount.computeIfAbsent(account, key -> new TreeMap<>()).merge(set, rows, RowCounts::sum);
    return this;
  }

  /** Adds other counts, and returns these. */
  public RowCounts add(RowCounts more) {
    more.byAccount.forEach((account, sets) -> sets.forEach((set, rows) -> add(account, set, rows)));
    return this;
  }

  /** The counts of some of the accounts. */
  public RowCounts only(Collection<String> accounts) {
    RowCounts some = new RowCounts().add(this);
    some.byAccount.keySet().retainAll(accounts);
    return some;
  }

  /** The sum; {@link Long#MAX_VALUE} if it is larger. */
  public static long sum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }
}
