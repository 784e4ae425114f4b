package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RecheckDue;
import dev.lapse.account.RunContext;
import dev.lapse.catalog.LifecycleEvent;
import dev.lapse.clock.Timestamps;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.policy.JobName;
import dev.lapse.source.LockedInStore;
import dev.lapse.source.StoreRecheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Cuts off a batch in one transaction: every condition is read again under the lock that a
 * reactivation takes, and the stores commit before Lapse does.
 */
@Component
class CutOffUnderLock {
  private static final String CUT_OFF =
      """
      update lapse.account
      set cut_off_at = :now
      where id = any(:ids)
      """;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final StoreRecheck recheck;
  private final StoreNotifier stores;
  private final EvidenceLog evidence;
  private final AnnounceChanges announce;

  CutOffUnderLock(
      JdbcClient jdbc,
      Accounts accounts,
      StoreRecheck recheck,
      StoreNotifier stores,
      EvidenceLog evidence,
      AnnounceChanges announce) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.recheck = recheck;
    this.stores = stores;
    this.evidence = evidence;
    this.announce = announce;
  }

  Map<String, Outcome> underLock(RunContext run, List<DueAccount> due, Instant now) {
    List<String> ids = DueAccount.ids(due);
    Map<String, Account> locked = accounts.lock(ids, now);
    if (!stores.want(LifecycleEvent.CUT_OFF)) {
      return cutOff(run, due, locked, recheck.recheck(locked.values(), now), now);
    }
    // an account must not come back in its store until the store has been notified
    try (LockedInStore inStore =
        recheck.lockAgainstReactivation(locked.values(), run.lockTimeout(), now)) {
      return cutOff(run, due, locked, inStore.answer(), now);
    }
  }

  private Map<String, Outcome> cutOff(
      RunContext run,
      List<DueAccount> due,
      Map<String, Account> known,
      StoreRecheck.RecheckResult recheckResult,
      Instant now) {
    List<String> ids = DueAccount.ids(due);
    // the store's answer may have changed them
    Map<String, Account> locked = recheckResult.asked() ? accounts.lock(ids, now) : known;
    Map<String, Outcome> outcomes = skipped(run, due, locked, now);
    recheckResult.refused().forEach((id, why) -> outcomes.put(id, new Outcome.Failed(why)));
    List<Account> cutOff = new ArrayList<>();
    for (String id : ids) {
      if (!outcomes.containsKey(id)) {
        cutOff.add(Objects.requireNonNull(locked.get(id)));
        outcomes.put(id, new Outcome.Done(Map.of()));
      }
    }
    cutOff(run, cutOff, now);
    return outcomes;
  }

  private void cutOff(RunContext run, List<Account> accountsNow, Instant now) {
    List<String> ids = accountsNow.stream().map(Account::id).toList();
    try (NotifiedStores notified = stores.send(LifecycleEvent.CUT_OFF, run.cell(), ids, now)) {
      notified.commit();
    }
    jdbc.sql(CUT_OFF)
        .param("ids", ids.toArray(String[]::new))
        .param("now", Timestamps.parameter(now))
        .update();
    evidence.append(accountsNow.stream().map(account -> record(run, account, now)).toList());
    announce.cutOff(accountsNow, now);
  }

  /** Accounts that are skipped because they are no longer due. */
  static Map<String, Outcome> skipped(
      RunContext run, List<DueAccount> due, Map<String, Account> known, Instant now) {
    return RecheckDue.skipped(JobName.CUT_OFF, due, known, run.asOf(), now);
  }

  private static Evidence record(RunContext run, Account account, Instant now) {
    String due = Objects.requireNonNull(account.deadlines()).cutOff().toString();
    return run.evidence(
        EvidenceKind.CUT_OFF,
        now,
        account.id(),
        account.lapseNumber(),
        run.job() == JobName.CUT_OFF
            ? Map.of("due", due)
            : Map.of("due", due, "by", run.job().text()));
  }
}
