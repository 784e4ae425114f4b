package dev.lapse.run;

import dev.lapse.account.DueAccount;
import dev.lapse.account.DueAccounts;
import dev.lapse.account.RegisterPolicy;
import dev.lapse.account.RowCounts;
import dev.lapse.catalog.Catalog;
import dev.lapse.clock.DueClock;
import dev.lapse.erase.ErasureDryRun;
import dev.lapse.erase.store.BlockReason;
import dev.lapse.erase.store.PrepareStores;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.StopRequested;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.verify.CountRefused;
import dev.lapse.plan.PlanItems;
import dev.lapse.plan.PlannedAccount;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Policy;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.Runs;
import dev.lapse.source.ReadAccounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * First step: reads accounts from their store, selects what is due, checks the limits and counts
 * the rows. The plan is frozen before anything is changed, and only once per run.
 */
@Component
class PlanStep {
  private static final int ACCOUNTS_AT_ONCE = 5_000;
  private static final Logger log = LoggerFactory.getLogger(PlanStep.class);

  private final ReadAccounts readAccounts;
  private final DueAccounts dueAccounts;
  private final PlanItems items;
  private final Runs runs;
  private final PrepareStores prepareStores;
  private final ErasureDryRun dryRun;
  private final PreviousRunReconciler previousRuns;
  private final RegisterPolicy registerPolicy;
  private final Supplier<Policy> policy;
  private final Supplier<Catalog> catalog;
  private final TransactionOperations transaction;
  private final DueClock clock;
  private final Set<String> advised = ConcurrentHashMap.newKeySet();

  PlanStep(
      ReadAccounts readAccounts,
      DueAccounts dueAccounts,
      PlanItems items,
      Runs runs,
      PrepareStores prepareStores,
      ErasureDryRun dryRun,
      PreviousRunReconciler previousRuns,
      RegisterPolicy registerPolicy,
      Supplier<Policy> policy,
      Supplier<Catalog> catalog,
      TransactionOperations transaction,
      DueClock clock) {
    this.readAccounts = readAccounts;
    this.dueAccounts = dueAccounts;
    this.items = items;
    this.runs = runs;
    this.prepareStores = prepareStores;
    this.dryRun = dryRun;
    this.previousRuns = previousRuns;
    this.registerPolicy = registerPolicy;
    this.policy = policy;
    this.catalog = catalog;
    this.transaction = transaction;
    this.clock = clock;
  }

  void run(ActiveRun active) {
    Run run = active.run();
    if (!run.changesNothing()) {
      registerPolicy.register(policy.get());
    }
    Map<String, String> notTaken = notTaken(run);
    PreparedStores prepared = prepare(run);
    active.prepared(
        prepared.blocked() == null && run.wasApprovedForOther(prepared.version())
            ? PreparedStores.blocked(
                BlockReason.SCHEMA_CHANGED,
                "the schema of a store has changed since the approved plan was made; plan again with --rerun")
            : prepared);
    advise(prepared);
    Map<String, String> notNotified =
        ofRequested(run, previousRuns.reconcileBefore(run, active.stores()));
    if (run.planFrozenAt() == null) {
      try {
        freeze(active, run);
      } catch (StopRequested stopped) {
        log.info(
            "run {} ({}, cell {}) was stopped while planning",
            run.id(),
            run.job().text(),
            run.cell());
        return;
      }
    } else {
      items.reopenFailed(run.id());
      runs.catalogInForce(run.id(), catalog.get().version());
    }
    active.reread(runs.get(run.id()));
    refuse(active, notTaken, notNotified);
    String overLimit = active.run().overLimit();
    if (overLimit != null && active.run().waitsForApproval()) {
      log.warn(
          "run {} ({}, cell {}) waits for approval: {}",
          run.id(),
          run.job().text(),
          run.cell(),
          overLimit);
    }
  }

  /** Once per store while the program runs: it would be the same every night. */
  private void advise(PreparedStores prepared) {
    for (StoreErasure store : prepared.stores()) {
      if (!advised.contains(store.name())) {
        store
            .advice(catalog.get())
            .filter(advice -> advised.add(store.name()))
            .ifPresent(advice -> log.warn("store '{}': {}", store.name(), advice));
      }
    }
  }

  /** Those of the requested accounts that cannot be read from their store. */
  private Map<String, String> notTaken(Run run) {
    return ofRequested(run, readAccounts.sync(run.cell(), !run.changesNothing()));
  }

  private static Map<String, String> ofRequested(Run run, Map<String, String> failures) {
    Map<String, String> requested = new TreeMap<>(failures);
    if (!run.accounts().isEmpty()) {
      requested.keySet().retainAll(run.accounts());
    }
    return requested;
  }

  /**
   * An account whose state is unknown is not acted on. If only the notification of a store failed,
   * it is: what is due does not wait for that.
   */
  private void refuse(
      ActiveRun active, Map<String, String> notTaken, Map<String, String> notNotified) {
    Run run = active.run();
    Map<String, String> failed = new TreeMap<>(notNotified);
    failed.putAll(notTaken);
    items.notTaken(run.id(), failed);
    if (notTaken.isEmpty() || run.waitsForApproval()) {
      return;
    }
    List<DueAccount> planned =
        items.planned(run.id()).stream()
            .map(PlannedAccount::due)
            .filter(account -> notTaken.containsKey(account.accountId()))
            .toList();
    Map<String, String> reasons = new TreeMap<>(notTaken);
    reasons.keySet().retainAll(DueAccount.ids(planned));
    active.executor().refuse(active, planned, reasons);
    LogFailures.log(run, EnforcingExecutor.failed(notTaken));
  }

  private PreparedStores prepare(Run run) {
    return switch (run.job()) {
      case CUT_OFF -> PreparedStores.of(List.of());
      case REMOVE_BILLING_DETAILS -> prepareStores.forBilling(run.cell());
      case PURGE, EXPIRE -> prepareStores.forErasure(run.cell());
    };
  }

  /** Counts the rows; adds those of accounts that are not on hold to {@code sets}. */
  private List<PlannedAccount> counted(
      ActiveRun active, List<DueAccount> due, Set<String> onHold, Map<String, Long> sets) {
    RowCounts rows = rows(active, due);
    rows.byAccount()
        .forEach(
            (account, bySet) -> {
              if (!onHold.contains(account)) {
                bySet.forEach((set, count) -> sets.merge(set, count, RowCounts::sum));
              }
            });
    return due.stream()
        .map(
            account ->
                new PlannedAccount(
                    account, rows.total(account.accountId()), onHold.contains(account.accountId())))
        .toList();
  }

  /** A store that refuses to count must not end the run; it counts as blocked. */
  private RowCounts rows(ActiveRun active, List<DueAccount> due) {
    if (active.run().job() == JobName.CUT_OFF || active.stores().blocked() != null) {
      return new RowCounts();
    }
    try {
      return dryRun.rows(active.stores().heeding(active::mayGoOn), DueAccount.ids(due));
    } catch (CountRefused refused) {
      log.warn("run {}: {}", active.run().id(), refused.getMessage());
      active.prepared(refused.blocked());
      return new RowCounts();
    }
  }

  private Set<String> keptWithoutRows(ActiveRun active, List<DueAccount> due) {
    return active.run().job().erasesAccounts() && !due.isEmpty()
        ? dryRun.keptWithoutRows(active.stores(), catalog.get(), DueAccount.ids(due))
        : Set.of();
  }

  private void freeze(ActiveRun active, Run run) {
    List<DueAccount> due = dueAccounts.select(run.job(), run.cell(), run.asOf(), run.accounts());
    Set<String> onHold = dueAccounts.onHold(run.job(), due, clock.instant());
    Optional<String> overLimit =
        active
            .settings()
            .limits()
            .exceededBy(due.size() - onHold.size(), dueAccounts.countAll(run.cell()));
    List<PlannedAccount> plan = new ArrayList<>();
    Map<String, Long> sets = new TreeMap<>();
    Set<String> keptWithoutRows = keptWithoutRows(active, due);
    for (int from = 0; from < due.size(); from += ACCOUNTS_AT_ONCE) {
      plan.addAll(
          counted(
              active,
              due.subList(from, Math.min(due.size(), from + ACCOUNTS_AT_ONCE)),
              onHold,
              sets));
    }
    transaction.executeWithoutResult(
        status -> {
          items.freeze(run.id(), plan);
          runs.frozen(
              run.id(),
              overLimit.orElse(null),
              policy.get().version(),
              catalog.get().version(),
              active.stores().version(),
              sets,
              keptWithoutRows,
              clock.instant());
          if (!run.changesNothing()) {
            runs.supersededBy(run, clock.instant());
          }
        });
    log.info(
        "run {} ({}, cell {}) plans {} accounts with {} rows",
        run.id(),
        run.job().text(),
        run.cell(),
        plan.size(),
        plan.stream().mapToLong(PlannedAccount::rows).sum());
  }
}
