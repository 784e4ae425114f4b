package dev.lapse.erase.s3;

import dev.lapse.erase.store.StoreFailed;
import org.springframework.core.NestedExceptionUtils;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Describes S3's errors: the code and not the message, which may contain the name of a customer's
 * file.
 *
 * @param store the name of the store
 */
record DescribeS3(String store) {
  private static final int LONGEST = 300;
  private static final int BAD_REQUEST = 400;

  /** An error response. */
  StoreFailed answered(String operation, int status, String code) {
    return new StoreFailed(
        "store '%s': S3 answered %s to %s%s"
            .formatted(store, code, operation, hint(code, operation)),
        status != BAD_REQUEST,
        null);
  }

  /** An invalid response. */
  StoreFailed notUnderstood(String operation, String why) {
    return new StoreFailed(
        "store '%s' does not answer as S3: to %s it answered %s".formatted(store, operation, why),
        false,
        null);
  }

  /** No response. */
  StoreFailed unreachable(SdkException failed) {
    Throwable cause = NestedExceptionUtils.getMostSpecificCause(failed);
    String message = cause.getMessage() == null ? failed.getMessage() : cause.getMessage();
    String reason = message == null ? "no answer" : message.lines().findFirst().orElse("no answer");
    return new StoreFailed(
        "store '%s' cannot be reached: %s"
            .formatted(store, reason.substring(0, Math.min(LONGEST, reason.length()))),
        true,
        failed);
  }

  private static String hint(String code, String operation) {
    return switch (code) {
      case "NoSuchBucket", "404" -> "; is the name of the bucket right, and its region?";
      case "AccessDenied", "403" -> "; may the role use it (" + right(operation) + ")?";
      case "InvalidAccessKeyId" -> "; is the access key right, and of this server?";
      case "SignatureDoesNotMatch" -> "; is the secret key right?";
      case "ExpiredToken", "InvalidToken" -> "; have the credentials expired?";
      case "PermanentRedirect", "301", "AuthorizationHeaderMalformed" ->
          "; is the region of the bucket right?";
      default -> "";
    };
  }

  /** The permissions have different names than the requests. */
  private static String right(String operation) {
    return switch (operation) {
      case "ListObjectVersions" -> "s3:ListBucketVersions";
      case "ListMultipartUploads" -> "s3:ListBucketMultipartUploads";
      case "DeleteObjects" -> "s3:DeleteObjectVersion";
      case "GetObjectTagging" -> "s3:GetObjectVersionTagging";
      case "GetObjectLockConfiguration" -> "s3:GetBucketObjectLockConfiguration";
      default -> "s3:" + operation;
    };
  }
}
