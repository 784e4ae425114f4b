package dev.lapse.erase.s3;

/**
 * What a list names: a version, a delete marker or an unfinished upload.
 *
 * @param id the version, {@code null} where the bucket keeps none; or the upload
 */
record Entry(Item.Kind kind, String key, String id) {}
