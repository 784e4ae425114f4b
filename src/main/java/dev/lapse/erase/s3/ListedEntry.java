package dev.lapse.erase.s3;

/**
 * An entry of a listing: a version, a delete marker or an unfinished upload.
 *
 * @param id the version, {@code null} if the bucket has no versioning; or the upload
 */
record ListedEntry(BucketItem.Kind kind, String key, String id) {}
