package dev.lapse.erase.s3;

import dev.lapse.erase.s3.ListingPage.Marker;
import dev.lapse.erase.s3.Xml.NotAsPromised;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a page of a listing: its bucket and prefix, its entries, and where the next page begins.
 *
 * @param bucket the bucket that was asked
 */
record ReadList(String bucket) {
  /**
   * @param withIds true if the bucket keeps versions
   */
  ListingPage versions(Xml list, String prefix, boolean withIds) {
    return page(list, "Name", prefix, "NextVersionIdMarker", withIds);
  }

  ListingPage uploads(Xml list, String prefix) {
    return page(list, "Bucket", prefix, "NextUploadIdMarker", true);
  }

  private ListingPage page(
      Xml list, String nameOfBucket, String prefix, String nextId, boolean withIds) {
    String named = list.needed(nameOfBucket);
    // the list of an access point may name its bucket
    if (!named.equals(bucket) && !bucket.startsWith("arn:")) {
      throw new NotAsPromised("of another bucket");
    }
    boolean encoded = list.oneOf("EncodingType", "url").isPresent();
    String listed = list.one("Prefix").orElse("");
    if (!listed.equals(prefix) && !decoded(listed, encoded).equals(prefix)) {
      throw new NotAsPromised("for another prefix than the requested one");
    }
    if (!list.all("CommonPrefixes").isEmpty()) {
      throw new NotAsPromised("with groups of keys instead of keys");
    }
    List<ListedEntry> entries = entries(list, encoded, withIds);
    if (!entries.stream().allMatch(listedEntry -> listedEntry.key().startsWith(prefix))) {
      throw new NotAsPromised("with keys that do not begin with the requested prefix");
    }
    if (list.needed("IsTruncated", "true", "false").equals("false")) {
      return new ListingPage(entries, null);
    }
    return new ListingPage(
        entries,
        new Marker(
            decoded(list.needed("NextKeyMarker"), encoded),
            list.one(nextId).filter(id -> !id.isEmpty()).orElse(null)));
  }

  private static List<ListedEntry> entries(Xml list, boolean encoded, boolean withIds) {
    List<ListedEntry> entries = new ArrayList<>();
    for (Xml entry : list.children()) {
      switch (entry.name()) {
        case "Version" -> entries.add(version(BucketItem.Kind.VERSION, entry, encoded, withIds));
        case "DeleteMarker" ->
            entries.add(version(BucketItem.Kind.MARKER, entry, encoded, withIds));
        case "Upload" ->
            entries.add(
                new ListedEntry(
                    BucketItem.Kind.UPLOAD, key(entry, encoded), entry.needed("UploadId")));
        default -> {
          // of the page itself
        }
      }
    }
    return entries;
  }

  /** In a bucket with versioning, a version without an id cannot be distinguished from others. */
  private static ListedEntry version(
      BucketItem.Kind kind, Xml entry, boolean encoded, boolean withId) {
    Optional<String> id = entry.one("VersionId").filter(text -> !text.isEmpty());
    if (withId && id.isEmpty()) {
      throw new NotAsPromised("with a version without an id, of a bucket that keeps versions");
    }
    return new ListedEntry(kind, key(entry, encoded), id.orElse("null"));
  }

  private static String key(Xml entry, boolean encoded) {
    return decoded(entry.needed("Key"), encoded);
  }

  /** Decodes a key in S3's URL encoding: percent and plus. */
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
      throw new NotAsPromised("with a key that is not text");
    }
  }
}
