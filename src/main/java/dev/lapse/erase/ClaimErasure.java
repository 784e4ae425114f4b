package dev.lapse.erase;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RecheckDue;
import dev.lapse.account.RunContext;
import dev.lapse.clock.DueClock;
import dev.lapse.clock.Timestamps;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.source.LockedInStore;
import dev.lapse.source.StoreRecheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes accounts past the point of no return (docs/policy-facts.md, fact 11). Every condition is
 * read again under the lock that a reactivation takes, and the evidence of the intent is committed
 * with it.
 */
@Component
class ClaimErasure {
  private static final String CLAIM =
      """
      update lapse.account
      set
        point_of_no_return_at = coalesce(point_of_no_return_at, :now),
        cut_off_at = coalesce(cut_off_at, :now)
      where id = any(:ids)
      """;
  private static final String LOCK_TIMEOUT = "select set_config('lock_timeout', :millis, true)";
  private static final String INTENDED =
      """
      select account_id
      from lapse.evidence
      where run_id = :run
        and kind = 'erasure-intent'
        and account_id = any(:ids)
      """;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final EvidenceLog evidence;
  private final AnnounceChanges announce;
  private final StoreRecheck store;
  private final DueClock clock;

  ClaimErasure(
      JdbcClient jdbc,
      Accounts accounts,
      EvidenceLog evidence,
      AnnounceChanges announce,
      StoreRecheck store,
      DueClock clock) {
    this.store = store;
    this.clock = clock;
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.evidence = evidence;
    this.announce = announce;
  }

  /**
   * Claims all of the accounts, or none if some must be skipped; must run in its own transaction
   * that is committed before anything is erased for good. If accounts come from a store, they are
   * read from it again, and its marker is committed before this returns.
   *
   * @return why accounts must be skipped; empty if all are claimed
   */
  Map<String, Outcome> claim(RunContext runContext, Collection<DueAccount> due, Instant asked) {
    Instant now = clock.notAhead(asked);
    List<String> ids = DueAccount.ids(due);
    Map<String, Account> locked = lock(runContext, ids, now);
    Map<String, Outcome> left = skipped(runContext, due, locked, now);
    Map<String, Account> claimed = new TreeMap<>();
    try (LockedInStore inStore =
        store.lockForErasure(open(due, locked, left), runContext.lockTimeout(), now)) {
      refuse(inStore.answer(), left);
      Map<String, Account> current = inStore.answer().asked() ? accounts.lock(ids, now) : locked;
      skipped(runContext, due, current, now).forEach(left::putIfAbsent);
      if (left.isEmpty()) {
        open(due, current, left).forEach(account -> claimed.put(account.id(), account));
        inStore.markPointOfNoReturn(runContext.token(), lapses(claimed.values()), now);
      }
    }
    if (claimed.isEmpty()) {
      return left;
    }
    String[] claimedIds = claimed.keySet().toArray(String[]::new);
    jdbc.sql(CLAIM).param("ids", claimedIds).param("now", Timestamps.parameter(now)).update();
    recordIntent(runContext, List.copyOf(claimed.values()), claimedIds, now);
    announce.cutOff(
        claimed.values().stream().filter(account -> account.cutOffAt() == null).toList(), now);
    return left;
  }

  private static Map<String, Instant> lapses(Collection<Account> claimed) {
    return claimed.stream()
        .collect(
            Collectors.toMap(Account::id, account -> Objects.requireNonNull(account.lapsedAt())));
  }

  /**
   * Limits the wait for locks, because the rows deleted in the stores are locked meanwhile, and the
   * holder of an account's lock here may be waiting for them.
   */
  private Map<String, Account> lock(RunContext runContext, List<String> ids, Instant now) {
    limitLockWait(jdbc, runContext.lockTimeout());
    Map<String, Account> locked = accounts.lock(ids, now);
    jdbc.sql("set local lock_timeout to default").update();
    return locked;
  }

  /** Limits the wait for each lock, until the transaction ends or sets another limit. */
  static void limitLockWait(JdbcClient jdbc, Duration longest) {
    jdbc.sql(LOCK_TIMEOUT)
        .param("millis", String.valueOf(longest.toMillis()))
        .query(String.class)
        .single();
  }

  /** Why accounts are not recognized; recognized ones are absent. */
  Map<String, Outcome> unrecognized(List<StoreErasure> stores, Collection<String> ids) {
    return new FindUnknownAccounts(jdbc).unrecognized(stores, ids);
  }

  /** The accounts that are not decided yet. */
  static List<Account> open(
      Collection<DueAccount> due, Map<String, Account> known, Map<String, Outcome> left) {
    return due.stream()
        .map(DueAccount::accountId)
        .filter(id -> !left.containsKey(id))
        .map(id -> Objects.requireNonNull(known.get(id)))
        .toList();
  }

  /** Why the store's data forbids acting on accounts. */
  static void refuse(StoreRecheck.RecheckResult recheckResult, Map<String, Outcome> left) {
    recheckResult.refused().forEach((id, why) -> left.put(id, new Outcome.Failed(why)));
  }

  /**
   * The accounts to skip, judged without a lock: they are skipped whatever the state of the stores,
   * as a dry run reports. Only {@link #claim} decides.
   */
  Map<String, Outcome> preview(RunContext runContext, Collection<DueAccount> due, Instant now) {
    return skipped(runContext, due, accounts.read(DueAccount.ids(due), now), now);
  }

  static Map<String, Outcome> skipped(
      RunContext runContext, Collection<DueAccount> due, Map<String, Account> known, Instant now) {
    return RecheckDue.skipped(runContext.job(), due, known, runContext.asOf(), now);
  }

  private void recordIntent(
      RunContext runContext, List<Account> claimed, String[] ids, Instant now) {
    Set<String> intended =
        new HashSet<>(
            jdbc.sql(INTENDED)
                .param("run", runContext.run())
                .param("ids", ids)
                .query(String.class)
                .list());
    List<Evidence> records = new ArrayList<>();
    for (Account account : claimed) {
      if (account.cutOffAt() == null) {
        records.add(
            runContext.evidence(
                EvidenceKind.CUT_OFF,
                now,
                account.id(),
                account.lapseNumber(),
                Map.of("by", runContext.job().text())));
      }
      if (!intended.contains(account.id())) {
        records.add(
            runContext.evidence(
                EvidenceKind.ERASURE_INTENT,
                now,
                account.id(),
                account.lapseNumber(),
                Map.of(
                    "job", runContext.job().text(),
                    "asOf", runContext.asOf().toString(),
                    "policyVersion", String.valueOf(account.policyVersion()),
                    "catalogVersion", runContext.catalogVersion())));
      }
    }
    evidence.append(records);
  }
}
