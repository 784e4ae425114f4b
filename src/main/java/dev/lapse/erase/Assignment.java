package dev.lapse.erase;

import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * In whose name accounts are erased.
 *
 * @param run number of the run
 * @param token names the run in the stores
 * @param asOf what is due at this instant or before may be erased
 * @param chunkMillis how long one transaction in a store should take
 * @param pauseMillis rest between two transactions
 * @param goOn false once the run was asked to stop; asked between transactions
 */
public record Assignment(
    long run,
    UUID token,
    JobName job,
    Instant asOf,
    String actor,
    String catalogVersion,
    int chunkMillis,
    int pauseMillis,
    BooleanSupplier goOn) {}
