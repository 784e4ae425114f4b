package dev.lapse.erase.s3;

import dev.lapse.catalog.S3Store;
import dev.lapse.catalog.S3Store.Bucket;
import dev.lapse.erase.store.StoreFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;

/** Checks that a bucket exists and can be read as an erasure needs it. Deletes nothing. */
public final class CheckS3 {
  private CheckS3() {}

  /** The problems by cell and bucket; only an actual delete shows whether deleting is permitted. */
  public static List<String> check(S3Store store) {
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, Bucket> cell : store.cells().entrySet()) {
      Bucket bucket = cell.getValue();
      try (S3Client client = OpenClient.open(bucket)) {
        if (OpenBucket.of(store, bucket, client).tryOut().needsSecondFactor()) {
          problems.add(
              "%s: store '%s' (cell %s): the bucket has MFA delete, so that versions can only be deleted by hand; no account with objects there can be erased"
                  .formatted(store.at(), store.name(), cell.getKey()));
        }
      } catch (StoreFailed failed) {
        problems.add("%s: (cell %s) %s".formatted(store.at(), cell.getKey(), failed.getMessage()));
      }
    }
    return problems;
  }
}
