package dev.lapse.account;

import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.policy.JobName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * The run on whose behalf accounts are cut off or erased.
 *
 * @param run number of the run; 0 if a command does it itself
 * @param token identifies the run in the stores
 * @param asOf accounts due at this instant or before may be acted on, but none that is due later
 *     than now
 * @param chunkMillis how long one transaction in a store should take
 * @param pauseMillis pause between two transactions
 * @param lockTimeout how long a transaction in a store waits for a lock
 * @param goOn false once the run was asked to stop; asked between transactions
 */
public record RunContext(
    long run,
    UUID token,
    JobName job,
    String cell,
    Instant asOf,
    String actor,
    String catalogVersion,
    int chunkMillis,
    int pauseMillis,
    Duration lockTimeout,
    BooleanSupplier goOn) {

  /** The evidence of what the run did to an account. */
  public Evidence evidence(
      EvidenceKind kind, Instant at, String account, int lapseNumber, Map<String, ?> detail) {
    return new Evidence(kind, at, account, lapseNumber, run == 0 ? null : run, actor, detail);
  }
}
