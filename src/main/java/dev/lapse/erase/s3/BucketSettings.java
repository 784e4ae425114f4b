package dev.lapse.erase.s3;

import dev.lapse.erase.StoreFailed;

/**
 * What of a bucket's settings matters to an erasure.
 *
 * @param locks true if its versions may be locked
 * @param needsSecondFactor true if a version can only be deleted with a code of a device
 */
record BucketSettings(boolean locks, boolean needsSecondFactor) {
  /**
   * @throws StoreFailed if the bucket is not there, or its settings may not be read
   */
  static BucketSettings read(ReadBucket bucket) {
    return new BucketSettings(
        bucket.ifAny("GetObjectLockConfiguration", bucket.objectLock()).isPresent(),
        bucket.found("GetBucketVersioning", bucket.needsSecondFactor()));
  }
}
