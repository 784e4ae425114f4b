package dev.lapse.cutoff;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.LifecycleEvent;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.Stores;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
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
   * Runs the statements in the stores of a cell; to be committed there by the caller.
   *
   * @throws StatementFailed if a store cannot be notified; none commits then
   */
  NotifiedStores send(
      LifecycleEvent lifecycleEvent, String cell, Collection<String> ids, Instant at) {
    NotifiedStores notified = new NotifiedStores(lifecycleEvent, stores);
    try {
      for (Store store : ids.isEmpty() ? List.<Store>of() : wanting(lifecycleEvent)) {
        notified.run(store, cell, ids, at);
      }
      return notified;
    } catch (RuntimeException | Error failed) {
      try (notified) {
        throw failed;
      }
    }
  }

  private List<Store> wanting(LifecycleEvent lifecycleEvent) {
    return catalog.get().stores().stream()
        .filter(store -> store.statements().containsKey(lifecycleEvent))
        .toList();
  }
}
