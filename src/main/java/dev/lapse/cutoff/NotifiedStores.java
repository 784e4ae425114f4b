package dev.lapse.cutoff;

import dev.lapse.catalog.AccountStatement;
import dev.lapse.catalog.LifecycleEvent;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Objects;
import java.util.Queue;

/** Stores that have run their statements and not yet committed. Closing rolls the rest back. */
final class NotifiedStores implements AutoCloseable {
  private final LifecycleEvent lifecycleEvent;
  private final Stores stores;
  private final Queue<Session> sessions = new ArrayDeque<>();

  private record Session(String store, Connection connection) {}

  NotifiedStores(LifecycleEvent lifecycleEvent, Stores stores) {
    this.lifecycleEvent = lifecycleEvent;
    this.stores = stores;
  }

  /**
   * Runs the statement of one more store.
   *
   * @throws StatementFailed if the store cannot be notified
   */
  void run(Store store, String cell, Collection<String> ids, Instant at) {
    AccountStatement statement = Objects.requireNonNull(store.statements().get(lifecycleEvent));
    try {
      Connection connection = stores.connect(store.name(), cell);
      sessions.add(new Session(store.name(), connection));
      connection.setAutoCommit(false);
      try (PreparedStatement prepared = statement.on(connection)) {
        for (String id : ids) {
          statement.bind(prepared, id, at);
          prepared.execute();
        }
      }
    } catch (StoreUnreachable unreachable) {
      throw new StatementFailed(lifecycleEvent, unreachable);
    } catch (SQLException failed) {
      throw new StatementFailed(lifecycleEvent, store.name(), failed);
    }
  }

  /**
   * Commits in every store, one after the other.
   *
   * @throws StatementFailed if a store does not commit; those before it have
   */
  void commit() {
    while (!sessions.isEmpty()) {
      Session session = sessions.remove();
      try (Connection connection = session.connection) {
        connection.commit();
      } catch (SQLException failed) {
        throw new StatementFailed(lifecycleEvent, session.store, failed);
      }
    }
  }

  /** Every connection is closed, also if one before it is lost. */
  @Override
  public void close() {
    StatementFailed first = null;
    for (Session session : sessions) {
      try (Connection connection = session.connection) {
        connection.rollback();
      } catch (SQLException lost) {
        StatementFailed failed = new StatementFailed(lifecycleEvent, session.store, lost);
        if (first == null) {
          first = failed;
        } else {
          first.addSuppressed(failed);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
