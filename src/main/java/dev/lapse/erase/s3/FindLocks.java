package dev.lapse.erase.s3;

import dev.lapse.erase.s3.ReadBucket.Retention;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Finds locks that prevent deleting a version. Both kinds are requested explicitly: a request for
 * the object itself would omit what the role may not see. A lock is never bypassed, even if the
 * role could.
 */
final class FindLocks {
  private final ReadBucket bucket;
  private final InstantSource clock;

  FindLocks(ReadBucket bucket, InstantSource clock) {
    this.bucket = bucket;
    this.clock = clock;
  }

  /** Why a version cannot be deleted; empty if it can. */
  Optional<String> find(BucketItem version) {
    if (bucket.ifAny("GetObjectLegalHold", bucket.legalHold(version)).orElse(false)) {
      return Optional.of("legal hold");
    }
    return bucket
        .ifAny("GetObjectRetention", bucket.retention(version))
        .filter(retention -> retention.until().isAfter(clock.instant()))
        .map(FindLocks::words);
  }

  private static String words(Retention retention) {
    return "retention in %s mode until %s".formatted(retention.mode(), retention.until());
  }
}
