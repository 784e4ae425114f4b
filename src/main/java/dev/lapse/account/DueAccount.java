package dev.lapse.account;

import java.time.Instant;

/**
 * An account of which something is due.
 *
 * @param lapseNumber the lapse for which it is due; acting on another is refused
 * @param dueAt the stored deadline
 */
public record DueAccount(String accountId, int lapseNumber, Instant dueAt) {}
