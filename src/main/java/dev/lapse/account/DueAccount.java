package dev.lapse.account;

import java.time.Instant;

/**
 * An account for which a job is due.
 *
 * @param lapseNumber the lapse for which it is due; acting on a different lapse is refused
 * @param dueAt the stored deadline
 */
public record DueAccount(String accountId, int lapseNumber, Instant dueAt) {}
