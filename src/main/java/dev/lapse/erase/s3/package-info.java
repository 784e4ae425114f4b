/**
 * Erases accounts from S3 buckets: every version, every delete marker, every unfinished upload.
 * Items are recorded before they are deleted.
 */
@NullMarked
package dev.lapse.erase.s3;

import org.jspecify.annotations.NullMarked;
