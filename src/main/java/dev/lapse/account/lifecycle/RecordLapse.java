package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.AnnounceChanges.FirstLapse;
import dev.lapse.account.RefusedByRule;
import dev.lapse.clock.Timestamps;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.Lapse;
import dev.lapse.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Records that an account was paused or closed or that its trial ended, and fixes its deadlines
 * (docs/policy-facts.md, facts 1 to 7).
 */
@Component
public class RecordLapse {
  /** One that corrects the last takes over its reason, as in {@link LapseHistory}. */
  private static final String LAPSE =
      """
      update lapse.account
      set
        state = :state,
        lapse_number = lapse_number + 1,
        lapsed_at = :lapsedAt,
        retain_data = :retainData,
        retention_withdrawn_at = null,
        reason = coalesce(:reason, case when state = :state then reason end),
        expected_length = coalesce(:expectedLength, case when state = :state then expected_length end),
        policy_version = :policyVersion,
        cut_off_due = :cutOff,
        purge_due = :purge,
        expire_due = :expiry,
        billing_removed_at = case when :lapsedAt > lapsed_at then null else billing_removed_at end,
        cut_off_at =
          case
            when
              :lapsedAt > lapsed_at
              and not (state in ('paused', 'closed') and :state = 'closed' and :cutOff = cut_off_due)
            then null
            else cut_off_at
          end,
        last_paused_at = case when :state = 'paused' then :lapsedAt else last_paused_at end
      where id = :id
      """;

  private static final String REFINE =
      """
      update lapse.account
      set
        lapsed_at = :lapsedAt,
        cut_off_due = :cutOff,
        purge_due = :purge,
        expire_due = :expiry,
        last_paused_at = case when state = 'paused' then :lapsedAt else last_paused_at end
      where id = :id
      """;

  private static final LapseReason NO_REASON = new LapseReason(null, null);

  private final JdbcClient jdbc;
  private final Supplier<Policy> policy;
  private final EvidenceLog evidence;
  private final AnnounceChanges announce;
  private final LapseHistory history;
  private final ChangeUnderLock change;

  RecordLapse(
      JdbcClient jdbc,
      Supplier<Policy> policy,
      EvidenceLog evidence,
      AnnounceChanges announce,
      LapseHistory history,
      ChangeUnderLock change) {
    this.jdbc = jdbc;
    this.history = history;
    this.policy = policy;
    this.evidence = evidence;
    this.announce = announce;
    this.change = change;
  }

  /**
   * Pauses an active account.
   *
   * @throws RefusedByRule if it has already lapsed, cannot be paused, or was paused too recently
   */
  public Account pause(String id, String actor, Instant now, LapseRequest request) {
    return change.unlessFromStore(
        id,
        now,
        account -> {
          requireActive(account);
          LapseReason reason = request.reason(policy.get());
          Instant at = request.lapseInstant(account, now);
          RefusedByRule.unlessAllowed(
              policy.get().mayPause(account.kind(), account.lastPausedAt(), account.zone(), at),
              account.zone());
          lapse(account, AccountState.PAUSED, at, request, reason, actor);
        });
  }

  /** Pauses an active account now. */
  public Account pause(
      String id,
      String reason,
      @Nullable Period expectedLength,
      boolean retainData,
      String actor,
      Instant now) {
    return pause(id, actor, now, new LapseRequest(reason, null, expectedLength, retainData, null));
  }

  /**
   * Closes an active or paused account. Closing a paused one replaces its retention by the close
   * plus the grace period and does not reopen access.
   *
   * @throws RefusedByRule if it is already closed, is a trial that ended, or is past the point of
   *     no return
   */
  public Account close(String id, String actor, Instant now, LapseRequest request) {
    return change.unlessFromStore(
        id,
        now,
        account -> {
          if (account.state() != AccountState.PAUSED) {
            requireActive(account);
          } else if (account.pointOfNoReturnAt() != null) {
            throw new RefusedByRule(
                "past-point-of-no-return",
                "account '%s' passed the point of no return at %s; it is being erased or erased"
                    .formatted(id, account.pointOfNoReturnAt()));
          }
          LapseReason reason = request.reason(policy.get());
          lapse(
              account,
              AccountState.CLOSED,
              request.lapseInstant(account, now),
              request,
              reason,
              actor);
        });
  }

  /** Closes an account now. */
  public Account close(String id, @Nullable String reason, String actor, Instant now) {
    return close(id, actor, now, new LapseRequest(reason, null, null, false, null));
  }

  /**
   * Ends a trial.
   *
   * @throws RefusedByRule if the account is not a trial or has already lapsed
   */
  public Account endTrial(String id, String actor, Instant now, LapseRequest request) {
    return change.unlessFromStore(
        id,
        now,
        account -> {
          requireActive(account);
          lapse(
              account,
              AccountState.TRIAL_ENDED,
              request.lapseInstant(account, now),
              request,
              NO_REASON,
              actor);
        });
  }

  /** Ends a trial now. */
  public Account endTrial(String id, String actor, Instant now) {
    return endTrial(id, actor, now, LapseRequest.withoutReason(false, null));
  }

  /**
   * Writes a lapse, without a reason, of a locked account; its deadlines follow from the policy and
   * from the pause that it replaces, if any.
   */
  public void lapse(
      Account account, AccountState state, Instant at, LapseRequest request, String actor) {
    lapse(account, state, at, request, NO_REASON, actor);
  }

  private void lapse(
      Account account,
      AccountState state,
      Instant at,
      LapseRequest request,
      LapseReason reason,
      String actor) {
    Lapse lapse =
        new Lapse(
            account.kind(), state, Policy.wholeMicrosUp(at), request.retainData(), account.zone());
    RefusedByRule.unlessAllowed(policy.get().mayLapse(lapse), account.zone());
    Deadlines replaced = account.deadlines();
    write(
        account,
        lapse,
        replaced == null
            ? policy.get().deadlines(lapse)
            : policy.get().closePaused(replaced, lapse),
        reason,
        request.expectedLength(),
        actor);
  }

  /** Writes a lapse, without a reason, of a locked account with the given deadlines. */
  public void write(Account account, Lapse lapse, Deadlines deadlines, String actor) {
    write(account, lapse, deadlines, NO_REASON, null, actor);
  }

  /**
   * Replaces the instant of the current lapse of a locked account by a more exact one, less than a
   * second later. Its deadlines move by the difference, so that nothing is early; it stays the same
   * lapse, and what was done for it stays done.
   */
  public void refine(Account account, Instant at, String actor) {
    Duration later = Duration.between(Objects.requireNonNull(account.lapsedAt()), at);
    Deadlines known = Objects.requireNonNull(account.deadlines());
    Deadlines deadlines =
        new Deadlines(
            known.cutOff().plus(later), plus(known.purge(), later), plus(known.expiry(), later));
    jdbc.sql(REFINE)
        .param("id", account.id())
        .param("lapsedAt", Timestamps.parameter(at))
        .param("cutOff", Timestamps.parameter(deadlines.cutOff()))
        .param("purge", Timestamps.parameter(deadlines.purge()))
        .param("expiry", Timestamps.parameter(deadlines.expiry()))
        .update();
    history.refined(account, at);
    Lapse lapse =
        new Lapse(account.kind(), account.state(), at, account.retainData(), account.zone());
    evidence.append(evidence(account.id(), account.lapseNumber(), lapse, deadlines, actor));
  }

  private static @Nullable Instant plus(@Nullable Instant instant, Duration more) {
    return instant == null ? null : instant.plus(more);
  }

  private void write(
      Account account,
      Lapse lapse,
      Deadlines deadlines,
      LapseReason reason,
      @Nullable Period expectedLength,
      String actor) {
    jdbc.sql(LAPSE)
        .param("id", account.id())
        .param("state", lapse.state().text())
        .param("lapsedAt", Timestamps.parameter(lapse.at()))
        .param("retainData", lapse.retainData())
        .param("reason", reason.code() == null ? reason.text() : reason.code())
        .param("expectedLength", expectedLength == null ? null : expectedLength.toString())
        .param("policyVersion", policy.get().version())
        .param("cutOff", Timestamps.parameter(deadlines.cutOff()))
        .param("purge", Timestamps.parameter(deadlines.purge()))
        .param("expiry", Timestamps.parameter(deadlines.expiry()))
        .update();
    history.recorded(account, lapse, reason, expectedLength);
    evidence.append(evidence(account.id(), account.lapseNumber() + 1, lapse, deadlines, actor));
    announce.lapsed(account, lapse, deadlines);
  }

  /** Records the first lapses of accounts that were added with them. */
  public void first(List<FirstLapse> lapses, String actor) {
    history.first(lapses);
    evidence.append(
        lapses.stream()
            .map(first -> evidence(first.accountId(), 1, first.lapse(), first.deadlines(), actor))
            .toList());
    announce.firstLapses(lapses);
  }

  private Evidence evidence(String id, int number, Lapse lapse, Deadlines deadlines, String actor) {
    TreeMap<String, Object> detail = new TreeMap<>();
    detail.put("state", lapse.state().text());
    detail.put("lapsedAt", lapse.at().toString());
    detail.put("retainData", lapse.retainData());
    detail.put("policyVersion", policy.get().version());
    detail.put("cutOff", deadlines.cutOff().toString());
    Instant erasure = deadlines.erasure();
    if (erasure != null) {
      detail.put(deadlines.purge() == null ? "expiry" : "purge", erasure.toString());
    }
    return new Evidence(EvidenceKind.LAPSED, lapse.at(), id, number, null, actor, detail);
  }

  private static void requireActive(Account account) {
    if (account.state() != AccountState.ACTIVE) {
      throw new RefusedByRule(
          "already-lapsed",
          "account '%s' has been %s since %s"
              .formatted(account.id(), account.state().text(), account.lapsedAt()));
    }
  }
}
