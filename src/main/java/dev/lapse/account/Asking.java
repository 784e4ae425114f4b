package dev.lapse.account;

import dev.lapse.policy.Requester;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who asks for a change of an account, and when.
 *
 * @param actor recorded with the change
 * @param as what the actor is to the account
 * @param expects what the account must still be like
 */
public record Asking(String actor, Set<Requester> as, Predicate<Account> expects, Instant now) {
  public Asking {
    as = Set.copyOf(as);
  }

  /** Expecting nothing of the account. */
  public Asking(String actor, Set<Requester> as, Instant now) {
    this(actor, as, account -> true, now);
  }
}
