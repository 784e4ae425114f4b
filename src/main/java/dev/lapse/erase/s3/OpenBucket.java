package dev.lapse.erase.s3;

import dev.lapse.catalog.S3Store;
import dev.lapse.catalog.S3Store.Bucket;
import dev.lapse.catalog.S3Store.Owner;
import dev.lapse.erase.store.StoreFailed;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket with an open client. */
record OpenBucket(Owner owner, ReadBucket read, DescribeS3 describe) {
  static OpenBucket of(S3Store store, Bucket bucket, S3Client client) {
    DescribeS3 describe = new DescribeS3(store.name());
    List<String> secrets =
        Stream.of(bucket.accessKey(), bucket.secretKey()).filter(Objects::nonNull).toList();
    return new OpenBucket(
        store.owner(),
        new ReadBucket(new S3Requests(client, bucket.name(), describe), describe, secrets),
        describe);
  }

  /**
   * @param goOn checked between two pages of a listing
   */
  FindItems find(BucketSettings settings, BooleanSupplier goOn) {
    Listings listings = new Listings(read, describe, settings.keepsVersions(), goOn);
    return owner instanceof Owner.Prefix prefix
        ? new FindByPrefix(listings, describe, prefix)
        : new FindByTag(listings, (Owner.Tag) owner);
  }

  /**
   * Makes each request of an erasure once; deletes nothing.
   *
   * @throws StoreFailed if the bucket does not exist, may not be read, or does not answer as S3
   */
  BucketSettings tryOut() {
    BucketSettings settings = BucketSettings.read(read);
    find(settings, () -> true).tryOut();
    return settings;
  }
}
