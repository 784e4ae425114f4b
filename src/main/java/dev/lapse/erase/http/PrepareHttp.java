package dev.lapse.erase.http;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.HttpStore;
import dev.lapse.catalog.HttpStore.Service;
import dev.lapse.erase.outside.NonTransactionalStore;
import dev.lapse.erase.outside.PrepareOutside;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.StoreErasure;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Prepares the services of a cell. They finish after the databases, whose refusals come first. */
@Component
@Order(2)
public final class PrepareHttp extends PrepareOutside<HttpStore> {
  private final Map<ServiceKey, ErasureService> services = new ConcurrentHashMap<>();

  PrepareHttp(Supplier<Catalog> catalog, StoreProgress progress, InstantSource clock) {
    super(HttpStore.class, catalog, progress, clock);
  }

  private record ServiceKey(String store, Service service) {}

  @Override
  protected StoreErasure open(HttpStore store, String cell, NonTransactionalStore outside) {
    ErasureService service =
        services.computeIfAbsent(
            new ServiceKey(store.name(), Objects.requireNonNull(store.cells().get(cell))),
            of -> new ErasureService(of.store(), new RetryingRequests(of.store(), of.service())));
    service.tryOut();
    return new EraseByHttp(outside, service, store.timeout());
  }
}
