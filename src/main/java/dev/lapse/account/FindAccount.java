package dev.lapse.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Finds an account that a person names; one that lives in a store is read there if need be. */
@Component
public class FindAccount {
  private final Accounts accounts;
  private final ApplicationEventPublisher events;

  FindAccount(Accounts accounts, ApplicationEventPublisher events) {
    this.accounts = accounts;
    this.events = events;
  }

  /**
   * The account, read without a lock.
   *
   * @throws UnknownAccount if neither Lapse knows it nor the store that accounts come from
   */
  public Account named(String id, Instant now) {
    Optional<Account> known = accounts.find(id, now);
    if (known.isEmpty()) {
      events.publishEvent(new AccountMissing(id, now));
      known = accounts.find(id, now);
    }
    return known.orElseThrow(() -> new UnknownAccount(id));
  }

  /**
   * The account, locked until the transaction ends.
   *
   * @throws UnknownAccount if neither Lapse knows it nor the store that accounts come from
   */
  Account locked(String id, Instant now) {
    Account known = accounts.lock(List.of(id), now).get(id);
    if (known != null) {
      return known;
    }
    events.publishEvent(new AccountMissing(id, now));
    return accounts.lock(id, now);
  }
}
