package dev.lapse.erase.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.erase.store.StoreFailed;
import dev.lapse.testing.S3Server;
import dev.lapse.testing.UnreliableWay.What;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever is lost on the way to a bucket, each object is counted once. */
class InterruptedS3IT {
  private final UUID run = UUID.randomUUID();

  @Test
  void countsWhatWasDeletedAlthoughTheAnswerWasLost() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.versionedBucket())) {
      bucket.put("accounts/4/a", "accounts/4/a", "accounts/4/b", "accounts/5/a");
      bucket.way.disturb(
          request -> request.startsWith("POST") ? What.LOSES_ITS_ANSWER : What.PASSES);
      assertThatThrownBy(() -> bucket.erase(run, "4", "5")).isInstanceOf(StoreFailed.class);
      assertThat(bucket.contents()).isEmpty();

      bucket.way.calm();
      bucket.put("accounts/4/added-meanwhile");
      assertThat(bucket.erased(run, "4")).as("as far as it came").isEqualTo(objects(3));
      assertThat(bucket.erase(run, "4", "5")).isEqualTo(objects(5));
      assertThat(bucket.erased(run, "4")).isEqualTo(objects(4));
      assertThat(bucket.contents()).isEmpty();
    }
  }

  @Test
  void countsNothingThatWasNotDeleted() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      bucket.put("accounts/4/a", "accounts/4/b");
      bucket.way.disturb(request -> request.startsWith("POST") ? What.IS_LOST : What.PASSES);
      assertThatThrownBy(() -> bucket.erase(run, "4"))
          .isInstanceOf(StoreFailed.class)
          .hasMessageStartingWith("store 'files' cannot be reached: ");
      bucket.way.calm();
      assertThat(bucket.erased(run, "4")).isEmpty();
      assertThat(bucket.erase(run, "4")).isEqualTo(objects(2));
    }
  }

  @Test
  void countsOnceWhatCameBackUnderItsKey() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      bucket.put("accounts/4/a");
      bucket.way.disturb(
          request -> request.startsWith("POST") ? What.LOSES_ITS_ANSWER : What.PASSES);
      assertThatThrownBy(() -> bucket.erase(run, "4")).isInstanceOf(StoreFailed.class);
      bucket.way.calm();
      bucket.put("accounts/4/a");
      assertThat(bucket.erase(run, "4")).isEqualTo(objects(1));
    }
  }

  @Test
  void leavesToTheNextRunWhatTheFirstDidNotDelete() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      S3Server.putMany(bucket.name, "accounts/4/", 1_020);
      AtomicInteger deletions = new AtomicInteger();
      bucket.way.disturb(
          request ->
              request.startsWith("POST") && deletions.incrementAndGet() > 1
                  ? What.IS_LOST
                  : What.PASSES);
      assertThatThrownBy(() -> bucket.erase(run, "4")).isInstanceOf(StoreFailed.class);
      bucket.way.calm();
      UUID next = UUID.randomUUID();
      assertThat(bucket.erase(next, "4")).isEqualTo(objects(20));
      assertThat(bucket.erased(run, "4")).isEqualTo(objects(1_000));
      assertThat(bucket.erased(next, "4")).isEqualTo(objects(20));
      assertThat(bucket.prepared().count(List.of("4")).byAccount()).isEmpty();
    }
  }

  private static Map<String, Long> objects(long count) {
    return Map.of("files.objects", count);
  }
}
