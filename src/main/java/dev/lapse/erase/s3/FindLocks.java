package dev.lapse.erase.s3;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHold;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds what keeps a version from being deleted. Both locks are asked for by name: a request for
 * the object itself would leave out what the role may not see. A lock is never bypassed, not even
 * where the role could.
 */
final class FindLocks {
  private final S3Client client;
  private final String bucket;
  private final DescribeS3 describe;
  private final InstantSource clock;

  FindLocks(S3Client client, String bucket, DescribeS3 describe, InstantSource clock) {
    this.client = client;
    this.bucket = bucket;
    this.describe = describe;
    this.clock = clock;
  }

  /** Why a version cannot be deleted; nothing where it can. */
  Optional<String> of(Item version) {
    Optional<ObjectLockLegalHold> hold =
        asked(
            "GetObjectLegalHold",
            () ->
                client
                    .getObjectLegalHold(
                        request ->
                            request.bucket(bucket).key(version.key()).versionId(version.id()))
                    .legalHold());
    if (hold.filter(found -> found.status() == ObjectLockLegalHoldStatus.ON).isPresent()) {
      return Optional.of("legal hold");
    }
    return asked(
            "GetObjectRetention",
            () ->
                client
                    .getObjectRetention(
                        request ->
                            request.bucket(bucket).key(version.key()).versionId(version.id()))
                    .retention())
        .flatMap(this::retained);
  }

  private Optional<String> retained(ObjectLockRetention retention) {
    Instant until = retention.retainUntilDate();
    return until == null || !until.isAfter(clock.instant())
        ? Optional.empty()
        : Optional.of("retention in %s mode until %s".formatted(retention.modeAsString(), until));
  }

  private <T> Optional<T> asked(String operation, Supplier<T> question) {
    try {
      return Optional.ofNullable(question.get());
    } catch (S3Exception answer) {
      if (answer.statusCode() == 404) {
        return Optional.empty();
      }
      throw describe.failed(operation, answer);
    } catch (SdkException failed) {
      throw describe.failed(operation, failed);
    }
  }
}
