package dev.lapse.account;

import dev.lapse.policy.Requester;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who requests a change of an account, and when.
 *
 * @param actor recorded with the change
 * @param as the roles that the actor has for the account
 * @param expects condition that the account must still meet
 */
public record CommandContext(
    String actor, Set<Requester> as, Predicate<Account> expects, Instant now) {
  public CommandContext {
    as = Set.copyOf(as);
  }

  /** Without a condition on the account. */
  public CommandContext(String actor, Set<Requester> as, Instant now) {
    this(actor, as, account -> true, now);
  }
}
