package dev.lapse.account.lifecycle;

import dev.lapse.account.AccountPreconditions.Changed;
import dev.lapse.account.Accounts;
import java.time.Instant;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * What a command does once it has recorded a lapse and committed it: nothing is removed for a lapse
 * that a crash may undo.
 */
@Component
public class AfterLapse {
  private final Accounts accounts;
  private final ApplicationEventPublisher events;

  AfterLapse(Accounts accounts, ApplicationEventPublisher events) {
    this.accounts = accounts;
    this.events = events;
  }

  /** The change, with the account as it is after its payment details are removed. */
  public Changed removePaymentDetails(Changed changed, String actor, Instant now) {
    if (changed.after().lapseNumber() == changed.before().lapseNumber()) {
      return changed;
    }
    events.publishEvent(new PaymentDetailsDue(changed.after(), actor, false));
    return new Changed(
        changed.before(), accounts.find(changed.after().id(), now).orElse(changed.after()));
  }
}
