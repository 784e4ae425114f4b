package dev.lapse.account;

import java.time.Instant;

/**
 * Somebody asks for an account that Lapse does not know. A listener that can read it from where it
 * lives adds it, in the publisher's transaction if there is one, or says why it cannot.
 */
public record AccountMissing(String id, Instant now) {}
