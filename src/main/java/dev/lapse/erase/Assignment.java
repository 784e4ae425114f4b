package dev.lapse.erase;

import dev.lapse.policy.JobName;
import java.time.Duration;
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
 * @param lockTimeout how long a transaction in a store waits for a lock
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
    Duration lockTimeout,
    BooleanSupplier goOn) {

  /** Rests after a transaction; false if no other one may begin. */
  public boolean mayContinue() {
    Pause.millis(pauseMillis);
    return goOn.getAsBoolean();
  }
}
