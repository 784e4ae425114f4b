package dev.lapse.run;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RecheckDue;
import dev.lapse.catalog.live.RetryInHalves;
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
                .recheckForDryRun(open.stream().map(known::get).filter(Objects::nonNull).toList())
                .refused()));
    open.removeAll(outcomes.keySet());
    if (run.run().job() == JobName.EXPIRE) {
      Set<String> kept = eraseKept.due(open, run.run().asOf());
      open.removeAll(kept);
      outcomes.putAll(
          new Preview(some -> eraseKept.dryRun(run.run().cell(), some, run.run().asOf()))
              .carryOut(List.copyOf(kept)));
    }
    if (run.run().job() == JobName.CUT_OFF) {
      open.forEach(id -> outcomes.put(id, new Outcome.Done(Map.of())));
    } else {
      try {
        PreparedStores stores = run.stores().heeding(run::mayGoOn);
        outcomes.putAll(new Preview(some -> erasure.run(stores, some)).carryOut(open));
      } catch (StopRequested stopped) {
        // accounts without an outcome are counted when the run is resumed
      }
    }
    items.record(run.run().id(), outcomes, now);
    return outcomes;
  }

  /** If a store refuses some accounts, only these fail. */
  private record Preview(Function<List<String>, Map<String, Outcome>> preview)
      implements RetryInHalves<String, Map<String, Outcome>> {
    @Override
    public Map<String, Outcome> work(List<String> ids) {
      return preview.apply(ids);
    }

    @Override
    public Next next(RuntimeException failure, int attempt) {
      if (!(failure instanceof DataAccessException)) {
        throw failure;
      }
      return failure instanceof DataAccessResourceFailureException ? Next.FAIL : Next.HALVES;
    }

    @Override
    public Map<String, Outcome> failed(List<String> ids, RuntimeException failure) {
      String reason = DescribeStoreError.of(failure);
      return EnforcingExecutor.failed(
          ids.stream().collect(Collectors.toMap(id -> id, id -> reason)));
    }

    @Override
    public Map<String, Outcome> both(Map<String, Outcome> first, Map<String, Outcome> second) {
      return Outcome.both(first, second);
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
