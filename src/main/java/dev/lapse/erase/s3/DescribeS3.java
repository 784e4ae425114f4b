package dev.lapse.erase.s3;

import dev.lapse.erase.StoreFailed;
import org.springframework.core.NestedExceptionUtils;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Says what S3 answered: the code and not the message, which may name a customer's file.
 *
 * @param store the name of the store
 */
record DescribeS3(String store) {
  private static final int LONGEST = 300;
  private static final int BAD_REQUEST = 400;

  StoreFailed failed(String operation, SdkException failed) {
    if (failed instanceof S3Exception answer) {
      return new StoreFailed(
          "store '%s': S3 answered %s to %s%s"
              .formatted(store, code(answer), operation, hint(answer, operation)),
          answer.statusCode() != BAD_REQUEST,
          failed);
    }
    String reason =
        String.valueOf(NestedExceptionUtils.getMostSpecificCause(failed).getMessage())
            .lines()
            .findFirst()
            .orElse("");
    return new StoreFailed(
        "store '%s' cannot be reached: %s"
            .formatted(store, reason.substring(0, Math.min(LONGEST, reason.length()))),
        true,
        failed);
  }

  static String code(S3Exception answer) {
    String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
    return code == null ? String.valueOf(answer.statusCode()) : code;
  }

  private static String hint(S3Exception answer, String operation) {
    return switch (code(answer)) {
      case "NoSuchBucket", "404" -> "; is the name of the bucket right, and its region?";
      case "AccessDenied", "403" -> "; may the role use it (" + right(operation) + ")?";
      case "PermanentRedirect", "301", "AuthorizationHeaderMalformed" ->
          "; is the region of the bucket right?";
      default -> "";
    };
  }

  /** The names of rights differ from those of requests. */
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
