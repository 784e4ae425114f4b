package dev.lapse.run;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RowCounts;
import dev.lapse.clock.DueClock;
import dev.lapse.cutoff.CutOffAccess;
import dev.lapse.erase.Batch;
import dev.lapse.erase.EraseAccounts;
import dev.lapse.erase.EraseKept;
import dev.lapse.erase.RemoveBillingDetails;
import dev.lapse.erase.verify.RecordOutcomes;
import dev.lapse.erase.verify.VerificationResult;
import dev.lapse.erase.verify.VerifyErasure;
import dev.lapse.plan.PlanItems;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Carries out what is due, and commits each outcome together with the change it describes. */
@Component
class EnforcingExecutor implements BatchExecutor {
  private static final String VERIFIED_BY_ANOTHER = "another run verified its erasure";

  private final CutOffAccess cutOff;
  private final RemoveBillingDetails removeBilling;
  private final EraseAccounts erase;
  private final EraseKept eraseKept;
  private final VerifyErasure verify;
  private final RecordOutcomes record;
  private final PlanItems items;
  private final TransactionOperations transaction;
  private final DueClock clock;

  EnforcingExecutor(
      CutOffAccess cutOff,
      RemoveBillingDetails removeBilling,
      EraseAccounts erase,
      EraseKept eraseKept,
      VerifyErasure verify,
      RecordOutcomes record,
      PlanItems items,
      TransactionOperations transaction,
      DueClock clock) {
    this.cutOff = cutOff;
    this.removeBilling = removeBilling;
    this.erase = erase;
    this.eraseKept = eraseKept;
    this.verify = verify;
    this.record = record;
    this.items = items;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Override
  public Map<String, Outcome> act(ActiveRun run, Batch batch) {
    return switch (run.run().job()) {
      case CUT_OFF ->
          cutOff.cutOff(
              run.context(),
              batch.accounts(),
              outcomes -> items.record(run.run().id(), outcomes, clock.instant()));
      case REMOVE_BILLING_DETAILS ->
          removeBilling.remove(
              run.context(),
              run.stores(),
              batch.accounts(),
              outcomes -> items.record(run.run().id(), outcomes, clock.instant()));
      case PURGE -> erase(run, batch);
      case EXPIRE -> expire(run, batch);
    };
  }

  private Map<String, Outcome> erase(ActiveRun run, Batch batch) {
    cutOff.carryOutOverdue(run.context(), batch.accounts());
    Map<String, Outcome> outcomes =
        erase.erase(run.context(), run.stores().heeding(run::mayGoOn), batch);
    recordActed(run, outcomes, batch.accounts());
    return outcomes;
  }

  /** Expires accounts, and erases kept rows whose own period is over. */
  private Map<String, Outcome> expire(ActiveRun run, Batch batch) {
    Set<String> kept = eraseKept.due(batch.ids(), run.run().asOf());
    Map<String, Outcome> outcomes = new HashMap<>();
    if (kept.size() < batch.accounts().size()) {
      outcomes.putAll(erase(run, batch.without(kept)));
    }
    if (!kept.isEmpty()) {
      outcomes.putAll(
          eraseKept.erase(
              run.context(),
              batch.accounts().stream()
                  .filter(account -> kept.contains(account.accountId()))
                  .toList(),
              done -> items.record(run.run().id(), done, clock.instant())));
    }
    return outcomes;
  }

  @Override
  public Map<String, Outcome> verify(ActiveRun run, List<DueAccount> acted) {
    Set<String> decided = verify.decidedElsewhere(acted);
    Map<String, Outcome> outcomes = new HashMap<>();
    decided.forEach(id -> outcomes.put(id, new Outcome.Skipped(VERIFIED_BY_ANOTHER)));
    items.record(run.run().id(), outcomes, clock.instant());
    List<String> open = DueAccount.ids(acted).stream().filter(id -> !decided.contains(id)).toList();
    if (!open.isEmpty()) {
      VerificationResult verificationResult = verify.verify(run.context(), run.stores(), open);
      recordVerified(run, verificationResult, acted);
      outcomes.putAll(verificationResult.outcomes());
    }
    return outcomes;
  }

  @Override
  public void refuse(ActiveRun run, List<DueAccount> planned, Map<String, String> reasons) {
    Map<String, Outcome> failed = failed(reasons);
    switch (run.run().job()) {
      case PURGE, EXPIRE -> recordActed(run, failed, planned);
      case CUT_OFF, REMOVE_BILLING_DETAILS -> items.record(run.run().id(), failed, clock.instant());
    }
  }

  static Map<String, Outcome> failed(Map<String, String> reasons) {
    Map<String, Outcome> failed = new HashMap<>();
    reasons.forEach((id, reason) -> failed.put(id, new Outcome.Failed(reason)));
    return failed;
  }

  private void recordActed(ActiveRun run, Map<String, Outcome> acted, List<DueAccount> accounts) {
    run.requireLock();
    Instant now = clock.instant();
    transaction.executeWithoutResult(
        status -> {
          Map<String, Outcome> open = new HashMap<>(acted);
          open.keySet().retainAll(items.lockOpen(run.run().id(), acted.keySet()));
          Map<String, Outcome> outcomes = withRowsOfTheRun(run, open);
          record.acted(run.context(), outcomes, accounts, now);
          items.record(run.run().id(), outcomes, now);
        });
  }

  private void recordVerified(
      ActiveRun run, VerificationResult verificationResult, List<DueAccount> accounts) {
    run.requireLock();
    Instant now = clock.instant();
    transaction.executeWithoutResult(
        status -> {
          VerificationResult open =
              verificationResult.only(
                  items.lockOpen(run.run().id(), verificationResult.outcomes().keySet()));
          VerificationResult whole = open.withOutcomes(withRowsOfTheRun(run, open.outcomes()));
          record.verified(run.context(), whole, accounts, now);
          items.record(run.run().id(), whole.outcomes(), now);
        });
  }

  /** Rows recorded while the run acted are erased, even if a store does not answer now. */
  private Map<String, Outcome> withRowsOfTheRun(ActiveRun run, Map<String, Outcome> outcomes) {
    List<String> failed =
        outcomes.entrySet().stream()
            .filter(entry -> entry.getValue() instanceof Outcome.Failed)
            .map(Map.Entry::getKey)
            .toList();
    if (failed.isEmpty()) {
      return outcomes;
    }
    RowCounts earlier = items.rowsOf(run.run().id(), failed);
    Map<String, Outcome> all = new HashMap<>(outcomes);
    all.replaceAll(
        (id, outcome) ->
            outcome instanceof Outcome.Failed other ? other.withRows(earlier.of(id)) : outcome);
    return all;
  }
}
