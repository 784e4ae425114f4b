package dev.lapse.policy;

import java.time.Instant;
import java.time.ZoneId;

/**
 * The event that starts the clock.
 *
 * @param state the new state: anything but {@link AccountState#ACTIVE}
 * @param at the instant of the event
 * @param retainData the retention choice of the customer
 * @param zone the account's time zone, in which calendar periods are applied
 */
public record Lapse(
    AccountKind kind, AccountState state, Instant at, boolean retainData, ZoneId zone) {
  public Lapse {
    if (state == AccountState.ACTIVE) {
      throw new IllegalArgumentException("an active account has not lapsed");
    }
  }
}
