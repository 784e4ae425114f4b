package dev.lapse.account.imports;

import dev.lapse.account.Account;
import dev.lapse.account.lifecycle.LapseRequest;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.WithdrawRetention;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * What the owner of a paused account may change in the store that it comes from: close it, or
 * withdraw the retention choice (docs/policy-facts.md, fact 6). No other data from a store brings
 * an erasure forward.
 */
@Component
class PauseAmendment {
  private final RecordLapse recordLapse;
  private final WithdrawRetention withdrawRetention;

  PauseAmendment(RecordLapse recordLapse, WithdrawRetention withdrawRetention) {
    this.recordLapse = recordLapse;
    this.withdrawRetention = withdrawRetention;
  }

  /**
   * Applies the change to an account that is locked.
   *
   * @param notRetained true if the line says explicitly that the data is not retained; a line
   *     without the field says nothing
   */
  void apply(ImportLine line, Account known, boolean notRetained, String actor, Instant now) {
    Instant lapsedAt = line.lapsedAt();
    Instant knownAt = known.lapsedAt();
    Deadlines deadlines = known.deadlines();
    if (lapsedAt == null
        || knownAt == null
        || deadlines == null
        || known.state() != AccountState.PAUSED
        || known.pointOfNoReturnAt() != null) {
      return;
    }
    if (line.state() == AccountState.CLOSED && lapsedAt.isAfter(knownAt)) {
      recordLapse.lapse(
          known,
          AccountState.CLOSED,
          lapsedAt,
          LapseRequest.withoutReason(line.retainData(), null),
          actor);
    } else if (line.state() == AccountState.PAUSED
        && lapsedAt.equals(knownAt)
        && notRetained
        && deadlines.expiry() != null) {
      withdrawRetention.withdraw(known, deadlines, actor, now);
    }
  }
}
