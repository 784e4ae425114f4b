package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.RefusedByRule;
import dev.lapse.account.ZonedInstant;
import dev.lapse.clock.Timestamps;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.policy.AccountState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reactivates an account. Takes the same lock as the claim of an erasure: either the account is
 * back with every row, or it is past the point of no return (docs/policy-facts.md, facts 8 and 11).
 */
@Component
public class ReactivateAccount {
  private static final String REACTIVATE =
      """
      update lapse.account
      set
        state = 'active',
        lapsed_at = null,
        retain_data = false,
        retention_withdrawn_at = null,
        reason = null,
        expected_length = null,
        policy_version = null,
        cut_off_due = null,
        purge_due = null,
        expire_due = null,
        billing_removed_at = null,
        cut_off_at = null,
        point_of_no_return_at = null,
        erased_at = null,
        reactivated_at = :now
      where id = :id
      """;

  private final JdbcClient jdbc;
  private final EvidenceLog evidence;
  private final AnnounceChanges announce;
  private final LapseHistory history;
  private final ChangeUnderLock change;
  private final ApplicationEventPublisher events;

  public ReactivateAccount(
      JdbcClient jdbc,
      EvidenceLog evidence,
      AnnounceChanges announce,
      LapseHistory history,
      ChangeUnderLock change,
      ApplicationEventPublisher events) {
    this.events = events;
    this.jdbc = jdbc;
    this.evidence = evidence;
    this.announce = announce;
    this.history = history;
    this.change = change;
  }

  /**
   * Reactivates a lapsed account.
   *
   * @param withoutData the caller knows that the data does not come back
   * @throws RefusedByRule if it comes from a store; if it is active; if it is past the point of no
   *     return and {@code withoutData} is not set; or while its erasure is under way, because rows
   *     of the new account would be erased with the old ones
   */
  public Account reactivate(String id, boolean withoutData, String actor, Instant now) {
    return change.unlessFromStore(
        id,
        now,
        account -> {
          refuseUnlessPossible(account, withoutData);
          events.publishEvent(new PaymentDetailsDue(account, actor, true));
          comesBack(account, actor, now);
          events.publishEvent(new ReactivationStarted(account, now));
        });
  }

  /** Reactivates an account that is locked and may come back. */
  public void comesBack(Account account, String actor, Instant at) {
    endLapse(account, at);
    evidence.append(
        new Evidence(
            EvidenceKind.REACTIVATED,
            at,
            account.id(),
            account.lapseNumber(),
            null,
            actor,
            Map.of("withData", account.pointOfNoReturnAt() == null)));
    history.returned(account, at);
    announce.reactivated(account, at);
  }

  /** Ends the lapse of a locked account without announcing it. */
  void endLapse(Account account, Instant at) {
    jdbc.sql(REACTIVATE).param("id", account.id()).param("now", Timestamps.parameter(at)).update();
  }

  private static void refuseUnlessPossible(Account account, boolean withoutData) {
    if (account.state() == AccountState.ACTIVE) {
      throw new RefusedByRule("not-lapsed", "account '" + account.id() + "' is active");
    }
    if (account.pointOfNoReturnAt() == null) {
      return;
    }
    if (!withoutData) {
      throw new RefusedByRule(
          "past-point-of-no-return",
          "account '%s' passed the point of no return at %s: its data cannot come back; to reactivate it empty, use --without-data (over HTTP, \"withoutData\": true)"
              .formatted(account.id(), account.pointOfNoReturnAt()),
          Map.of(
              "pointOfNoReturn",
              ZonedInstant.in(account.zone(), account.pointOfNoReturnAt()),
              "comesBack",
              List.of("account"),
              "doesNotComeBack",
              List.of("data", "payment-details")));
    }
    if (account.erasedAt() == null) {
      throw new RefusedByRule(
          "being-erased",
          "account '%s' is being erased; it can be reactivated without data once it is erased"
              .formatted(account.id()));
    }
  }
}
