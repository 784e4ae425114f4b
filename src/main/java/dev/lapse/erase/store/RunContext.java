package dev.lapse.erase.store;

import dev.lapse.policy.JobName;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * The run on whose behalf accounts are erased.
 *
 * @param run number of the run
 * @param token identifies the run in the stores
 * @param asOf accounts due at this instant or before may be erased
 * @param chunkMillis how long one transaction in a store should take
 * @param pauseMillis pause between two transactions
 * @param lockTimeout how long a transaction in a store waits for a lock
 * @param goOn false once the run was asked to stop; asked between transactions
 */
public record RunContext(
    long run,
    UUID token,
    JobName job,
    Instant asOf,
    String actor,
    String catalogVersion,
    int chunkMillis,
    int pauseMillis,
    Duration lockTimeout,
    BooleanSupplier goOn) {

  /** Pauses after a transaction; false if no other one may begin. */
  public boolean mayContinue() {
    Pause.millis(pauseMillis);
    return goOn.getAsBoolean();
  }
}
