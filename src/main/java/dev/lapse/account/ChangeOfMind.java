package dev.lapse.account;

import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * What an owner of a paused account may change in the store in which the account lives: close it,
 * or give up the data that was kept (contract, policy fact 6). Nothing else that a store tells
 * brings an erasure forward.
 */
@Component
class ChangeOfMind {
  private final RecordLapse recordLapse;
  private final WithdrawRetention withdrawRetention;

  ChangeOfMind(RecordLapse recordLapse, WithdrawRetention withdrawRetention) {
    this.recordLapse = recordLapse;
    this.withdrawRetention = withdrawRetention;
  }

  /**
   * Follows it, for an account that is locked.
   *
   * @param notRetained true if the line says in so many words that the data is not kept: a line
   *     that leaves it out says nothing
   */
  void follow(ImportLine line, Account known, boolean notRetained, String actor, Instant now) {
    Instant toldAt = line.lapsedAt();
    Instant knownAt = known.lapsedAt();
    Deadlines deadlines = known.deadlines();
    if (toldAt == null
        || knownAt == null
        || deadlines == null
        || known.state() != AccountState.PAUSED
        || known.pointOfNoReturnAt() != null) {
      return;
    }
    if (line.state() == AccountState.CLOSED && toldAt.isAfter(knownAt)) {
      recordLapse.lapse(
          known,
          AccountState.CLOSED,
          toldAt,
          new LapseRequest(null, null, line.retainData(), null),
          actor);
    } else if (line.state() == AccountState.PAUSED
        && toldAt.equals(knownAt)
        && notRetained
        && deadlines.expiry() != null) {
      withdrawRetention.withdraw(known, deadlines, actor, now);
    }
  }
}
