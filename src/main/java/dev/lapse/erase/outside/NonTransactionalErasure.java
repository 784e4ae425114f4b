package dev.lapse.erase.outside;

import dev.lapse.account.RowCounts;
import dev.lapse.account.RunContext;
import dev.lapse.erase.store.AccountsFailed;
import dev.lapse.erase.store.ErasurePreview;
import dev.lapse.erase.store.OpenErasure;
import dev.lapse.erase.store.Pause;
import dev.lapse.erase.store.RefusedAccounts;
import dev.lapse.erase.store.StopRequested;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.StoreFailed;
import dev.lapse.erase.store.TransactionSize;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases from a store without transactions: every erasure is recorded in Lapse's own database
 * before the store is called, and counted after a crash.
 */
public abstract class NonTransactionalErasure implements StoreErasure {
  private static final Logger log = LoggerFactory.getLogger(NonTransactionalErasure.class);

  protected final NonTransactionalStore outside;
  protected final String name;
  protected final StoreProgress progress;

  protected NonTransactionalErasure(NonTransactionalStore outside) {
    this.outside = outside;
    this.name = outside.name();
    this.progress = outside.progress();
  }

  /** The existing items. */
  protected abstract RowCounts look(Collection<String> ids);

  /** What an erasure would do. */
  protected abstract ErasurePreview previewInStore(Collection<String> ids);

  /**
   * Erases accounts that may be erased.
   *
   * @param goOn checked from time to time; false stops the erasure
   * @return false if it was stopped
   * @throws AccountsFailed if some were not, or not completely, erased
   */
  protected abstract boolean erase(UUID run, Collection<String> ids, BooleanSupplier goOn);

  /** Counts the items that an interrupted erasure removed. */
  protected abstract void countInterrupted(Collection<String> ids);

  /** True if a single check that finds nothing is sufficient proof. */
  protected abstract boolean proves(long expected, long gone);

  @Override
  public final String name() {
    return name;
  }

  /** False: it may have items of an account without knowing it; only databases list accounts. */
  @Override
  public final boolean listsAccounts() {
    return false;
  }

  /** Empty: such a store has no list of accounts. */
  @Override
  public final Set<String> findKnown(Collection<String> ids) {
    return Set.of();
  }

  @Override
  public final Map<String, Set<UUID>> begun(Collection<String> ids) {
    return progress.begun(name, ids);
  }

  @Override
  public final RowCounts count(Collection<String> ids) {
    RowCounts rows = look(ids);
    outside.sees(rows);
    return rows;
  }

  @Override
  public final ErasurePreview preview(Collection<String> ids) {
    ErasurePreview erasurePreview = previewInStore(ids);
    outside.sees(erasurePreview.rows());
    return erasurePreview;
  }

  @Override
  public final OpenErasure begin(RunContext run, List<String> ids, TransactionSize size) {
    return new LookThenErase(run.token(), ids, run.goOn());
  }

  @Override
  public final OpenErasure beginLarge(RunContext run, String id, TransactionSize size) {
    return new LookThenErase(run.token(), List.of(id), () -> Pause.mayContinue(run));
  }

  /** Nothing can be rolled back here, so all the work is done in the last phase. */
  private final class LookThenErase implements OpenErasure {
    private final UUID run;
    private final List<String> ids;
    private final BooleanSupplier goOn;

    LookThenErase(UUID run, List<String> ids, BooleanSupplier goOn) {
      this.run = run;
      this.ids = ids;
      this.goOn = goOn;
    }

    @Override
    public void prepare() {
      Map<String, String> refused = preview(ids).refused();
      if (!refused.isEmpty()) {
        throw new RefusedAccounts(refused);
      }
    }

    @Override
    public boolean finish() {
      // not earlier: an item that is recorded here counts as begun
      ids.forEach(id -> recordExpected(run, id));
      try {
        return erase(run, ids, goOn);
      } catch (StopRequested stopped) {
        return false;
      }
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  @Override
  public final void refreshDerived() {
    // the store maintains its own derived data
  }

  @Override
  public final RowCounts progress(UUID run, Collection<String> ids) {
    try {
      countInterrupted(ids);
    } catch (StoreFailed failed) {
      log.warn("could not count an interrupted erasure: {}", failed.getMessage());
    }
    return progress.in(run, name, ids);
  }

  @Override
  public final void progress(Collection<String> ids, EachProgress each) {
    countInterrupted(ids);
    progress.each(name, ids, each);
  }

  /**
   * If items were expected but none was erased, the list may be outdated or the server may have
   * left something out: the same result must be seen twice, with a pause in between.
   */
  @Override
  public final Map<String, String> unproven(Collection<String> ids) {
    Instant now = outside.now();
    Map<String, String> unproven = new HashMap<>();
    for (ErasureBalances.Balance account : progress.balances().list(name, ids)) {
      if (proves(account.expected(), account.gone())) {
        continue;
      }
      Instant since = progress.balances().unprovenSince(name, account.account(), now);
      if (since.plus(outside.verifyAgain()).isAfter(now)) {
        unproven.put(
            account.account(),
            reason(
                "%d were expected and %d erased, but nothing is found any more; a run from %s on checks again"
                    .formatted(
                        account.expected(), account.gone(), since.plus(outside.verifyAgain()))));
      }
    }
    return unproven;
  }

  /** A reason, prefixed with the store's name. */
  protected final String reason(String text) {
    return "store '%s': %s".formatted(name, text);
  }

  private void recordExpected(UUID run, String id) {
    outside
        .takeSeen(id)
        .forEach(
            (set, count) ->
                progress
                    .balances()
                    .expect(
                        new StoreProgress.ProgressKey(
                            run, name, id, set.substring(name.length() + 1)),
                        count));
  }
}
