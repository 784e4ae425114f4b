package dev.lapse.erase.s3;

import dev.lapse.erase.s3.CaptureResponse.CapturedResponse;
import dev.lapse.erase.s3.ListingPage.Marker;
import dev.lapse.erase.store.StoreFailed;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

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
    return send(
        kept ->
            client.listObjectVersions(
                r ->
                    r.bucket(bucket)
                        .prefix(prefix)
                        .keyMarker(from == null ? null : from.key())
                        .versionIdMarker(from == null ? null : from.id())
                        .encodingType(EncodingType.URL)
                        .overrideConfiguration(kept)));
  }

  CapturedResponse uploads(String prefix, @Nullable Marker from) {
    return send(
        kept ->
            client.listMultipartUploads(
                r ->
                    r.bucket(bucket)
                        .prefix(prefix)
                        .keyMarker(from == null ? null : from.key())
                        .uploadIdMarker(from == null ? null : from.id())
                        .encodingType(EncodingType.URL)
                        .overrideConfiguration(kept)));
  }

  CapturedResponse versioning() {
    return send(
        kept -> client.getBucketVersioning(r -> r.bucket(bucket).overrideConfiguration(kept)));
  }

  CapturedResponse objectLock() {
    return send(
        kept ->
            client.getObjectLockConfiguration(r -> r.bucket(bucket).overrideConfiguration(kept)));
  }

  CapturedResponse tags(ListedEntry of) {
    return send(
        kept ->
            client.getObjectTagging(
                r ->
                    r.bucket(bucket).key(of.key()).versionId(of.id()).overrideConfiguration(kept)));
  }

  CapturedResponse legalHold(ListedEntry of) {
    return send(
        kept ->
            client.getObjectLegalHold(
                r ->
                    r.bucket(bucket).key(of.key()).versionId(of.id()).overrideConfiguration(kept)));
  }

  CapturedResponse retention(ListedEntry of) {
    return send(
        kept ->
            client.getObjectRetention(
                r ->
                    r.bucket(bucket).key(of.key()).versionId(of.id()).overrideConfiguration(kept)));
  }

  CapturedResponse delete(List<BucketItem> items) {
    List<ObjectIdentifier> names =
        items.stream()
            .map(
                bucketItem ->
                    ObjectIdentifier.builder()
                        .key(bucketItem.key())
                        .versionId(bucketItem.id())
                        .build())
            .toList();
    return send(
        kept ->
            client.deleteObjects(
                r ->
                    r.bucket(bucket)
                        .delete(delete -> delete.objects(names))
                        .overrideConfiguration(kept)));
  }

  CapturedResponse deleteOne(ListedEntry of) {
    return send(
        kept ->
            client.deleteObject(
                r ->
                    r.bucket(bucket).key(of.key()).versionId(of.id()).overrideConfiguration(kept)));
  }

  CapturedResponse abort(ListedEntry upload) {
    return send(
        kept ->
            client.abortMultipartUpload(
                r ->
                    r.bucket(bucket)
                        .key(upload.key())
                        .uploadId(upload.id())
                        .overrideConfiguration(kept)));
  }

  /**
   * @throws StoreFailed if no complete response came
   */
  private CapturedResponse send(
      Consumer<Consumer<AwsRequestOverrideConfiguration.Builder>> request) {
    CaptureResponse.Kept kept = new CaptureResponse.Kept();
    SdkException failed = null;
    try {
      request.accept(settings -> settings.putExecutionAttribute(CaptureResponse.KEPT, kept));
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
