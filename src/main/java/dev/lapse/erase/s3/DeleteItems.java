package dev.lapse.erase.s3;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Deletes versions and aborts uploads, and reads what came of each. */
final class DeleteItems {
  /** As many as one request may name. */
  static final int MOST = 1_000;

  private final S3Client client;
  private final String bucket;
  private final DescribeS3 describe;

  DeleteItems(S3Client client, String bucket, DescribeS3 describe) {
    this.client = client;
    this.bucket = bucket;
    this.describe = describe;
  }

  /**
   * Those that S3 refused, with its code; what is not in it is gone.
   *
   * @param items at most {@link #MOST}
   */
  Map<Item, String> of(List<Item> items) {
    Map<Item, String> refused = new HashMap<>();
    Map<List<String>, Item> together = new LinkedHashMap<>();
    for (Item item : items) {
      if (item.kind() == Item.Kind.UPLOAD) {
        abort(item, refused);
      } else if (item.key().chars().anyMatch(c -> c < ' ')) {
        // the text of a request for several cannot name it
        alone(item, refused);
      } else {
        together.put(List.of(item.key(), item.id()), item);
      }
    }
    if (!together.isEmpty()) {
      together(together, refused);
    }
    return refused;
  }

  private void together(Map<List<String>, Item> items, Map<Item, String> refused) {
    List<ObjectIdentifier> names = new ArrayList<>();
    items
        .values()
        .forEach(
            item ->
                names.add(ObjectIdentifier.builder().key(item.key()).versionId(item.id()).build()));
    try {
      DeleteObjectsResponse answer =
          client.deleteObjects(
              request -> request.bucket(bucket).delete(delete -> delete.objects(names)));
      for (S3Error error : answer.errors()) {
        Item item =
            items.get(List.of(error.key(), error.versionId() == null ? "null" : error.versionId()));
        if (item == null) {
          // a server that does not say which: then it is none of them for sure
          items.values().forEach(each -> refused.put(each, error.code()));
        } else {
          refused.put(item, error.code());
        }
      }
    } catch (SdkException failed) {
      throw describe.failed("DeleteObjects", failed);
    }
  }

  private void alone(Item item, Map<Item, String> refused) {
    try {
      client.deleteObject(request -> request.bucket(bucket).key(item.key()).versionId(item.id()));
    } catch (S3Exception answer) {
      refused.put(item, DescribeS3.code(answer));
    } catch (SdkException failed) {
      throw describe.failed("DeleteObject", failed);
    }
  }

  /** One that was completed or aborted meanwhile is no upload any more. */
  private void abort(Item item, Map<Item, String> refused) {
    try {
      client.abortMultipartUpload(
          request -> request.bucket(bucket).key(item.key()).uploadId(item.id()));
    } catch (S3Exception answer) {
      if (answer.statusCode() != 404) {
        refused.put(item, DescribeS3.code(answer));
      }
    } catch (SdkException failed) {
      throw describe.failed("AbortMultipartUpload", failed);
    }
  }
}
