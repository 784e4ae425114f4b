package dev.lapse.erase.s3;

import dev.lapse.erase.StoreFailed;
import dev.lapse.erase.s3.KeepAnswer.Answer;
import dev.lapse.erase.s3.Page.Marker;
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

  Answer versions(String prefix, @Nullable Marker from) {
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

  Answer uploads(String prefix, @Nullable Marker from) {
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

  Answer versioning() {
    return send(
        kept -> client.getBucketVersioning(r -> r.bucket(bucket).overrideConfiguration(kept)));
  }

  Answer objectLock() {
    return send(
        kept ->
            client.getObjectLockConfiguration(r -> r.bucket(bucket).overrideConfiguration(kept)));
  }

  Answer tags(Entry of) {
    return send(
        kept ->
            client.getObjectTagging(
                r ->
                    r.bucket(bucket).key(of.key()).versionId(of.id()).overrideConfiguration(kept)));
  }

  Answer legalHold(Entry of) {
    return send(
        kept ->
            client.getObjectLegalHold(
                r ->
                    r.bucket(bucket).key(of.key()).versionId(of.id()).overrideConfiguration(kept)));
  }

  Answer retention(Entry of) {
    return send(
        kept ->
            client.getObjectRetention(
                r ->
                    r.bucket(bucket).key(of.key()).versionId(of.id()).overrideConfiguration(kept)));
  }

  Answer delete(List<Item> items) {
    List<ObjectIdentifier> names =
        items.stream()
            .map(item -> ObjectIdentifier.builder().key(item.key()).versionId(item.id()).build())
            .toList();
    return send(
        kept ->
            client.deleteObjects(
                r ->
                    r.bucket(bucket)
                        .delete(delete -> delete.objects(names))
                        .overrideConfiguration(kept)));
  }

  Answer deleteOne(Entry of) {
    return send(
        kept ->
            client.deleteObject(
                r ->
                    r.bucket(bucket).key(of.key()).versionId(of.id()).overrideConfiguration(kept)));
  }

  Answer abort(Entry upload) {
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
  private Answer send(Consumer<Consumer<AwsRequestOverrideConfiguration.Builder>> request) {
    KeepAnswer.Kept kept = new KeepAnswer.Kept();
    SdkException failed = null;
    try {
      request.accept(settings -> settings.putExecutionAttribute(KeepAnswer.KEPT, kept));
    } catch (SdkException orNotUnderstood) {
      failed = orNotUnderstood;
    }
    Optional<Answer> answer = kept.answer();
    if (answer.isPresent()) {
      return answer.get();
    }
    throw describe.unreachable(failed == null ? SdkException.create("no answer", null) : failed);
  }
}
