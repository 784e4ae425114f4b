package dev.lapse.erase.s3;

import dev.lapse.erase.store.ParsedResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Deletes versions and aborts uploads, and reads S3's result for each. */
final class DeleteItems {
  /** Maximum number of items in one request. */
  static final int MOST = 1_000;

  /** The reason for an item that is missing in the response. */
  static final String UNNAMED = "named neither as deleted nor as failed";

  private final ReadBucket bucket;

  DeleteItems(ReadBucket bucket) {
    this.bucket = bucket;
  }

  /**
   * The items that S3 did not report as deleted, with its code or the problem.
   *
   * @param items at most {@link #MOST}
   */
  Map<BucketItem, String> delete(List<BucketItem> items) {
    Map<BucketItem, String> refused = new HashMap<>();
    List<BucketItem> together = new ArrayList<>();
    for (BucketItem bucketItem : items) {
      if (bucketItem.kind() == BucketItem.Kind.UPLOAD) {
        alone("AbortMultipartUpload", bucketItem, bucket.abort(bucketItem), refused);
      } else if (bucketItem.fitsXml()) {
        together.add(bucketItem);
      } else {
        // a request for several cannot contain its key
        alone("DeleteObject", bucketItem, bucket.deleteOne(bucketItem), refused);
      }
    }
    if (!together.isEmpty()) {
      together(together, refused);
    }
    return refused;
  }

  private void together(List<BucketItem> items, Map<BucketItem, String> refused) {
    Optional<Map<BucketItem, DeletionResult>> said =
        bucket.ifAny("DeleteObjects", bucket.delete(items));
    if (said.isEmpty()) {
      items.forEach(
          bucketItem -> alone("DeleteObject", bucketItem, bucket.deleteOne(bucketItem), refused));
      return;
    }
    for (BucketItem bucketItem : items) {
      DeletionResult deletionResult = said.get().get(bucketItem);
      if (deletionResult == null) {
        refused.put(bucketItem, UNNAMED);
      } else if (deletionResult instanceof DeletionResult.Refused no) {
        refused.put(bucketItem, no.code());
      }
    }
  }

  /** An item that is already gone is not refused. */
  private void alone(
      String operation,
      BucketItem bucketItem,
      ParsedResponse<DeletionResult> parsedResponse,
      Map<BucketItem, String> refused) {
    if (bucket.ifAny(operation, parsedResponse).orElse(null) instanceof DeletionResult.Refused no) {
      refused.put(bucketItem, no.code());
    }
  }

  /** Why the accounts of these items are not erased. */
  static Map<String, String> words(Map<BucketItem, String> refused) {
    Map<String, Map<String, Long>> codes = new HashMap<>();
    refused.forEach(
        (bucketItem, code) ->
            codes
                .computeIfAbsent(bucketItem.account(), key -> new TreeMap<>())
                .merge(code, 1L, Long::sum));
    Map<String, String> words = new HashMap<>();
    codes.forEach(
        (account, counts) ->
            words.put(
                account,
                counts.entrySet().stream()
                        .map(count -> "%d objects %s".formatted(count.getValue(), count.getKey()))
                        .collect(Collectors.joining(", ", "not deleted: ", ""))
                    + (counts.containsKey("AccessDenied")
                        ? " (a lock, or the right s3:DeleteObjectVersion is missing)"
                        : "")));
    return words;
  }
}
