package dev.lapse.erase;

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
 * Erases from a store that knows no transactions: what is under way is written down in Lapse's own
 * database before the store is asked, and counted after a crash.
 */
public abstract class EraseOutside implements StoreErasure {
  private static final Logger log = LoggerFactory.getLogger(EraseOutside.class);

  protected final OutsideStore outside;
  protected final String name;
  protected final StoreProgress progress;

  protected EraseOutside(OutsideStore outside) {
    this.outside = outside;
    this.name = outside.name();
    this.progress = outside.progress();
  }

  /** What is there, by account and set. */
  protected abstract Map<String, Map<String, Long>> look(Collection<String> ids);

  /** What an erasure would do. */
  protected abstract Foreseen preview(Collection<String> ids);

  /**
   * Erases accounts that may be erased.
   *
   * @param goOn asked now and then; false stops there
   * @return false if it was stopped
   * @throws AccountsFailed if some were not erased, or not wholly
   */
  protected abstract boolean erase(UUID run, Collection<String> ids, BooleanSupplier goOn);

  /** Counts what an interrupted erasure did. */
  protected abstract void countInterrupted(Collection<String> ids);

  /** True if a first look that shows nothing can be believed. */
  protected abstract boolean proves(long foreseen, long gone);

  @Override
  public final String name() {
    return name;
  }

  /** It may show things of an account that it does not know; only databases list accounts. */
  @Override
  public final boolean listsAccounts() {
    return false;
  }

  /** None: such a store has no list of accounts. */
  @Override
  public final Set<String> known(Collection<String> ids) {
    return Set.of();
  }

  @Override
  public final Map<String, Set<UUID>> begun(Collection<String> ids) {
    return progress.begun(name, ids);
  }

  @Override
  public final Map<String, Map<String, Long>> count(Collection<String> ids) {
    Map<String, Map<String, Long>> rows = look(ids);
    outside.sees(rows);
    return rows;
  }

  @Override
  public final Foreseen foresee(Collection<String> ids) {
    Foreseen foreseen = preview(ids);
    outside.sees(foreseen.rows());
    return foreseen;
  }

  @Override
  public final OpenErasure begin(Assignment run, List<String> ids, TransactionSize size) {
    return new LookThenErase(run.token(), ids, run.goOn());
  }

  @Override
  public final OpenErasure beginLarge(Assignment run, String id, TransactionSize size) {
    return new LookThenErase(run.token(), List.of(id), run::mayContinue);
  }

  /** Nothing can be taken back here: all the work is done in the last phase. */
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
      Map<String, String> refused = foresee(ids).refused();
      if (!refused.isEmpty()) {
        throw new RefusedAccounts(refused);
      }
    }

    @Override
    public boolean finish() {
      // not before: what is written down here counts as begun
      ids.forEach(id -> writeDownForeseen(run, id));
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
  public final void settle() {
    // what the store derives from its data is the store's own care
  }

  @Override
  public final Map<String, Map<String, Long>> progress(UUID run, Collection<String> ids) {
    try {
      countInterrupted(ids);
    } catch (StoreFailed failed) {
      log.warn("what was interrupted cannot be counted now: {}", failed.getMessage());
    }
    return progress.in(run, name, ids);
  }

  @Override
  public final void progress(Collection<String> ids, EachProgress each) {
    countInterrupted(ids);
    progress.each(name, ids, each);
  }

  /**
   * Where something was foreseen and nothing erased, a list may be late or a server silent: the
   * same has to be seen twice, with a pause between.
   */
  @Override
  public final Map<String, String> unproven(Collection<String> ids) {
    Instant now = outside.now();
    Map<String, String> unproven = new HashMap<>();
    for (Balances.Balance account : progress.balances().of(name, ids)) {
      if (proves(account.foreseen(), account.gone())) {
        continue;
      }
      Instant since = progress.balances().unprovenSince(name, account.account(), now);
      if (since.plus(outside.verifyAgain()).isAfter(now)) {
        unproven.put(
            account.account(),
            reason(
                "%d were foreseen and %d erased, and nothing is shown any more; a run from %s on looks again"
                    .formatted(
                        account.foreseen(), account.gone(), since.plus(outside.verifyAgain()))));
      }
    }
    return unproven;
  }

  /** A reason, with the store's name before it. */
  protected final String reason(String text) {
    return "store '%s': %s".formatted(name, text);
  }

  private void writeDownForeseen(UUID run, String id) {
    outside
        .takeSeen(id)
        .forEach(
            (set, count) ->
                progress
                    .balances()
                    .foreseen(
                        new StoreProgress.Place(run, name, id, set.substring(name.length() + 1)),
                        count));
  }
}
