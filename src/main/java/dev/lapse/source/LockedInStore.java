package dev.lapse.source;

import dev.lapse.catalog.live.StoreUnreachable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Accounts whose rows are locked in the store in which they live, with what the store said of them
 * after the lock was had. The lock lasts until this is closed; closing it changes nothing in the
 * store. Where accounts are imported there is no store to lock, and {@link
 * StoreRecheck.RecheckResult#asked} is false.
 */
public final class LockedInStore implements AutoCloseable {
  static final LockedInStore NO_STORE =
      new LockedInStore(
          null,
          StoreRecheck.RecheckResult.NOTHING,
          failed -> {
            throw new IllegalStateException("there is no store", failed);
          });

  private final @Nullable StoreSession session;
  private final StoreRecheck.RecheckResult recheckResult;
  private final Function<SQLException, StoreUnreachable> unreachable;

  LockedInStore(
      @Nullable StoreSession session,
      StoreRecheck.RecheckResult recheckResult,
      Function<SQLException, StoreUnreachable> unreachable) {
    this.session = session;
    this.recheckResult = recheckResult;
    this.unreachable = unreachable;
  }

  /** What the store said of the accounts. */
  public StoreRecheck.RecheckResult answer() {
    return recheckResult;
  }

  /**
   * Commits, in the store, the marker that forbids a reactivation, and gives up the locks. The
   * caller commits the point of no return in Lapse's database right after. If that fails, the
   * marker remains; the next run completes the erasure or removes the marker.
   *
   * @param run identifies the run in the store
   * @param lapses when the accounts to be erased lapsed, by id
   * @throws StoreUnreachable if the store does not commit
   */
  public void markPointOfNoReturn(UUID run, Map<String, Instant> lapses, Instant now) {
    if (session == null) {
      return;
    }
    try {
      session.mark(run, lapses, now);
      session.commit();
    } catch (SQLException failed) {
      throw unreachable.apply(failed);
    }
  }

  @Override
  public void close() {
    if (session == null) {
      return;
    }
    try {
      session.close();
    } catch (SQLException failed) {
      throw unreachable.apply(failed);
    }
  }
}
