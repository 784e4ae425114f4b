package dev.lapse.erase.s3;

import static dev.lapse.testing.UnreliableWay.What.IS_ANSWERED_HERE;
import static dev.lapse.testing.UnreliableWay.What.IS_THROTTLED;
import static dev.lapse.testing.UnreliableWay.What.PASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.erase.Erasures;
import dev.lapse.erase.store.AccountsFailed;
import dev.lapse.erase.store.OpenErasure;
import dev.lapse.erase.store.RefusedAccounts;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.TransactionSize;
import dev.lapse.testing.S3Server;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

class EraseFromS3IT {
  private final UUID run = UUID.randomUUID();

  @Test
  void erasesVersionsMarkersAndUploadsOfOneAccountOnly() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.versionedBucket())) {
      bucket.put(
          "accounts/42/a.txt", "accounts/4/", "other/4/a.txt", "accounts/4", "accounts/4.txt");
      List<String> neighbours =
          bucket.contents().stream().filter(each -> !each.startsWith("accounts/4/")).toList();
      bucket.put("accounts/4/a.txt", "accounts/4/a.txt", "accounts/4/b/c.txt");
      S3Server.client()
          .deleteObject(request -> request.bucket(bucket.name).key("accounts/4/b/c.txt"));
      upload(bucket, "accounts/4/big.bin");
      upload(bucket, "accounts/42/big.bin");

      assertThat(bucket.prepared().count(List.of("4", "7")).byAccount())
          .containsExactly(Map.entry("4", Map.of("files.objects", 5L, "files.uploads", 1L)));
      assertThat(bucket.prepared().preview(List.of("4")).rows().byAccount())
          .isEqualTo(bucket.prepared().count(List.of("4")).byAccount());

      assertThat(bucket.erase(run, "4"))
          .isEqualTo(Map.of("files.objects", 5L, "files.uploads", 1L));
      assertThat(bucket.prepared().count(List.of("4")).byAccount()).isEmpty();
      assertThat(bucket.contents()).isEqualTo(neighbours);
      assertThat(bucket.prepared().count(List.of("42")).byAccount().get("42"))
          .isEqualTo(Map.of("files.objects", 1L, "files.uploads", 1L));
      assertThat(bucket.prepared().begun(List.of("4", "42"))).containsOnlyKeys("4");
    }
  }

  @Test
  void erasesFromBucketsWithoutVersionsAndWithSuspendedOnes() {
    try (Bucket plain = Bucket.byPrefix(S3Server.bucket());
        Bucket suspended = Bucket.byPrefix(S3Server.versionedBucket())) {
      plain.put("accounts/4/a", "accounts/4/b", "accounts/5/a");
      assertThat(plain.erase(run, "4")).isEqualTo(Map.of("files.objects", 2L));
      assertThat(plain.contents()).hasSize(1).allMatch(each -> each.startsWith("accounts/5/"));

      suspended.put("accounts/4/a", "accounts/4/a");
      S3Server.versioning(suspended.name, BucketVersioningStatus.SUSPENDED);
      suspended.put("accounts/4/a", "accounts/4/b", "accounts/5/a");
      // this server lists less of a suspended bucket than Amazon's; what it lists must go
      List<String> listed =
          suspended.contents().stream().filter(each -> each.startsWith("accounts/4/")).toList();
      assertThat(listed).hasSizeGreaterThanOrEqualTo(2);
      assertThat(suspended.erase(UUID.randomUUID(), "4"))
          .isEqualTo(Map.of("files.objects", (long) listed.size()));
      assertThat(suspended.contents()).hasSize(1);
    }
  }

  @Test
  void erasesMoreThanOneRequestMayNameAndKeysOfAllKinds() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      S3Server.putMany(bucket.name, "accounts/4/", 1_050);
      bucket.put(
          "accounts/4/ü +%25&<>\"'.txt",
          "accounts/4/日本/🙂", "accounts/4//", "accounts/4/a b?c=d#e");
      assertThat(bucket.erase(run, "4")).isEqualTo(Map.of("files.objects", 1_054L));
      assertThat(bucket.contents()).isEmpty();
    }
  }

  @Test
  void stopsBetweenRequestsAndGoesOn() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      S3Server.putMany(bucket.name, "accounts/4/", 1_010);
      StoreErasure store = bucket.prepared();
      assertThat(Erasures.eraseLarge(store, run, "4", () -> false)).isFalse();
      assertThat(bucket.erased(run, "4")).isEqualTo(Map.of("files.objects", 1_000L));
      assertThat(Erasures.eraseLarge(store, run, "4", () -> true)).isTrue();
      assertThat(bucket.erased(run, "4")).isEqualTo(Map.of("files.objects", 1_010L));
    }
  }

  @Test
  void erasesWhatTheTagSays() {
    try (Bucket bucket = new Bucket(S3Server.versionedBucket(), "tag: account")) {
      putTagged(bucket, "one", "4");
      putTagged(bucket, "one", "4");
      putTagged(bucket, "two", "42");
      bucket.put("untagged");
      List<String> neighbours =
          bucket.contents().stream().filter(each -> !each.startsWith("one")).toList();
      S3Server.client().deleteObject(request -> request.bucket(bucket.name).key("one"));

      assertThat(bucket.prepared().count(List.of("4", "42", "7")).byAccount())
          .isEqualTo(Map.of("4", Map.of("files.objects", 3L), "42", Map.of("files.objects", 1L)));
      assertThat(bucket.erase(run, "4")).isEqualTo(Map.of("files.objects", 3L));
      assertThat(bucket.contents()).isEqualTo(neighbours);
    }
  }

  @Test
  void refusesKeysWhoseVersionsAreNotAllOfTheAccount() {
    try (Bucket bucket = new Bucket(S3Server.versionedBucket(), "tag: account")) {
      putTagged(bucket, "shared", "4");
      putTagged(bucket, "shared", "42");
      putTagged(bucket, "own", "4");
      List<String> before = bucket.contents();
      assertThatThrownBy(() -> bucket.erase(run, "4"))
          .isInstanceOf(RefusedAccounts.class)
          .hasMessage(
              "store 'files': 1 objects have other versions under the same key without the account's tag");
      assertThat(bucket.contents()).isEqualTo(before);
    }
  }

  @Test
  void findsLocksBeforeTheClaimAndChangesNothing() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.lockableBucket())) {
      bucket.put("accounts/4/free", "accounts/5/free", "accounts/6/free", "accounts/7/free");
      String held = S3Server.put(bucket.name, "accounts/4/held");
      S3Server.client()
          .putObjectLegalHold(
              request ->
                  request
                      .bucket(bucket.name)
                      .key("accounts/4/held")
                      .versionId(held)
                      .legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.ON)));
      bucket.put("accounts/4/held");
      retain(bucket, "accounts/5/kept", "2040-01-01T00:00:00Z");
      retain(bucket, "accounts/6/was-kept", "2030-01-01T00:00:00Z");
      bucket.program.clock.set(Instant.parse("2035-01-01T00:00:00Z"));
      List<String> before = bucket.contents();

      StoreErasure store = bucket.prepared();
      assertThat(store.preview(List.of("4", "5", "6", "7")).refused())
          .containsOnlyKeys("4", "5")
          .containsEntry("4", "store 'files': object lock: legal hold")
          .hasEntrySatisfying(
              "5",
              reason ->
                  assertThat(reason)
                      .startsWith(
                          "store 'files': object lock: retention in GOVERNANCE mode until 2040-01-01T"));
      try (OpenErasure erasure =
          store.begin(
              Erasures.assignment(run, () -> true), List.of("4", "7"), new TransactionSize(500))) {
        assertThatThrownBy(erasure::prepare).isInstanceOf(RefusedAccounts.class);
      }
      assertThat(bucket.contents()).isEqualTo(before);
      assertThat(bucket.way.seen()).noneMatch(request -> request.startsWith("DELETE"));

      assertThat(bucket.erase(run, "6")).isEqualTo(Map.of("files.objects", 2L));
    }
  }

  @Test
  void erasesNothingBeforeItIsFinished() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      bucket.put("accounts/4/a", "accounts/5/a");
      StoreErasure store = bucket.prepared();
      try (OpenErasure erasure =
          store.begin(
              Erasures.assignment(run, () -> true), List.of("4", "5"), new TransactionSize(500))) {
        erasure.prepare();
      }
      assertThat(bucket.contents()).hasSize(2);
      assertThat(store.begun(List.of("4", "5"))).isEmpty();
    }
  }

  @Test
  void waitsWhereTheServerIsThrottled() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      bucket.put("accounts/4/a");
      AtomicInteger left = new AtomicInteger(3);
      bucket.way.disturb(
          request ->
              request.startsWith("POST") && left.getAndDecrement() > 0 ? IS_THROTTLED : PASSES);
      assertThat(bucket.erase(run, "4")).isEqualTo(Map.of("files.objects", 1L));
      assertThat(bucket.way.seen()).filteredOn(request -> request.startsWith("POST")).hasSize(4);
    }
  }

  @Test
  void failsTheAccountIfOneObjectIsRefused() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      bucket.put("accounts/4/a", "accounts/4/b", "accounts/5/a");
      bucket
          .way
          .answer(
              "<DeleteResult><Deleted><Key>accounts/4/a</Key></Deleted>"
                  + "<Deleted><Key>accounts/5/a</Key></Deleted><Error><Key>accounts/4/b</Key>"
                  + "<VersionId>null</VersionId><Code>AccessDenied</Code><Message>accounts/4/b</Message>"
                  + "</Error></DeleteResult>")
          .disturb(request -> request.startsWith("POST") ? IS_ANSWERED_HERE : PASSES);
      assertThatThrownBy(() -> bucket.erase(run, "4", "5"))
          .isInstanceOfSatisfying(
              AccountsFailed.class,
              failed ->
                  assertThat(failed.reasons())
                      .isEqualTo(
                          Map.of(
                              "4",
                              "store 'files': not deleted: 1 objects AccessDenied (a lock, or the right s3:DeleteObjectVersion is missing)")));
      bucket.way.calm();
      S3Server.client().deleteObject(request -> request.bucket(bucket.name).key("accounts/4/b"));
      assertThat(bucket.erased(run, "4"))
          .as("nothing is counted that is still there, or that somebody else deleted later")
          .isEmpty();
    }
  }

  @Test
  void refusesWhatOnlyAPersonWithADeviceCanDelete() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.versionedBucket())) {
      bucket.put("accounts/4/a");
      bucket
          .way
          .answer(
              "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>")
          .disturb(request -> request.endsWith("?versioning") ? IS_ANSWERED_HERE : PASSES);
      assertThat(bucket.prepared().preview(List.of("4", "5")).refused())
          .isEqualTo(
              Map.of(
                  "4",
                  "store 'files': the bucket has MFA delete, so that versions can only be deleted by hand"));
      assertThatThrownBy(() -> bucket.erase(run, "4")).isInstanceOf(RefusedAccounts.class);
      assertThat(bucket.contents()).hasSize(1);
    }
  }

  @Test
  void givesUpOnAServerThatDeletesNothing() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      bucket.put("accounts/4/a");
      bucket
          .way
          .answer("<DeleteResult><Deleted><Key>accounts/4/a</Key></Deleted></DeleteResult>")
          .disturb(request -> request.startsWith("POST") ? IS_ANSWERED_HERE : PASSES);
      assertThatThrownBy(() -> bucket.erase(run, "4"))
          .hasMessage("store 'files': S3 reported 1 objects as deleted but still lists them");
    }
  }

  @Test
  void saysWhichBucketIsMissing() {
    try (Bucket bucket = Bucket.byPrefix("no-such-bucket")) {
      assertThatThrownBy(bucket::prepared)
          .isInstanceOf(StoreUnreachable.class)
          .hasMessageContaining("NoSuchBucket")
          .hasMessageContaining("is the name of the bucket right");
    }
  }

  @Test
  void knowsWhichIdsCouldBeMistaken() {
    try (Bucket bucket = Bucket.byPrefix(S3Server.bucket())) {
      assertThat(bucket.prepared().isValidKey("42")).isTrue();
      assertThat(bucket.prepared().isValidKey("4/2")).isFalse();
      assertThat(bucket.prepared().isValidKey("")).isFalse();
    }
  }

  private static void upload(Bucket bucket, String key) {
    String id =
        S3Server.client()
            .createMultipartUpload(request -> request.bucket(bucket.name).key(key))
            .uploadId();
    S3Server.client()
        .uploadPart(
            request -> request.bucket(bucket.name).key(key).uploadId(id).partNumber(1),
            RequestBody.fromString("part"));
  }

  private static void putTagged(Bucket bucket, String key, String account) {
    S3Server.client()
        .putObject(
            request -> request.bucket(bucket.name).key(key).tagging("kind=x&account=" + account),
            RequestBody.fromString("x"));
  }

  private static void retain(Bucket bucket, String key, String until) {
    String version = S3Server.put(bucket.name, key);
    S3Server.client()
        .putObjectRetention(
            request ->
                request
                    .bucket(bucket.name)
                    .key(key)
                    .versionId(version)
                    .retention(
                        retention ->
                            retention
                                .mode(ObjectLockRetentionMode.GOVERNANCE)
                                .retainUntilDate(Instant.parse(until))));
  }
}
