package dev.lapse.erase.s3;

import dev.lapse.erase.s3.CaptureResponse.CapturedResponse;
import dev.lapse.erase.s3.ListingPage.Marker;
import dev.lapse.erase.store.StoreFailed;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * Sends requests to a bucket and returns the raw responses. The SDK signs and retries; its parsed
 * results are ignored.
 */
final class S3Requests {
  private final S3Client client;
  private final String bucket;
  private final DescribeS3 describe;

  S3Requests(S3Client client, String bucket, DescribeS3 describe) {
    this.client = client;
    this.bucket = bucket;
    this.describe = describe;
  }

  String bucket() {
    return bucket;
  }

  CapturedResponse versions(String prefix, @Nullable Marker from) {
    return this.<ListObjectVersionsRequest.Builder>send(
        client::listObjectVersions,
        r ->
            r.bucket(bucket)
                .prefix(prefix)
                .keyMarker(from == null ? null : from.key())
                .versionIdMarker(from == null ? null : from.id())
                .encodingType(EncodingType.URL));
  }

  CapturedResponse uploads(String prefix, @Nullable Marker from) {
    return this.<ListMultipartUploadsRequest.Builder>send(
        client::listMultipartUploads,
        r ->
            r.bucket(bucket)
                .prefix(prefix)
                .keyMarker(from == null ? null : from.key())
                .uploadIdMarker(from == null ? null : from.id())
                .encodingType(EncodingType.URL));
  }

  CapturedResponse versioning() {
    return this.<GetBucketVersioningRequest.Builder>send(
        client::getBucketVersioning, r -> r.bucket(bucket));
  }

  CapturedResponse objectLock() {
    return this.<GetObjectLockConfigurationRequest.Builder>send(
        client::getObjectLockConfiguration, r -> r.bucket(bucket));
  }

  CapturedResponse tags(ListedEntry of) {
    return this.<GetObjectTaggingRequest.Builder>send(
        client::getObjectTagging, r -> r.bucket(bucket).key(of.key()).versionId(of.id()));
  }

  CapturedResponse legalHold(ListedEntry of) {
    return this.<GetObjectLegalHoldRequest.Builder>send(
        client::getObjectLegalHold, r -> r.bucket(bucket).key(of.key()).versionId(of.id()));
  }

  CapturedResponse retention(ListedEntry of) {
    return this.<GetObjectRetentionRequest.Builder>send(
        client::getObjectRetention, r -> r.bucket(bucket).key(of.key()).versionId(of.id()));
  }

  CapturedResponse delete(List<BucketItem> items) {
    List<ObjectIdentifier> names =
        items.stream()
            .map(item -> ObjectIdentifier.builder().key(item.key()).versionId(item.id()).build())
            .toList();
    return this.<DeleteObjectsRequest.Builder>send(
        client::deleteObjects, r -> r.bucket(bucket).delete(delete -> delete.objects(names)));
  }

  CapturedResponse deleteOne(ListedEntry of) {
    return this.<DeleteObjectRequest.Builder>send(
        client::deleteObject, r -> r.bucket(bucket).key(of.key()).versionId(of.id()));
  }

  CapturedResponse abort(ListedEntry upload) {
    return this.<AbortMultipartUploadRequest.Builder>send(
        client::abortMultipartUpload,
        r -> r.bucket(bucket).key(upload.key()).uploadId(upload.id()));
  }

  /**
   * @throws StoreFailed if no complete response came
   */
  private <B extends S3Request.Builder> CapturedResponse send(
      Function<Consumer<B>, ?> call, Consumer<B> request) {
    CaptureResponse.Kept kept = new CaptureResponse.Kept();
    SdkException failed = null;
    try {
      // the SDK's own reading of the response is not used
      Object unused =
          call.apply(
              builder -> {
                request.accept(builder);
                builder.overrideConfiguration(
                    settings -> settings.putExecutionAttribute(CaptureResponse.KEPT, kept));
              });
    } catch (SdkException orNotUnderstood) {
      failed = orNotUnderstood;
    }
    Optional<CapturedResponse> answer = kept.answer();
    if (answer.isPresent()) {
      return answer.get();
    }
    throw describe.unreachable(failed == null ? SdkException.create("no answer", null) : failed);
  }
}
