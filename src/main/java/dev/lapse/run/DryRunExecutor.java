package dev.lapse.run;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.Outcome;
import dev.lapse.account.RecheckDue;
import dev.lapse.erase.Batch;
import dev.lapse.erase.EraseKept;
import dev.lapse.erase.ErasureDryRun;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.StopRequested;
import dev.lapse.plan.PlanItems;
import dev.lapse.policy.JobName;
import dev.lapse.source.StoreRecheck;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/**
 * Reports what would be done, with the same rules, checks and counts. Writes nothing but its own
 * run.
 */
@Component
class DryRunExecutor implements BatchExecutor {
  private final Accounts accounts;
  private final ErasureDryRun erasure;
  private final EraseKept eraseKept;
  private final StoreRecheck store;
  private final PlanItems items;
  private final InstantSource clock;

  DryRunExecutor(
      Accounts accounts,
      ErasureDryRun erasure,
      EraseKept eraseKept,
      StoreRecheck store,
      PlanItems items,
      InstantSource clock) {
    this.accounts = accounts;
    this.erasure = erasure;
    this.eraseKept = eraseKept;
    this.store = store;
    this.items = items;
    this.clock = clock;
  }

  @Override
  public Map<String, Outcome> act(ActiveRun run, Batch batch) {
    Instant now = clock.instant();
    Map<String, Account> known = accounts.read(batch.ids(), now);
    Map<String, Outcome> outcomes =
        RecheckDue.skipped(run.run().job(), batch.accounts(), known, run.run().asOf());
    List<String> open = new ArrayList<>(batch.ids());
    open.removeAll(outcomes.keySet());
    outcomes.putAll(
        EnforcingExecutor.failed(
            store
                .rehearse(open.stream().map(known::get).filter(Objects::nonNull).toList())
                .refused()));
    open.removeAll(outcomes.keySet());
    if (run.run().job() == JobName.EXPIRE) {
      Set<String> kept = eraseKept.due(open, run.run().asOf());
      open.removeAll(kept);
      outcomes.putAll(
          each(
              List.copyOf(kept),
              some -> eraseKept.rehearse(run.run().cell(), some, run.run().asOf())));
    }
    if (run.run().job() == JobName.CUT_OFF) {
      open.forEach(id -> outcomes.put(id, new Outcome.Done(Map.of())));
    } else {
      try {
        PreparedStores stores = run.stores().heeding(run::mayGoOn);
        outcomes.putAll(each(open, some -> erasure.rehearse(stores, some)));
      } catch (StopRequested stopped) {
        // accounts without an outcome are counted when the run is resumed
      }
    }
    items.record(run.run().id(), outcomes, now);
    return outcomes;
  }

  /** If a store refuses, halves the batch until the account that it refuses is alone. */
  private static Map<String, Outcome> each(
      List<String> ids, Function<List<String>, Map<String, Outcome>> rehearse) {
    try {
      return rehearse.apply(ids);
    } catch (DataAccessException failed) {
      if (ids.size() <= 1 || failed instanceof DataAccessResourceFailureException) {
        String reason = DescribeStoreError.of(failed);
        return EnforcingExecutor.failed(
            ids.stream().collect(Collectors.toMap(id -> id, id -> reason)));
      }
      int half = ids.size() / 2;
      Map<String, Outcome> outcomes = new HashMap<>(each(ids.subList(0, half), rehearse));
      outcomes.putAll(each(ids.subList(half, ids.size()), rehearse));
      return outcomes;
    }
  }

  @Override
  public Map<String, Outcome> verify(ActiveRun run, List<DueAccount> acted) {
    return Map.of();
  }

  @Override
  public void refuse(ActiveRun run, List<DueAccount> planned, Map<String, String> reasons) {
    items.record(run.run().id(), EnforcingExecutor.failed(reasons), clock.instant());
  }
}
