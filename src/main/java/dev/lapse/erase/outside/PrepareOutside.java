package dev.lapse.erase.outside;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.OtherStore;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.erase.store.PrepareStore;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.StoreFailed;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Prepares those stores of a cell that are of one type, and not databases. */
public abstract class PrepareOutside<S extends OtherStore> implements PrepareStore {
  private final Class<S> type;
  private final Supplier<Catalog> catalog;
  private final StoreProgress progress;
  private final InstantSource clock;

  protected PrepareOutside(
      Class<S> type, Supplier<Catalog> catalog, StoreProgress progress, InstantSource clock) {
    this.type = type;
    this.catalog = catalog;
    this.progress = progress;
    this.clock = clock;
  }

  /** Payment details are removed at the lapse from databases only. */
  @Override
  public final List<StoreErasure> prepare(String cell, Scope scope) {
    return scope != Scope.WHOLE_ACCOUNT
        ? List.of()
        : catalog.get().otherStores().stream()
            .filter(type::isInstance)
            .map(type::cast)
            .filter(store -> store.cellNames().contains(cell))
            .map(store -> prepare(store, cell))
            .toList();
  }

  private StoreErasure prepare(S store, String cell) {
    try {
      return open(
          store,
          cell,
          new NonTransactionalStore(store.name(), progress, store.verifyAgain(), clock));
    } catch (StoreFailed failed) {
      throw new StoreUnreachable("%s (cell %s)".formatted(failed.getMessage(), cell), failed);
    }
  }

  /**
   * Opens a store and checks that it answers.
   *
   * @throws StoreFailed if it does not
   */
  protected abstract StoreErasure open(S store, String cell, NonTransactionalStore outside);
}
