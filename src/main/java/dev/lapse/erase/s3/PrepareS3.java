package dev.lapse.erase.s3;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.S3Store;
import dev.lapse.catalog.S3Store.Bucket;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.erase.outside.NonTransactionalStore;
import dev.lapse.erase.outside.StoreItems;
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
import software.amazon.awssdk.services.s3.S3Client;

/** Prepares the buckets of a cell. They finish last, because deletions there are final at once. */
@Component
@Order(3)
final class PrepareS3 implements PrepareStore, AutoCloseable {
  private final Catalog catalog;
  private final StoreProgress progress;
  private final StoreItems items;
  private final InstantSource clock;
  private final Map<Bucket, S3Client> clients = new ConcurrentHashMap<>();

  PrepareS3(Catalog catalog, StoreProgress progress, StoreItems items, InstantSource clock) {
    this.catalog = catalog;
    this.progress = progress;
    this.items = items;
    this.clock = clock;
  }

  /** Buckets contain no payment details. */
  @Override
  public List<StoreErasure> prepare(String cell, Scope scope) {
    return scope == Scope.WHOLE_ACCOUNT
        ? catalog.otherStores(S3Store.class, cell).stream()
            .map(store -> prepared(store, cell))
            .toList()
        : List.of();
  }

  @Override
  public void close() {
    clients.values().forEach(S3Client::close);
    clients.clear();
  }

  private StoreErasure prepared(S3Store store, String cell) {
    Bucket bucket = Objects.requireNonNull(store.cells().get(cell));
    S3Client client = clients.computeIfAbsent(bucket, OpenClient::of);
    try {
      return erasure(store, bucket, client);
    } catch (StoreFailed failed) {
      throw new StoreUnreachable("%s (cell %s)".formatted(failed.getMessage(), cell), failed);
    }
  }

  private StoreErasure erasure(S3Store store, Bucket bucket, S3Client client) {
    OpenBucket open = OpenBucket.of(store, bucket, client);
    BucketSettings settings = open.tryOut();
    return new EraseFromS3(
        new NonTransactionalStore(store.name(), progress, store.verifyAgain(), clock),
        goOn -> open.find(settings, goOn),
        new FindLocks(open.read(), clock),
        new DeleteItems(open.read()),
        settings,
        items);
  }
}
