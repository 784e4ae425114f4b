package dev.lapse.account;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * An account for which a job is due.
 *
 * @param lapseNumber the lapse for which it is due; acting on a different lapse is refused
 * @param dueAt the stored deadline
 */
public record DueAccount(String accountId, int lapseNumber, Instant dueAt) {
  public static List<String> ids(Collection<DueAccount> due) {
    return due.stream().map(DueAccount::accountId).toList();
  }
}
