package dev.lapse.cutoff;

import dev.lapse.catalog.AccountStatement;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.LifecycleEvent;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Notifies products that keep a flag of their own: runs the catalog's statements for it in the
 * stores of the accounts' cell. All stores have run their statements before the first one commits.
 */
@Component
class StoreNotifier {
  private final Supplier<Catalog> catalog;
  private final Stores stores;

  StoreNotifier(Supplier<Catalog> catalog, Stores stores) {
    this.catalog = catalog;
    this.stores = stores;
  }

  /** Whether a store asked to be notified. */
  boolean want(LifecycleEvent lifecycleEvent) {
    return !wanting(lifecycleEvent).isEmpty();
  }

  /**
   * Notifies the stores of a cell, and commits there.
   *
   * @param beforeCommit called once all stores have run their statements; if it throws, none
   *     commits
   * @throws StatementFailed if a store cannot be notified
   */
  void send(
      LifecycleEvent lifecycleEvent,
      String cell,
      Collection<String> ids,
      Instant at,
      Runnable beforeCommit) {
    if (!ids.isEmpty()) {
      send(wanting(lifecycleEvent), lifecycleEvent, cell, ids, at, beforeCommit);
    }
  }

  private List<Store> wanting(LifecycleEvent lifecycleEvent) {
    return catalog.get().stores().stream()
        .filter(store -> store.statements().containsKey(lifecycleEvent))
        .toList();
  }

  private void send(
      List<Store> open,
      LifecycleEvent lifecycleEvent,
      String cell,
      Collection<String> ids,
      Instant at,
      Runnable beforeCommit) {
    if (open.isEmpty()) {
      beforeCommit.run();
      return;
    }
    Store store = open.get(0);
    AccountStatement statement = Objects.requireNonNull(store.statements().get(lifecycleEvent));
    try (Connection connection = stores.connect(store.name(), cell)) {
      connection.setAutoCommit(false);
      try {
        run(statement, connection, ids, at);
        send(open.subList(1, open.size()), lifecycleEvent, cell, ids, at, beforeCommit);
        connection.commit();
      } catch (SQLException | RuntimeException failed) {
        rollBack(connection, failed);
        throw failed;
      }
    } catch (StoreUnreachable unreachable) {
      throw new StatementFailed(lifecycleEvent, unreachable);
    } catch (SQLException failed) {
      throw new StatementFailed(lifecycleEvent, store.name(), failed);
    }
  }

  /** A lost connection cannot be rolled back either; the first failure is the one reported. */
  private static void rollBack(Connection connection, Exception failed) {
    try {
      connection.rollback();
    } catch (SQLException lost) {
      failed.addSuppressed(lost);
    }
  }

  private static void run(
      AccountStatement statement, Connection connection, Collection<String> ids, Instant at)
      throws SQLException {
    try (PreparedStatement prepared = statement.on(connection)) {
      for (String id : ids) {
        statement.bind(prepared, id, at);
        prepared.execute();
      }
    }
  }
}
