package dev.lapse.erase;

import java.util.Collection;
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

  protected final String name;
  protected final StoreProgress progress;

  protected EraseOutside(String name, StoreProgress progress) {
    this.name = name;
    this.progress = progress;
  }

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

  @Override
  public final String name() {
    return name;
  }

  /** Those whose erasure began: such a store has no list of accounts. */
  @Override
  public final Set<String> known(Collection<String> ids) {
    return progress.begun(name, ids);
  }

  @Override
  public final OpenErasure begin(Assignment run, List<String> ids, TransactionSize size) {
    return new LookThenErase(run.token(), ids, () -> true);
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
      return erase(run, ids, goOn);
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

  /** A reason, with the store's name before it. */
  protected final String reason(String text) {
    return "store '%s': %s".formatted(name, text);
  }
}
