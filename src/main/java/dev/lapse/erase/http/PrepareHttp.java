package dev.lapse.erase.http;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.HttpStore;
import dev.lapse.catalog.HttpStore.Service;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.erase.outside.NonTransactionalStore;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.PrepareStore;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.StoreFailed;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Prepares the services of a cell. They finish after the databases, whose refusals come first. */
@Component
@Order(2)
final class PrepareHttp implements PrepareStore {
  private final Catalog catalog;
  private final StoreProgress progress;
  private final InstantSource clock;
  private final Map<ServiceKey, ErasureService> services = new ConcurrentHashMap<>();

  PrepareHttp(Catalog catalog, StoreProgress progress, InstantSource clock) {
    this.catalog = catalog;
    this.progress = progress;
    this.clock = clock;
  }

  /** Payment details are removed at the lapse from databases only. */
  @Override
  public List<StoreErasure> prepare(String cell, Scope scope) {
    return scope == Scope.WHOLE_ACCOUNT
        ? catalog.otherStores(HttpStore.class, cell).stream()
            .map(store -> prepared(store, cell))
            .toList()
        : List.of();
  }

  private record ServiceKey(String store, Service service) {}

  private StoreErasure prepared(HttpStore store, String cell) {
    ErasureService service =
        services.computeIfAbsent(
            new ServiceKey(store.name(), Objects.requireNonNull(store.cells().get(cell))),
            of -> new ErasureService(of.store(), new RetryingRequests(of.store(), of.service())));
    try {
      service.tryOut();
    } catch (StoreFailed failed) {
      throw new StoreUnreachable("%s (cell %s)".formatted(failed.getMessage(), cell), failed);
    }
    return new EraseByHttp(
        new NonTransactionalStore(store.name(), progress, store.verifyAgain(), clock),
        service,
        store.timeout());
  }
}
