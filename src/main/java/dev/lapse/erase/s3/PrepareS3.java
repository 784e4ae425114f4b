package dev.lapse.erase.s3;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.S3Store;
import dev.lapse.catalog.S3Store.Bucket;
import dev.lapse.erase.outside.NonTransactionalStore;
import dev.lapse.erase.outside.PrepareOutside;
import dev.lapse.erase.outside.StoreItems;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.StoreErasure;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;

/** Prepares the buckets of a cell. They finish last, because deletions there are final at once. */
@Component
@Order(3)
public final class PrepareS3 extends PrepareOutside<S3Store> implements AutoCloseable {
  private final StoreItems items;
  private final InstantSource clock;
  private final Map<Bucket, S3Client> clients = new ConcurrentHashMap<>();

  PrepareS3(
      Supplier<Catalog> catalog, StoreProgress progress, StoreItems items, InstantSource clock) {
    super(S3Store.class, catalog, progress, clock);
    this.items = items;
    this.clock = clock;
  }

  @Override
  public void close() {
    clients.values().forEach(S3Client::close);
    clients.clear();
  }

  @Override
  protected StoreErasure open(S3Store store, String cell, NonTransactionalStore outside) {
    Bucket bucket = Objects.requireNonNull(store.cells().get(cell));
    OpenBucket open =
        OpenBucket.of(store, bucket, clients.computeIfAbsent(bucket, OpenClient::open));
    BucketSettings settings = open.tryOut();
    return new EraseFromS3(
        outside,
        goOn -> open.find(settings, goOn),
        new FindLocks(open.read(), clock),
        new DeleteItems(open.read()),
        settings,
        items);
  }
}
