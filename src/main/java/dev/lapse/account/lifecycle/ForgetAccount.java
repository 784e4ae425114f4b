package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.RefusedByRule;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import java.time.Instant;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Ends the lapse of an account that has nothing in any store: nothing is due any more, and nothing
 * is announced. For ids that never were an account's key, and accounts that are gone altogether.
 */
@Component
public class ForgetAccount {
  private final ReactivateAccount reactivate;
  private final EvidenceLog evidence;
  private final AnnounceChanges announce;
  private final LapseHistory history;
  private final ChangeUnderLock change;
  private final ApplicationEventPublisher events;

  ForgetAccount(
      ReactivateAccount reactivate,
      EvidenceLog evidence,
      AnnounceChanges announce,
      LapseHistory history,
      ChangeUnderLock change,
      ApplicationEventPublisher events) {
    this.reactivate = reactivate;
    this.evidence = evidence;
    this.announce = announce;
    this.history = history;
    this.change = change;
    this.events = events;
  }

  /**
   * Forgets an account; the evidence keeps who did it and why.
   *
   * @throws RefusedByRule if a hold is in force, if its erasure began, or if a store has anything
   *     of it
   */
  public Account forget(String id, String reason, String actor, Instant now) {
    return change.anywhere(
        id,
        now,
        account -> {
          VouchForAccount.refuseErased(account);
          if (!account.holds().isEmpty()) {
            throw new RefusedByRule(
                "already-on-hold",
                "account '%s' is on hold (%s): release it first"
                    .formatted(id, String.join(", ", account.holds())));
          }
          events.publishEvent(new VouchStarted(account, VouchStarted.Purpose.FORGET));
          reactivate.endLapse(account, now);
          history.forgotten(account);
          announce.forgotten(account, now);
          evidence.append(
              new Evidence(
                  EvidenceKind.FORGOTTEN,
                  now,
                  id,
                  account.lapseNumber(),
                  null,
                  actor,
                  Map.of("reason", reason)));
        });
  }
}
