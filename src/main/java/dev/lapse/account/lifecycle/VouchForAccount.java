package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.account.RefusedByRule;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import java.time.Instant;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Records that an operator vouches for an account: its rows are gone, and everything that buckets
 * and services have under its id is its own. Valid for one lapse; stays in the evidence with its
 * reason.
 */
@Component
public class VouchForAccount {
  private final EvidenceLog evidence;
  private final ChangeUnderLock change;
  private final ApplicationEventPublisher events;

  VouchForAccount(EvidenceLog evidence, ChangeUnderLock change, ApplicationEventPublisher events) {
    this.evidence = evidence;
    this.change = change;
    this.events = events;
  }

  /**
   * Vouches for an account in its current lapse.
   *
   * @throws RefusedByRule if it has not lapsed, if its erasure began, or if a database knows it; of
   *     an account that comes from a store, if that store still has it
   */
  public Account vouch(String id, String reason, String actor, Instant now) {
    return change.anywhere(
        id,
        now,
        account -> {
          refuse(account);
          events.publishEvent(new VouchStarted(account, VouchStarted.Purpose.ERASE));
          evidence.append(
              new Evidence(
                  EvidenceKind.VOUCHED,
                  now,
                  id,
                  account.lapseNumber(),
                  null,
                  actor,
                  Map.of("reason", reason)));
        });
  }

  private static void refuse(Account account) {
    refuseErased(account);
    if (account.lapsedAt() == null) {
      throw new RefusedByRule(
          "not-lapsed",
          "account '%s' has not lapsed, so there is nothing to erase".formatted(account.id()));
    }
  }

  /** Refuses an account whose erasure began. */
  static void refuseErased(Account account) {
    if (account.erasedAt() != null) {
      throw new RefusedByRule(
          "already-erased",
          "account '%s' was erased at %s".formatted(account.id(), account.erasedAt()));
    }
    if (account.pointOfNoReturnAt() != null) {
      throw new RefusedByRule(
          "being-erased",
          "the erasure of account '%s' began at %s; nobody needs to vouch for it"
              .formatted(account.id(), account.pointOfNoReturnAt()));
    }
  }
}
