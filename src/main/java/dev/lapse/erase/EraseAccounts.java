package dev.lapse.erase;

import dev.lapse.account.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Erases batches of accounts. {@link VerifyErasure} checks what is left of them. The order of the
 * phases is in {@link EraseBatch}.
 */
@Component
public class EraseAccounts {
  private final ClaimErasure claim;
  private final TransactionOperations transaction;
  private final InstantSource clock;
  private final Duration pauseUnit;

  EraseAccounts(ClaimErasure claim, TransactionOperations transaction, InstantSource clock) {
    this(claim, transaction, clock, Pause.UNIT);
  }

  /**
   * @param pauseUnit unit of the pause before a retry
   */
  @Autowired
  EraseAccounts(
      ClaimErasure claim,
      TransactionOperations transaction,
      InstantSource clock,
      @Value("${lapse.retry-pause:20ms}") Duration pauseUnit) {
    this.pauseUnit = pauseUnit;
    this.claim = claim;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Erases a batch.
   *
   * @return the outcome of each account; an absent one was not started or not finished, because the
   *     run was asked to stop
   */
  public Map<String, Outcome> erase(Assignment run, PreparedStores stores, Batch batch) {
    return new EraseBatch(run, stores, batch.size(), claim, transaction, clock, pauseUnit)
        .erase(batch);
  }
}
