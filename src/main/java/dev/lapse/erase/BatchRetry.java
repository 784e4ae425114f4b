package dev.lapse.erase;

import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.erase.store.AccountsFailed;
import dev.lapse.erase.store.BlockReason;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.Pause;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.RefusedAccounts;
import dev.lapse.erase.store.RunLockLost;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.TransactionSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows a failed attempt: which accounts fail, and which are retried. Accounts that
 * a store refuses fail alone. Temporary failures are retried after a pause. Anything else is
 * retried in halves, until the failing account is alone.
 */
final class BatchRetry {
  private static final Logger log = LoggerFactory.getLogger(BatchRetry.class);
  private static final int TRIES = 4;

  /** Retries when a row is locked, because the holder will release it; see {@code lock-timeout}. */
  static final int TRIES_WHERE_LOCKED = 10;

  private final RunContext run;
  private final PreparedStores stores;
  private final TransactionSize size;
  private final Duration pauseUnit;

  BatchRetry(RunContext run, PreparedStores stores, TransactionSize size, Duration pauseUnit) {
    this.pauseUnit = pauseUnit;
    this.run = run;
    this.stores = stores;
    this.size = size;
  }

  /**
   * The next step.
   *
   * @param groups groups to retry
   * @param failed outcomes of the other accounts
   */
  record Next(List<ErasureGroup> groups, Map<String, Outcome> failed) {}

  Next next(ErasureGroup group, RuntimeException failure) {
    if (failure instanceof RefusedAccounts refused) {
      return failSome(group, refused.reasons(), refused.why(), failure);
    }
    if (failure instanceof AccountsFailed some) {
      return failSome(group, some.reasons(), null, failure);
    }
    if (DescribeStoreError.isTooLarge(failure)) {
      return smaller(group, failure);
    }
    if (DescribeStoreError.isConnection(failure)) {
      return new Next(List.of(), allFail(group, failure));
    }
    if (!DescribeStoreError.isLocked(failure)) {
      Map<String, String> refused = refused(group);
      if (!refused.isEmpty()) {
        return failSome(group, refused, BlockReason.REFUSED, failure);
      }
    }
    int tries = DescribeStoreError.isLocked(failure) ? TRIES_WHERE_LOCKED : TRIES;
    if (DescribeStoreError.isTransient(failure) && group.attempt() < tries) {
      Pause.beforeTry(group.attempt() + 1, pauseUnit);
      return new Next(List.of(group.again()), Map.of());
    }
    return group.accounts().size() == 1
        ? new Next(List.of(), allFail(group, failure))
        : new Next(halves(group), Map.of());
  }

  /** Every account of the group fails, with the rows that are gone nevertheless. */
  Map<String, Outcome> allFail(ErasureGroup group, RuntimeException failure) {
    Outcome.Failed outcome = DescribeStoreError.failed(failure);
    Map<String, Outcome.Failed> failed = new HashMap<>();
    group.ids().forEach(id -> failed.put(id, outcome));
    return withRows(failed);
  }

  /** Halves the group; a single account is erased in several, smaller transactions. */
  private Next smaller(ErasureGroup group, RuntimeException failure) {
    size.halve();
    if (group.accounts().size() > 1) {
      return new Next(halves(group), Map.of());
    }
    if (!group.large()) {
      return new Next(List.of(new ErasureGroup(group.accounts(), true, 1)), Map.of());
    }
    return group.attempt() < TRIES_WHERE_LOCKED
        ? new Next(List.of(group.again()), Map.of())
        : new Next(List.of(), allFail(group, failure));
  }

  private Next failSome(
      ErasureGroup group,
      Map<String, String> reasons,
      @Nullable BlockReason why,
      RuntimeException failure) {
    Map<String, Outcome.Failed> failed = new HashMap<>();
    reasons.forEach(
        (id, reason) ->
            failed.put(id, why == null ? new Outcome.Failed(reason) : why.failed(reason)));
    failed.keySet().retainAll(group.ids());
    if (failed.isEmpty()) {
      // the store returned other ids than requested: no account is safe to erase
      return new Next(List.of(), allFail(group, failure));
    }
    return new Next(List.of(group.without(failed.keySet())), withRows(failed));
  }

  /** What the stores say before anything is changed, if a store's own error was in the way. */
  private Map<String, String> refused(ErasureGroup group) {
    Map<String, String> refused = new TreeMap<>();
    for (StoreErasure store : stores.stores()) {
      try {
        store.preview(group.ids()).refused().forEach(refused::putIfAbsent);
      } catch (RunLockLost lost) {
        throw lost;
      } catch (RuntimeException unreadable) {
        log.debug("store '{}' cannot say which accounts it refuses", store.name(), unreadable);
      }
    }
    return refused;
  }

  private static List<ErasureGroup> halves(ErasureGroup group) {
    int half = group.accounts().size() / 2;
    return List.of(
        new ErasureGroup(group.accounts().subList(0, half), group.large(), 1),
        new ErasureGroup(
            group.accounts().subList(half, group.accounts().size()), group.large(), 1));
  }

  private Map<String, Outcome> withRows(Map<String, Outcome.Failed> failed) {
    List<String> ids = List.copyOf(failed.keySet());
    for (StoreErasure store : stores.stores()) {
      try {
        store
            .progress(run.token(), ids)
            .byAccount()
            .forEach(
                (id, rows) -> failed.computeIfPresent(id, (key, known) -> known.withRows(rows)));
      } catch (RunLockLost lost) {
        throw lost;
      } catch (RuntimeException unreadable) {
        log.warn(
            "could not read the rows erased so far in store '{}': {}",
            store.name(),
            DescribeStoreError.of(unreadable));
      }
    }
    return Map.copyOf(failed);
  }
}
