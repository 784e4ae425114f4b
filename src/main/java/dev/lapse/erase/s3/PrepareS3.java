package dev.lapse.erase.s3;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.S3Store;
import dev.lapse.catalog.S3Store.Bucket;
import dev.lapse.catalog.S3Store.Owner;
import dev.lapse.catalog.StoreUnreachable;
import dev.lapse.erase.PrepareStore;
import dev.lapse.erase.StoreErasure;
import dev.lapse.erase.StoreFailed;
import dev.lapse.erase.StoreProgress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the buckets of a cell ready. They finish last: what is deleted there is gone at once. */
@Component
@Order(3)
final class PrepareS3 implements PrepareStore, AutoCloseable {
  private final Catalog catalog;
  private final StoreProgress progress;
  private final InstantSource clock;
  private final Map<Bucket, S3Client> clients = new ConcurrentHashMap<>();

  PrepareS3(Catalog catalog, StoreProgress progress, InstantSource clock) {
    this.catalog = catalog;
    this.progress = progress;
    this.clock = clock;
  }

  /** Payment details are in no bucket. */
  @Override
  public List<StoreErasure> of(String cell, Scope scope) {
    List<StoreErasure> prepared = new ArrayList<>();
    if (scope == Scope.WHOLE_ACCOUNT) {
      catalog.otherStores().stream()
          .filter(S3Store.class::isInstance)
          .map(S3Store.class::cast)
          .filter(store -> store.cells().containsKey(cell))
          .forEach(store -> prepared.add(prepared(store, cell)));
    }
    return prepared;
  }

  @Override
  public void close() {
    clients.values().forEach(S3Client::close);
    clients.clear();
  }

  private StoreErasure prepared(S3Store store, String cell) {
    Bucket bucket = Objects.requireNonNull(store.cells().get(cell));
    S3Client client = clients.computeIfAbsent(bucket, OpenClient::of);
    DescribeS3 describe = new DescribeS3(store.name());
    try {
      return new EraseFromS3(
          store.name(),
          find(store.owner(), new Listings(client, bucket.name(), describe)),
          new FindLocks(client, bucket.name(), describe, clock),
          new DeleteItems(client, bucket.name(), describe),
          BucketSettings.of(client, bucket.name(), describe),
          progress);
    } catch (StoreFailed failed) {
      throw new StoreUnreachable("%s (cell %s)".formatted(failed.getMessage(), cell), failed);
    }
  }

  static FindItems find(Owner owner, Listings listings) {
    if (owner instanceof Owner.Prefix prefix) {
      return new FindByPrefix(listings, prefix);
    }
    return new FindByTag(listings, (Owner.Tag) owner);
  }
}
