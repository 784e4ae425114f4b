package dev.lapse.evidence;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record to append.
 *
 * @param at when it happened, by the clock of the process that did it
 * @param actor who or what did it
 * @param detail instants, versions, counts; never names, never contents of rows
 */
public record Evidence(
    EvidenceKind kind,
    Instant at,
    @Nullable String accountId,
    @Nullable Integer lapseNumber,
    @Nullable Long runId,
    String actor,
    Map<String, ?> detail) {}
