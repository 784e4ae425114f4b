package dev.lapse.erase.s3;

import dev.lapse.erase.s3.CaptureResponse.CapturedResponse;
import dev.lapse.erase.s3.ListingPage.Marker;
import dev.lapse.erase.store.ParsedResponse;
import dev.lapse.erase.store.QuoteResponse;
import dev.lapse.erase.store.StoreFailed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to a bucket and parses the responses. Each response is validated completely before
 * any part of it is used, because many servers answer 200 to requests that they do not support.
 * Errors that S3 names are thrown as {@link StoreFailed}.
 */
final class ReadBucket {
  /** Codes of a bucket without object lock, or of a server that does not support it. */
  private static final Set<String> NO_LOCKS =
      Set.of(
          "InvalidRequest",
          "ObjectLockConfigurationNotFoundError",
          "NotImplemented",
          "MethodNotAllowed");

  private static final Set<String> NO_LOCK =
      Set.of("NoSuchObjectLockConfiguration", "NoSuchKey", "NoSuchVersion");
  private static final Set<String> GONE = Set.of("NoSuchKey", "NoSuchVersion");
  private static final Set<String> NO_UPLOAD = Set.of("NoSuchUpload", "NoSuchKey");

  private final S3Requests requests;
  private final DescribeS3 describe;
  private final Collection<String> secrets;
  private final ReadList lists;

  /**
   * @param secrets secrets that messages must not contain
   */
  ReadBucket(S3Requests requests, DescribeS3 describe, Collection<String> secrets) {
    this.requests = requests;
    this.describe = describe;
    this.secrets = List.copyOf(secrets);
    this.lists = new ReadList(requests.bucket());
  }

  /**
   * The versioning of a bucket.
   *
   * @param kept true if each object that is written is a version with an id
   * @param needsSecondFactor true if a version can only be deleted with a code of a device
   */
  record Versioning(boolean kept, boolean needsSecondFactor) {}

  /** The retention of a version. */
  record Retention(String mode, Instant until) {}

  /**
   * Versions and delete markers under a prefix; in a bucket without versions, the objects.
   *
   * @param withIds true if the bucket keeps versions, so that each of them has an id
   */
  ParsedResponse<ListingPage> versions(String prefix, @Nullable Marker from, boolean withIds) {
    return read(
        "ListObjectVersions",
        requests.versions(prefix, from),
        "ListVersionsResult",
        Set.of(),
        list -> lists.versions(list, prefix, withIds));
  }

  /** Uploads under a prefix that were neither completed nor aborted. */
  ParsedResponse<ListingPage> uploads(String prefix, @Nullable Marker from) {
    return read(
        "ListMultipartUploads",
        requests.uploads(prefix, from),
        "ListMultipartUploadsResult",
        Set.of(),
        list -> lists.uploads(list, prefix));
  }

  /** The tags of a version; absent if it is gone. */
  ParsedResponse<Map<String, String>> tags(ListedEntry version) {
    return read("GetObjectTagging", requests.tags(version), "Tagging", GONE, ReadBucket::tags);
  }

  /** The versioning of the bucket. */
  ParsedResponse<Versioning> versioning() {
    return read(
        "GetBucketVersioning",
        requests.versioning(),
        "VersioningConfiguration",
        Set.of(),
        settings ->
            new Versioning(
                settings
                    .oneOf("Status", "Enabled", "Suspended")
                    .filter("Enabled"::equals)
                    .isPresent(),
                settings
                    .oneOf("MfaDelete", "Enabled", "Disabled")
                    .filter("Enabled"::equals)
                    .isPresent()));
  }

  /** Found if versions may be locked. */
  ParsedResponse<String> objectLock() {
    return read(
        "GetObjectLockConfiguration",
        requests.objectLock(),
        "ObjectLockConfiguration",
        NO_LOCKS,
        settings -> settings.needed("ObjectLockEnabled", "Enabled"));
  }

  /** True if a version is under a legal hold. */
  ParsedResponse<Boolean> legalHold(BucketItem version) {
    return read(
        "GetObjectLegalHold",
        requests.legalHold(version.entry()),
        "LegalHold",
        NO_LOCK,
        hold -> hold.needed("Status", "ON", "OFF").equals("ON"));
  }

  /** How long a version is kept. */
  ParsedResponse<Retention> retention(BucketItem version) {
    return read(
        "GetObjectRetention",
        requests.retention(version.entry()),
        "Retention",
        NO_LOCK,
        retention ->
            new Retention(
                retention.needed("Mode", "GOVERNANCE", "COMPLIANCE"),
                retention.instant("RetainUntilDate")));
  }

  /**
   * The results of deleting several versions; one that the response does not contain is absent.
   * Absent as a whole if the server does not support the request.
   */
  ParsedResponse<Map<BucketItem, DeletionResult>> delete(List<BucketItem> items) {
    return read(
        "DeleteObjects",
        requests.delete(items),
        "DeleteResult",
        Set.of("MalformedXML"),
        result -> deletions(result, items));
  }

  /** The result of deleting one version. */
  ParsedResponse<DeletionResult> deleteOne(BucketItem bucketItem) {
    return done("DeleteObject", requests.deleteOne(bucketItem.entry()), GONE);
  }

  /** The result of aborting an upload; absent if it was completed or aborted meanwhile. */
  ParsedResponse<DeletionResult> abort(BucketItem upload) {
    return done("AbortMultipartUpload", requests.abort(upload.entry()), NO_UPLOAD);
  }

  /**
   * The content of a response that must have one.
   *
   * @throws StoreFailed if the response is invalid or absent
   */
  <T> T found(String operation, ParsedResponse<T> parsedResponse) {
    return ifAny(operation, parsedResponse)
        .orElseThrow(() -> describe.notUnderstood(operation, "that there is none"));
  }

  /**
   * The content of a response that may be absent.
   *
   * @throws StoreFailed if the response is invalid
   */
  <T> Optional<T> ifAny(String operation, ParsedResponse<T> parsedResponse) {
    if (parsedResponse instanceof ParsedResponse.NotUnderstood<T> not) {
      throw describe.notUnderstood(operation, not.why());
    }
    return parsedResponse instanceof ParsedResponse.Found<T> found
        ? Optional.of(found.value())
        : Optional.empty();
  }

  private <T> ParsedResponse<T> read(
      String operation,
      CapturedResponse capturedResponse,
      String root,
      Set<String> none,
      Function<Xml, T> content) {
    Optional<Xml> document = Xml.read(capturedResponse.body());
    if (isError(capturedResponse, document)) {
      String code = code(capturedResponse, document);
      if (none.contains(code)) {
        return new ParsedResponse.Absent<>();
      }
      throw describe.answered(operation, capturedResponse.status(), code);
    }
    if (document.isEmpty() || !document.get().name().equals(root)) {
      return new ParsedResponse.NotUnderstood<>(
          "%s instead of a %s".formatted(quote(capturedResponse), root));
    }
    try {
      return new ParsedResponse.Found<>(content.apply(document.get()));
    } catch (Xml.NotAsPromised wrong) {
      return new ParsedResponse.NotUnderstood<>("a %s %s".formatted(root, wrong.getMessage()));
    }
  }

  /** A response to a deletion has no content. */
  private ParsedResponse<DeletionResult> done(
      String operation, CapturedResponse capturedResponse, Set<String> none) {
    Optional<Xml> document = Xml.read(capturedResponse.body());
    if (isError(capturedResponse, document)) {
      String code = code(capturedResponse, document);
      return none.contains(code)
          ? new ParsedResponse.Absent<>()
          : new ParsedResponse.Found<>(new DeletionResult.Refused(code));
    }
    return capturedResponse.body().length == 0
        ? new ParsedResponse.Found<>(new DeletionResult.Said())
        : new ParsedResponse.NotUnderstood<>(
            "%s instead of an answer to %s".formatted(quote(capturedResponse), operation));
  }

  private String quote(CapturedResponse capturedResponse) {
    return QuoteResponse.of(new String(capturedResponse.body(), StandardCharsets.UTF_8), secrets);
  }

  private static boolean isError(CapturedResponse capturedResponse, Optional<Xml> document) {
    return !capturedResponse.isSuccess()
        || document.filter(xml -> xml.name().equals("Error")).isPresent();
  }

  /** The code of an error, or its status if it has none. */
  private static String code(CapturedResponse capturedResponse, Optional<Xml> document) {
    return document
        .filter(xml -> xml.name().equals("Error"))
        .flatMap(xml -> xml.one("Code"))
        .filter(code -> code.matches("[A-Za-z0-9.]{1,80}"))
        .orElse(String.valueOf(capturedResponse.status()));
  }

  private static Map<String, String> tags(Xml tagging) {
    List<Xml> sets = tagging.all("TagSet");
    if (sets.size() != 1) {
      throw new Xml.NotAsPromised("without a TagSet");
    }
    Map<String, String> tags = new HashMap<>();
    for (Xml tag : sets.get(0).children()) {
      String value =
          tag.one("Value").orElseThrow(() -> new Xml.NotAsPromised("with a tag without a Value"));
      if (tags.put(tag.needed("Key"), value) != null) {
        throw new Xml.NotAsPromised("with two tags of one key");
      }
    }
    return tags;
  }

  private static Map<BucketItem, DeletionResult> deletions(Xml result, List<BucketItem> asked) {
    Map<Name, BucketItem> items = new HashMap<>();
    asked.forEach(bucketItem -> items.put(new Name(bucketItem.key(), bucketItem.id()), bucketItem));
    Map<BucketItem, DeletionResult> deletions = new HashMap<>();
    for (Xml entry : result.children()) {
      BucketItem bucketItem =
          items.get(
              new Name(
                  entry.one("Key").orElse(""),
                  entry.one("VersionId").filter(id -> !id.isEmpty()).orElse("null")));
      if (bucketItem != null && entry.name().equals("Deleted")) {
        deletions.putIfAbsent(bucketItem, new DeletionResult.Said());
      } else if (bucketItem != null && entry.name().equals("Error")) {
        deletions.put(
            bucketItem,
            new DeletionResult.Refused(entry.one("Code").orElse("an error without a code")));
      }
    }
    return deletions;
  }

  /** The name of a version in the response to a deletion. */
  private record Name(String key, String id) {}
}
