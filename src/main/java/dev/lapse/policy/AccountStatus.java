package dev.lapse.policy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of an account at a given time, as far as the rules need it.
 *
 * @param lapseNumber counts the lapses of the account
 * @param deadlines deadlines of the current lapse; null while active
 * @param lapsedAt instant of the current lapse; null while active
 * @param keptDue when the first kept set of the erased account is to be erased; null if there is
 *     none
 * @param holds names of the holds in force
 */
public record AccountStatus(
    AccountState state,
    int lapseNumber,
    @Nullable Instant lapsedAt,
    @Nullable Deadlines deadlines,
    boolean billingRemoved,
    boolean cutOff,
    boolean pastPointOfNoReturn,
    boolean erased,
    @Nullable Instant keptDue,
    List<String> holds) {
  public AccountStatus {
    holds = List.copyOf(holds);
  }
}
