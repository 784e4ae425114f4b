package dev.lapse.erase.s3;

import dev.lapse.erase.Reading;
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
  Map<Item, String> delete(List<Item> items) {
    Map<Item, String> refused = new HashMap<>();
    List<Item> together = new ArrayList<>();
    for (Item item : items) {
      if (item.kind() == Item.Kind.UPLOAD) {
        alone("AbortMultipartUpload", item, bucket.abort(item), refused);
      } else if (item.fitsXml()) {
        together.add(item);
      } else {
        // a request for several cannot contain its key
        alone("DeleteObject", item, bucket.deleteOne(item), refused);
      }
    }
    if (!together.isEmpty()) {
      together(together, refused);
    }
    return refused;
  }

  private void together(List<Item> items, Map<Item, String> refused) {
    Optional<Map<Item, Deletion>> said = bucket.ifAny("DeleteObjects", bucket.delete(items));
    if (said.isEmpty()) {
      items.forEach(item -> alone("DeleteObject", item, bucket.deleteOne(item), refused));
      return;
    }
    for (Item item : items) {
      Deletion deletion = said.get().get(item);
      if (deletion == null) {
        refused.put(item, UNNAMED);
      } else if (deletion instanceof Deletion.Refused no) {
        refused.put(item, no.code());
      }
    }
  }

  /** An item that is already gone is not refused. */
  private void alone(
      String operation, Item item, Reading<Deletion> reading, Map<Item, String> refused) {
    if (bucket.ifAny(operation, reading).orElse(null) instanceof Deletion.Refused no) {
      refused.put(item, no.code());
    }
  }

  /** Why the accounts of these items are not erased. */
  static Map<String, String> words(Map<Item, String> refused) {
    Map<String, Map<String, Long>> codes = new HashMap<>();
    refused.forEach(
        (item, code) ->
            codes
                .computeIfAbsent(item.account(), key -> new TreeMap<>())
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
