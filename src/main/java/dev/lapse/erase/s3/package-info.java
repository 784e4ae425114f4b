/**
 * Erases accounts from S3 buckets: every version, every delete marker, every unfinished upload.
 * What is found is written down before it is deleted.
 */
@NullMarked
package dev.lapse.erase.s3;

import org.jspecify.annotations.NullMarked;
