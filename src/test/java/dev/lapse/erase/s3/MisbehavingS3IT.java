package dev.lapse.erase.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.erase.Erasures;
import dev.lapse.erase.store.AccountsFailed;
import dev.lapse.erase.store.StopRequested;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.StoreFailed;
import dev.lapse.testing.StandInS3;
import dev.lapse.testing.StandInS3.Fault;
import dev.lapse.testing.StandInServer.Misbehaviour;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bucket whose responses are invalid, incomplete or contradictory is not trusted. */
class MisbehavingS3IT {
  private final UUID run = UUID.randomUUID();
  private final StandInS3 server = new StandInS3();
  private final Bucket bucket = Bucket.in(server);

  @AfterEach
  void close() {
    bucket.close();
    server.close();
  }

  // keys outside the requested prefix

  @Test
  void refusesAServerThatIgnoresThePrefix() {
    server.put("accounts/4/a", "accounts/5/a", "b");
    server.misbehave(lists(Fault.PREFIX_IGNORED));
    assertThatThrownBy(bucket::prepared)
        .isInstanceOf(StoreUnreachable.class)
        .hasMessageContaining(
            "does not answer as S3: to ListObjectVersions it answered a ListVersionsResult with keys that do not begin with the requested prefix");
    assertThat(bucket.problems()).singleElement().asString().contains("does not answer as S3");
    assertThat(server.contents()).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"PREFIX_IGNORED", "PREFIX_LOST"})
  void keysOfOthersAreRefusedBeforeTheClaim(Fault fault) {
    server.put("accounts/4/a", "accounts/5/a");
    StoreErasure store = bucket.prepared();
    server.misbehave(lists(fault));
    refusesBeforeTheClaim(store);
    assertThat(server.contents()).hasSize(2);
  }

  @Test
  void uploadsOfOthersAreNotAborted() {
    server.startUpload("accounts/4/a").startUpload("accounts/5/a");
    StoreErasure store = bucket.prepared();
    server.misbehave(request -> request.contains("uploads") ? Fault.PREFIX_IGNORED : Fault.NONE);
    refusesBeforeTheClaim(store);
    assertThat(server.contents()).hasSize(2);
  }

  @Test
  void refusesAServerThatListsObjectsOfAnyAccount() {
    server.misbehave(lists(Fault.FOR_ANYBODY));
    assertThatThrownBy(bucket::prepared)
        .isInstanceOf(StoreUnreachable.class)
        .hasMessageContaining("a list of the objects of an account that does not exist");
  }

  // invalid responses

  @ParameterizedTest
  @EnumSource(
      names = {
        "EMPTY_BODY",
        "LOGIN_PAGE",
        "OTHER_DOCUMENT",
        "LIST_OF_OBJECTS",
        "OTHER_BUCKET",
        "PREFIX_LOST",
        "NOT_SAID_WHETHER_TRUNCATED",
        "GROUPED",
        "CUT",
        "NO_MARKER",
        "REDIRECT"
      })
  void invalidListingDoesNotProveAbsence(Fault fault) {
    for (String kind : List.of("versions", "uploads")) {
      server.behave();
      StoreErasure store = bucket.prepared();
      server.misbehave(request -> request.contains("?" + kind) ? fault : Fault.NONE);
      assertThatThrownBy(() -> store.count(List.of("4"))).isInstanceOf(StoreFailed.class);
      refusesBeforeTheClaim(store);
      assertThat(bucket.problems()).as(kind).hasSize(1);
    }
  }

  @Test
  void quotesTheResponseWithoutItsSecrets() {
    server.misbehave(lists(Fault.LOGIN_PAGE));
    assertThat(bucket.problems())
        .singleElement()
        .asString()
        .contains(
            "it answered '<!DOCTYPE html> <html><body>Please sign in. token=…</body></html>' instead of a ListVersionsResult")
        .doesNotContain("abc123");
  }

  @ParameterizedTest
  @EnumSource(names = {"EMPTY_BODY", "LOGIN_PAGE", "OTHER_DOCUMENT", "CUT"})
  void invalidTaggingDoesNotMeanThatThereAreNoTags(Fault fault) {
    try (StandInS3 tagged = new StandInS3();
        Bucket byTag = Bucket.in(tagged, "tag: account")) {
      tagged.putTagged("one", "account", "4").putTagged("two", "account", "5");
      StoreErasure store = byTag.prepared();
      assertThat(store.count(List.of("4")).byAccount()).containsOnlyKeys("4");
      tagged.misbehave(request -> request.contains("tagging") ? fault : Fault.NONE);
      assertThatThrownBy(() -> store.count(List.of("4")))
          .isInstanceOf(StoreFailed.class)
          .hasMessageContaining("to GetObjectTagging it answered");
      assertThat(byTag.problems()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EMPTY_BODY", "LOGIN_PAGE", "OTHER_DOCUMENT"})
  void invalidSettingsDoNotCountAsOff(Fault fault) {
    for (String setting : List.of("?versioning", "?object-lock")) {
      server.misbehave(request -> request.endsWith(setting) ? fault : Fault.NONE);
      assertThatThrownBy(bucket::prepared)
          .as(setting)
          .isInstanceOf(StoreUnreachable.class)
          .hasMessageContaining("does not answer as S3");
    }
  }

  // what is counted

  @Test
  void doesNotCountWhatIsOnlyReportedAsDeleted() {
    server.put("accounts/4/a", "accounts/4/b");
    server.misbehave(deletions(Fault.SAYS_DELETED));
    assertThatThrownBy(() -> bucket.erase(run, "4"))
        .hasMessage("store 'files': S3 reported 2 objects as deleted but still lists them");
    assertThat(bucket.erased(run, "4")).isEmpty();
    server.behave();
    UUID next = UUID.randomUUID();
    assertThat(bucket.erase(next, "4")).isEqualTo(Map.of("files.objects", 2L));
    assertThat(bucket.erased(run, "4")).isEmpty();
  }

  @Test
  void uncountsWhatIsListedAgain() {
    server.put("accounts/4/a", "accounts/4/b");
    StoreErasure store = bucket.prepared();
    AtomicInteger lists = new AtomicInteger();
    server.misbehave(
        request ->
            request.startsWith("POST")
                ? Fault.SAYS_DELETED
                : request.contains("?versions") && lists.incrementAndGet() > 3
                    ? Fault.HIDES
                    : Fault.NONE);
    Erasures.erase(store, run, "4");
    assertThat(bucket.erased(run, "4")).as("as it looks").containsEntry("files.objects", 2L);

    server.behave();
    assertThat(store.remaining(List.of("4")).byAccount()).containsOnlyKeys("4");
    assertThat(bucket.erased(run, "4")).isEmpty();
    UUID next = UUID.randomUUID();
    assertThat(bucket.erase(next, "4")).isEqualTo(Map.of("files.objects", 2L));
    assertThat(bucket.erased(run, "4")).as("counted once, in the run that did it").isEmpty();
  }

  @Test
  void keyMissingFromTheResponseIsNotDeletedYet() {
    server.put("accounts/4/a");
    server.misbehave(deletions(Fault.NAMES_NOTHING));
    assertThatThrownBy(() -> bucket.erase(run, "4"))
        .isInstanceOf(AccountsFailed.class)
        .hasMessageContaining("1 objects named neither as deleted nor as failed");
    server.behave();
    assertThat(bucket.erased(run, "4"))
        .as("a later list does not show it")
        .isEqualTo(Map.of("files.objects", 1L));
  }

  @Test
  void aLoginPageDeletesNothing() {
    server.put("accounts/4/a\u0001");
    server.misbehave(deletions(Fault.LOGIN_PAGE));
    assertThatThrownBy(() -> bucket.erase(run, "4"))
        .isInstanceOf(StoreFailed.class)
        .hasMessageContaining("instead of an answer to DeleteObject");
    assertThat(bucket.erased(run, "4")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"NEW_VERSION_IDS", "FOR_ANYBODY"})
  void doesNotCountWhatOnlyOneListingShows(Fault fault) {
    server.put("accounts/4/a", "accounts/4/b").startUpload("accounts/4/c");
    StoreErasure store = bucket.prepared();
    AtomicInteger lists = new AtomicInteger();
    Misbehaviour<Fault> once =
        request ->
            request.contains("?versions") && lists.getAndIncrement() == 0 ? fault : Fault.NONE;
    Erasures.erase(store, run, () -> server.misbehave(once), "4");
    assertThat(bucket.erased(run, "4")).isEqualTo(Map.of("files.objects", 2L, "files.uploads", 1L));
    assertThat(server.contents()).isEmpty();
  }

  @Test
  void refusesVersionsMissingFromTheNextListing() {
    server.put("accounts/4/a", "accounts/4/b");
    server.misbehave(request -> request.contains("?versions") ? Fault.NEW_VERSION_IDS : Fault.NONE);
    assertThatThrownBy(() -> bucket.erase(run, "4"))
        .isInstanceOf(StoreFailed.class)
        .hasMessage(
            "store 'files': does not answer as S3: it lists 2 objects that its next listing lacks");
    assertThat(server.contents()).hasSize(2);
    server.behave();
    assertThat(bucket.erase(UUID.randomUUID(), "4")).isEqualTo(Map.of("files.objects", 2L));
  }

  @Test
  void countsByTagOnlyWhatTwoListingsShow() {
    try (Bucket byTag = Bucket.in(server, "tag: account")) {
      server.putTagged("one", "account", "4").putTagged("two", "account", "5");
      StoreErasure store = byTag.prepared();
      AtomicInteger lists = new AtomicInteger();
      Misbehaviour<Fault> second =
          request ->
              request.contains("?versions") && lists.getAndIncrement() == 1
                  ? Fault.NEW_VERSION_IDS
                  : Fault.NONE;
      Erasures.erase(store, run, () -> server.misbehave(second), "4");
      assertThat(byTag.erased(run, "4")).isEqualTo(Map.of("files.objects", 1L));
      assertThat(server.contents()).containsExactly("two");
    }
  }

  // lists without end

  @ParameterizedTest
  @EnumSource(names = {"SAME_PAGE", "SAME_MARKER", "NO_MARKER"})
  void givesUpOnAListingThatMakesNoProgress(Fault fault) {
    server.put("accounts/4/a", "accounts/4/b");
    StoreErasure store = bucket.prepared();
    for (String id : List.of("4", "5")) {
      server.misbehave(lists(fault));
      assertThatThrownBy(() -> store.count(List.of(id)))
          .isInstanceOf(StoreFailed.class)
          .hasMessageContaining("does not answer as S3");
      assertThat(server.seen().size()).isLessThan(fault == Fault.SAME_PAGE ? 300 : 40);
    }
  }

  @Test
  void aStopIsObeyedBetweenPages() {
    server.pageSize(1).put("accounts/4/a", "accounts/4/b", "accounts/4/c");
    AtomicInteger asked = new AtomicInteger();
    StoreErasure store = bucket.prepared().heeding(() -> asked.incrementAndGet() < 2);
    int before = server.seen().size();
    assertThatThrownBy(() -> store.count(List.of("4"))).isInstanceOf(StopRequested.class);
    assertThat(server.seen()).hasSize(before + 2);
    asked.set(0);
    assertThatThrownBy(() -> store.preview(List.of("4"))).isInstanceOf(StopRequested.class);
    asked.set(-1);
    assertThat(Erasures.erase(store, run, "4")).as("stopped after the claim").isFalse();
    assertThat(server.contents()).hasSize(3);
  }

  @Test
  void givesUpOnObjectsThatKeepAppearing() {
    server.put("accounts/4/a");
    server.misbehave(
        request -> {
          if (request.startsWith("POST")) {
            server.put("accounts/4/a");
          }
          return Fault.NONE;
        });
    assertThatThrownBy(() -> bucket.erase(run, "4"))
        .hasMessage("store 'files': new objects appear as fast as they are deleted");
  }

  // keys that XML cannot carry

  @Test
  void keysThatXmlCannotCarryAreDeletedOneByOne() {
    server.put("accounts/4/\uFFFE", "accounts/4/\uFFFF", "accounts/4/\u0001\r", "accounts/4/a");
    assertThat(bucket.erase(run, "4")).isEqualTo(Map.of("files.objects", 4L));
    assertThat(server.contents()).isEmpty();
  }

  @Test
  void aServerThatCannotReadABatchIsAskedOneByOne() {
    server.put("accounts/4/a", "accounts/4/b");
    server.misbehave(request -> request.startsWith("POST") ? Fault.MALFORMED_XML : Fault.NONE);
    assertThat(bucket.erase(run, "4")).isEqualTo(Map.of("files.objects", 2L));
  }

  @Test
  void refusesKeysThatCannotBeSentSafely() {
    server.put("accounts/4/../5/\u0001", "accounts/5/\u0001");
    assertThat(bucket.prepared().preview(List.of("4", "5")).refused()).containsOnlyKeys("4");
  }

  // members that are missing

  @Test
  void versionsWithoutAnIdAreThoseOfABucketWithoutVersions() {
    server.withoutVersions().put("accounts/4/a");
    server.misbehave(request -> request.contains("?versions") ? Fault.NO_VERSION_ID : Fault.NONE);
    assertThat(bucket.prepared().count(List.of("4")).byAccount()).containsOnlyKeys("4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"versions", "uploads"})
  void refusesVersionsWithoutIdInAVersionedBucket(String list) {
    server.put("accounts/4/a").startUpload("accounts/4/b");
    StoreErasure store = bucket.prepared();
    server.misbehave(request -> request.contains("?" + list) ? Fault.NO_VERSION_ID : Fault.NONE);
    refusesBeforeTheClaim(store);
    assertThat(server.contents()).hasSize(2);
  }

  @Test
  void entriesWithoutAKeyAreRefusedBeforeTheClaim() {
    server.put("accounts/4/a").startUpload("accounts/4/b");
    for (String kind : List.of("versions", "uploads")) {
      StoreErasure store = bucket.prepared();
      server.misbehave(request -> request.contains("?" + kind) ? Fault.NO_KEY : Fault.NONE);
      refusesBeforeTheClaim(store);
      assertThatThrownBy(() -> store.preview(List.of("4")))
          .hasMessageContaining("without a Key")
          .hasMessageNotContaining("Exception");
      server.behave();
    }
  }

  @Test
  void reportsErrorsWithoutACode() {
    server.put("accounts/4/a");
    server.misbehave(deletions(Fault.NO_CODE));
    assertThatThrownBy(() -> bucket.erase(run, "4"))
        .hasMessage("store 'files': not deleted: 1 objects an error without a code");
  }

  @ParameterizedTest
  @CsvSource({
    "WRONG_ACCESS_KEY, InvalidAccessKeyId, 'is the access key right, and of this server?'",
    "WRONG_SECRET_KEY, SignatureDoesNotMatch, is the secret key right?",
    "EXPIRED_TOKEN, ExpiredToken, have the credentials expired?"
  })
  void wrongCredentialsAreNamedAsSuch(Fault fault, String code, String hint) {
    server.misbehave(request -> fault);
    assertThatThrownBy(bucket::prepared)
        .hasMessageContaining(
            "S3 answered %s to GetObjectLockConfiguration; %s".formatted(code, hint));
  }

  // foreseen and not erased

  @Test
  void checksAgainIfExpectedItemsWereNeverSeenToGo() {
    server.put("accounts/4/a", "accounts/4/b");
    StoreErasure store = bucket.prepared();
    hideFromTheClaimOn(store);
    assertThat(store.remaining(List.of("4")).byAccount()).isEmpty();
    assertThat(store.unproven(List.of("4")).get("4"))
        .startsWith("store 'files': 2 were expected and 0 erased, but nothing is found any more");
    bucket.program.clock.advance(Duration.ofMinutes(9));
    assertThat(bucket.prepared().unproven(List.of("4"))).containsOnlyKeys("4");
    bucket.program.clock.advance(Duration.ofMinutes(1));
    assertThat(bucket.prepared().unproven(List.of("4"))).isEmpty();
  }

  @Test
  void doesNotTrustAListingThatHidesAPart() {
    server.put("accounts/4/a").startUpload("accounts/4/b");
    StoreErasure store = bucket.prepared();
    Erasures.erase(
        store,
        run,
        () -> server.misbehave(request -> request.contains("?uploads") ? Fault.HIDES : Fault.NONE),
        "4");
    assertThat(store.unproven(List.of("4")).get("4")).contains("2 were expected and 1 erased");
    server.behave();
    assertThat(bucket.erase(UUID.randomUUID(), "4")).isEqualTo(Map.of("files.uploads", 1L));
    assertThat(store.unproven(List.of("4"))).isEmpty();
  }

  @Test
  void needsNoSecondCheckIfItemsWereSeenToGo() {
    server.put("accounts/4/a");
    bucket.erase(run, "4", "5");
    assertThat(bucket.prepared().unproven(List.of("4", "5"))).isEmpty();
  }

  private void hideFromTheClaimOn(StoreErasure store) {
    Erasures.erase(store, run, () -> server.misbehave(lists(Fault.HIDES)), "4");
  }

  private void refusesBeforeTheClaim(StoreErasure store) {
    AtomicInteger claimed = new AtomicInteger();
    assertThatThrownBy(() -> Erasures.erase(store, run, claimed::incrementAndGet, "4"))
        .isInstanceOf(StoreFailed.class);
    assertThat(claimed).hasValue(0);
  }

  private static Misbehaviour<Fault> lists(Fault fault) {
    return request ->
        request.contains("?versions") || request.contains("?uploads") ? fault : Fault.NONE;
  }

  private static Misbehaviour<Fault> deletions(Fault fault) {
    return request ->
        request.startsWith("POST") || request.startsWith("DELETE") ? fault : Fault.NONE;
  }
}
