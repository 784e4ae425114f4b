package dev.lapse.erase.s3;

import dev.lapse.erase.StoreFailed;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MFADeleteStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What of a bucket's settings matters to an erasure.
 *
 * @param locks true if its versions may be locked
 * @param needsSecondFactor true if a version can only be deleted with a code of a device
 */
record BucketSettings(boolean locks, boolean needsSecondFactor) {
  /** What a bucket without object lock, or a server that knows none, answers. */
  private static final List<String> NO_LOCKS =
      List.of(
          "InvalidRequest",
          "ObjectLockConfigurationNotFoundError",
          "NotImplemented",
          "MethodNotAllowed");

  /**
   * @throws StoreFailed if the bucket is not there, or its settings may not be read
   */
  static BucketSettings of(S3Client client, String bucket, DescribeS3 describe) {
    return new BucketSettings(
        locks(client, bucket, describe), needsSecondFactor(client, bucket, describe));
  }

  private static boolean needsSecondFactor(S3Client client, String bucket, DescribeS3 describe) {
    try {
      return client.getBucketVersioning(request -> request.bucket(bucket)).mfaDelete()
          == MFADeleteStatus.ENABLED;
    } catch (SdkException failed) {
      throw describe.failed("GetBucketVersioning", failed);
    }
  }

  private static boolean locks(S3Client client, String bucket, DescribeS3 describe) {
    try {
      return client
              .getObjectLockConfiguration(request -> request.bucket(bucket))
              .objectLockConfiguration()
              .objectLockEnabled()
          == ObjectLockEnabled.ENABLED;
    } catch (S3Exception answer) {
      if (NO_LOCKS.contains(DescribeS3.code(answer))) {
        return false;
      }
      throw describe.failed("GetObjectLockConfiguration", answer);
    } catch (SdkException failed) {
      throw describe.failed("GetObjectLockConfiguration", failed);
    }
  }
}
