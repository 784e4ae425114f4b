package dev.lapse.event;

import java.time.Instant;
import java.util.UUID;

/**
 * A row of {@code lapse.event}.
 *
 * @param number order of the events of one account
 * @param accountId empty if it is not about an account
 * @param data JSON
 */
public record Event(
    long number, UUID id, EventType type, String accountId, Instant at, String data) {}
