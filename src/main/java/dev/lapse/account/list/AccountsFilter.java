package dev.lapse.account.list;

import dev.lapse.policy.AccountState;
import dev.lapse.policy.JobName;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts to list, by id: numbers by value, then other ids as text. Filters are joined by
 * "and"; null and false do not filter.
 *
 * @param due only accounts that this job has to do now, on hold or not
 * @param held only accounts on hold
 * @param failed only accounts whose last outcome in some job is failed
 * @param name only accounts whose name contains this text, in any case
 * @param after only accounts after this id
 * @param limit from 1 to {@link #MOST}
 */
public record AccountsFilter(
    @Nullable AccountState state,
    @Nullable JobName due,
    boolean held,
    boolean failed,
    @Nullable String name,
    @Nullable String cell,
    @Nullable String after,
    int limit) {
  /** Maximum number of accounts on a page. */
  public static final int MOST = 500;
}
