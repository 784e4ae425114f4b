package dev.lapse.erase.s3;

import dev.lapse.erase.store.StoreFailed;

/**
 * The settings of a bucket that matter for an erasure.
 *
 * @param locks true if its versions may be locked
 * @param keepsVersions true if each object that is written is a version with an id
 * @param needsSecondFactor true if a version can only be deleted with a code of a device
 */
record BucketSettings(boolean locks, boolean keepsVersions, boolean needsSecondFactor) {
  /**
   * @throws StoreFailed if the bucket does not exist, or its settings may not be read
   */
  static BucketSettings read(ReadBucket bucket) {
    boolean locks = bucket.ifAny("GetObjectLockConfiguration", bucket.objectLock()).isPresent();
    ReadBucket.Versioning versioning = bucket.found("GetBucketVersioning", bucket.versioning());
    return new BucketSettings(locks, versioning.kept(), versioning.needsSecondFactor());
  }
}
