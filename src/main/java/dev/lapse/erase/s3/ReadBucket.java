package dev.lapse.erase.s3;

import dev.lapse.erase.QuoteAnswer;
import dev.lapse.erase.Reading;
import dev.lapse.erase.StoreFailed;
import dev.lapse.erase.s3.KeepAnswer.Answer;
import dev.lapse.erase.s3.Page.Marker;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks a bucket and reads what it answers: the only place that does. Each answer is checked whole
 * before anything in it is believed, for many servers answer 200 to what they do not know. Errors
 * that S3 names are thrown as {@link StoreFailed}.
 */
final class ReadBucket {
  /** What a bucket without object lock, or a server that knows none, answers. */
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

  /**
   * @param secrets that are never repeated
   */
  ReadBucket(S3Requests requests, DescribeS3 describe, Collection<String> secrets) {
    this.requests = requests;
    this.describe = describe;
    this.secrets = List.copyOf(secrets);
  }

  /** What a retention says. */
  record Retention(String mode, Instant until) {}

  /** Versions and delete markers under a prefix; in a bucket without versions, the objects. */
  Reading<Page> versions(String prefix, @Nullable Marker from) {
    return read(
        "ListObjectVersions",
        requests.versions(prefix, from),
        "ListVersionsResult",
        Set.of(),
        list -> page(list, "Name", prefix, "NextVersionIdMarker"));
  }

  /** Uploads under a prefix that were neither completed nor aborted. */
  Reading<Page> uploads(String prefix, @Nullable Marker from) {
    return read(
        "ListMultipartUploads",
        requests.uploads(prefix, from),
        "ListMultipartUploadsResult",
        Set.of(),
        list -> page(list, "Bucket", prefix, "NextUploadIdMarker"));
  }

  /** The tags of a version; absent if it is gone. */
  Reading<Map<String, String>> tags(Entry version) {
    return read(
        "GetObjectTagging",
        requests.tags(version.key(), version.id()),
        "Tagging",
        GONE,
        ReadBucket::tags);
  }

  /** True if a version can only be deleted with a code of a device. */
  Reading<Boolean> needsSecondFactor() {
    return read(
        "GetBucketVersioning",
        requests.versioning(),
        "VersioningConfiguration",
        Set.of(),
        settings -> {
          oneOf(settings, "Status", "Enabled", "Suspended");
          return oneOf(settings, "MfaDelete", "Enabled", "Disabled")
              .filter("Enabled"::equals)
              .isPresent();
        });
  }

  /** Found if versions may be locked. */
  Reading<String> objectLock() {
    return read(
        "GetObjectLockConfiguration",
        requests.objectLock(),
        "ObjectLockConfiguration",
        NO_LOCKS,
        settings -> needed(oneOf(settings, "ObjectLockEnabled", "Enabled"), "ObjectLockEnabled"));
  }

  /** True if a version is under a legal hold. */
  Reading<Boolean> legalHold(Item version) {
    return read(
        "GetObjectLegalHold",
        requests.legalHold(version.key(), version.id()),
        "LegalHold",
        NO_LOCK,
        hold -> needed(oneOf(hold, "Status", "ON", "OFF"), "Status").equals("ON"));
  }

  /** How long a version is kept. */
  Reading<Retention> retention(Item version) {
    return read(
        "GetObjectRetention",
        requests.retention(version.key(), version.id()),
        "Retention",
        NO_LOCK,
        retention ->
            new Retention(
                needed(oneOf(retention, "Mode", "GOVERNANCE", "COMPLIANCE"), "Mode"),
                instant(needed(retention.one("RetainUntilDate"), "RetainUntilDate"))));
  }

  /**
   * What became of each of several versions; one that the answer does not name is not in it. Absent
   * if the server cannot read such a request.
   */
  Reading<Map<Item, Deletion>> delete(List<Item> items) {
    return read(
        "DeleteObjects",
        requests.delete(items),
        "DeleteResult",
        Set.of("MalformedXML"),
        result -> deletions(result, items));
  }

  /** What became of one version. */
  Reading<Deletion> deleteOne(Item item) {
    return done("DeleteObject", requests.deleteOne(item), GONE);
  }

  /** What became of an upload; absent if it was completed or aborted meanwhile. */
  Reading<Deletion> abort(Item upload) {
    return done("AbortMultipartUpload", requests.abort(upload), NO_UPLOAD);
  }

  /**
   * What was asked for, where it has to be there.
   *
   * @throws StoreFailed if the answer was none
   */
  <T> T found(String operation, Reading<T> reading) {
    return ifAny(operation, reading)
        .orElseThrow(() -> describe.notUnderstood(operation, "that there is none"));
  }

  /**
   * What was asked for, where there may be none.
   *
   * @throws StoreFailed if the answer was none
   */
  <T> Optional<T> ifAny(String operation, Reading<T> reading) {
    if (reading instanceof Reading.NotUnderstood<T> not) {
      throw describe.notUnderstood(operation, not.why());
    }
    return reading instanceof Reading.Found<T> found
        ? Optional.of(found.value())
        : Optional.empty();
  }

  private <T> Reading<T> read(
      String operation, Answer answer, String root, Set<String> none, Function<Xml, T> content) {
    Optional<Xml> document = Xml.read(answer.body());
    if (isError(answer, document)) {
      String code = code(answer, document);
      if (none.contains(code)) {
        return new Reading.Absent<>();
      }
      throw describe.answered(operation, answer.status(), code);
    }
    if (document.isEmpty() || !document.get().name().equals(root)) {
      return new Reading.NotUnderstood<>("%s instead of a %s".formatted(quote(answer), root));
    }
    try {
      return new Reading.Found<>(content.apply(document.get()));
    } catch (NotAsPromised wrong) {
      return new Reading.NotUnderstood<>("a %s %s".formatted(root, wrong.getMessage()));
    }
  }

  /** An answer to a deletion has no content. */
  private Reading<Deletion> done(String operation, Answer answer, Set<String> none) {
    Optional<Xml> document = Xml.read(answer.body());
    if (isError(answer, document)) {
      String code = code(answer, document);
      return none.contains(code)
          ? new Reading.Absent<>()
          : new Reading.Found<>(new Deletion.Refused(code));
    }
    return answer.body().length == 0
        ? new Reading.Found<>(new Deletion.Said())
        : new Reading.NotUnderstood<>(
            "%s instead of an answer to %s".formatted(quote(answer), operation));
  }

  private String quote(Answer answer) {
    return QuoteAnswer.of(new String(answer.body(), StandardCharsets.UTF_8), secrets);
  }

  private static boolean isError(Answer answer, Optional<Xml> document) {
    return !answer.isSuccess() || document.filter(xml -> xml.name().equals("Error")).isPresent();
  }

  /** The code of an error; its status where it names none. */
  private static String code(Answer answer, Optional<Xml> document) {
    return document
        .filter(xml -> xml.name().equals("Error"))
        .flatMap(xml -> xml.one("Code"))
        .filter(code -> code.matches("[A-Za-z0-9.]{1,80}"))
        .orElse(String.valueOf(answer.status()));
  }

  private Page page(Xml list, String nameOfBucket, String prefix, String nextId) {
    String bucket = needed(list.one(nameOfBucket), nameOfBucket);
    // the list of an access point may name its bucket
    if (!bucket.equals(requests.bucket()) && !requests.bucket().startsWith("arn:")) {
      throw new NotAsPromised("of another bucket");
    }
    boolean encoded = oneOf(list, "EncodingType", "url").isPresent();
    String listed = list.one("Prefix").orElse("");
    if (!listed.equals(prefix) && !decoded(listed, encoded).equals(prefix)) {
      throw new NotAsPromised("of another prefix than was asked for");
    }
    if (!list.all("CommonPrefixes").isEmpty()) {
      throw new NotAsPromised("with groups of keys in the place of keys");
    }
    List<Entry> entries = new ArrayList<>();
    for (Xml entry : list.children()) {
      switch (entry.name()) {
        case "Version" -> entries.add(version(Item.Kind.VERSION, entry, encoded));
        case "DeleteMarker" -> entries.add(version(Item.Kind.MARKER, entry, encoded));
        case "Upload" ->
            entries.add(
                new Entry(
                    Item.Kind.UPLOAD,
                    key(entry, encoded),
                    needed(entry.one("UploadId"), "UploadId")));
        default -> {
          // of the page itself
        }
      }
    }
    if (!entries.stream().allMatch(entry -> entry.key().startsWith(prefix))) {
      throw new NotAsPromised("with keys that do not begin with the prefix that was asked for");
    }
    if (needed(oneOf(list, "IsTruncated", "true", "false"), "IsTruncated").equals("false")) {
      return new Page(entries, null);
    }
    return new Page(
        entries,
        new Marker(
            decoded(needed(list.one("NextKeyMarker"), "NextKeyMarker"), encoded),
            list.one(nextId).filter(id -> !id.isEmpty()).orElse(null)));
  }

  private static Entry version(Item.Kind kind, Xml entry, boolean encoded) {
    return new Entry(
        kind,
        key(entry, encoded),
        entry.one("VersionId").filter(id -> !id.isEmpty()).orElse("null"));
  }

  private static String key(Xml entry, boolean encoded) {
    return decoded(needed(entry.one("Key"), "Key"), encoded);
  }

  private static Map<String, String> tags(Xml tagging) {
    List<Xml> sets = tagging.all("TagSet");
    if (sets.size() != 1) {
      throw new NotAsPromised("without a TagSet");
    }
    Map<String, String> tags = new HashMap<>();
    for (Xml tag : sets.get(0).children()) {
      String value =
          tag.one("Value").orElseThrow(() -> new NotAsPromised("with a tag without a Value"));
      if (tags.put(needed(tag.one("Key"), "Key"), value) != null) {
        throw new NotAsPromised("with two tags of one key");
      }
    }
    return tags;
  }

  private static Map<Item, Deletion> deletions(Xml result, List<Item> asked) {
    Map<Name, Item> items = new HashMap<>();
    asked.forEach(item -> items.put(new Name(item.key(), item.id()), item));
    Map<Item, Deletion> deletions = new HashMap<>();
    for (Xml entry : result.children()) {
      Item item =
          items.get(
              new Name(
                  entry.one("Key").orElse(""),
                  entry.one("VersionId").filter(id -> !id.isEmpty()).orElse("null")));
      if (item != null && entry.name().equals("Deleted")) {
        deletions.putIfAbsent(item, new Deletion.Said());
      } else if (item != null && entry.name().equals("Error")) {
        deletions.put(
            item, new Deletion.Refused(entry.one("Code").orElse("an error without a code")));
      }
    }
    return deletions;
  }

  /** What an answer to a deletion names a version by. */
  private record Name(String key, String id) {}

  /** A word that may be missing, but must be one of these. */
  private static Optional<String> oneOf(Xml xml, String name, String... words) {
    if (xml.all(name).isEmpty()) {
      return Optional.empty();
    }
    Optional<String> word = xml.one(name);
    if (word.isEmpty() || !new HashSet<>(List.of(words)).contains(word.get())) {
      throw new NotAsPromised("whose %s is not %s".formatted(name, String.join(" or ", words)));
    }
    return word;
  }

  private static String needed(Optional<String> value, String name) {
    return value
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> new NotAsPromised("without a " + name));
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException notAnInstant) {
      throw new NotAsPromised("whose date is none");
    }
  }

  /** As S3 encodes it where it was asked to: percent and plus. */
  private static String decoded(String text, boolean encoded) {
    if (!encoded) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.allocate(3 * text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int end = i + 3;
        if (end > text.length() || !text.substring(i + 1, end).matches("[0-9A-Fa-f]{2}")) {
          throw new NotAsPromised("with a key whose encoding is wrong");
        }
        bytes.put((byte) Integer.parseInt(text.substring(i + 1, end), 16));
        i = end - 1;
      } else if (c == '+') {
        bytes.put((byte) ' ');
      } else {
        int end = i + Character.charCount(text.codePointAt(i));
        bytes.put(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end - 1;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new NotAsPromised("with a key that is no text");
    }
  }

  /** An answer that is of the right kind and still not what S3 promises. */
  private static final class NotAsPromised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAsPromised(String what) {
      super(what);
    }
  }
}
