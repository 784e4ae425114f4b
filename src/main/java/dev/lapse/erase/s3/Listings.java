package dev.lapse.erase.s3;

import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

/** What S3 lists of a bucket, page by page. */
final class Listings {
  private final S3Client client;
  private final String bucket;
  private final DescribeS3 describe;

  Listings(S3Client client, String bucket, DescribeS3 describe) {
    this.client = client;
    this.bucket = bucket;
    this.describe = describe;
  }

  /**
   * All versions and delete markers under a prefix; in a bucket without versions, the objects.
   *
   * @param each answers whether to go on
   * @return false if it stopped the listing
   */
  boolean versions(String prefix, Predicate<ListObjectVersionsResponse> each) {
    try {
      for (ListObjectVersionsResponse page :
          client.listObjectVersionsPaginator(
              request -> request.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))) {
        if (!each.test(page)) {
          return false;
        }
      }
      return true;
    } catch (SdkException failed) {
      throw describe.failed("ListObjectVersions", failed);
    }
  }

  /** All uploads under a prefix that were neither completed nor aborted. */
  boolean uploads(String prefix, Predicate<ListMultipartUploadsResponse> each) {
    try {
      for (ListMultipartUploadsResponse page :
          client.listMultipartUploadsPaginator(
              request -> request.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))) {
        if (!each.test(page)) {
          return false;
        }
      }
      return true;
    } catch (SdkException failed) {
      throw describe.failed("ListMultipartUploads", failed);
    }
  }

  /** The value of a version's tag; nothing where it has none, or is gone by now. */
  Optional<String> tag(String key, String version, String tag) {
    try {
      return client
          .getObjectTagging(request -> request.bucket(bucket).key(key).versionId(version))
          .tagSet()
          .stream()
          .filter(each -> each.key().equals(tag))
          .map(Tag::value)
          .findFirst();
    } catch (S3Exception failed) {
      if (failed.statusCode() == 404) {
        return Optional.empty();
      }
      throw describe.failed("GetObjectTagging", failed);
    } catch (SdkException failed) {
      throw describe.failed("GetObjectTagging", failed);
    }
  }
}
