package dev.lapse.erase.s3;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * An item of an account in a bucket that is erased separately.
 *
 * @param id the version, or the upload
 * @param clear false if other versions under the key are not certainly of the same account
 */
record BucketItem(String account, Kind kind, String key, String id, boolean clear) {
  private static final int HEX_DIGITS = 32;

  /** The kinds of items. */
  enum Kind {
    VERSION,
    MARKER,
    UPLOAD;

    /** The set in which it is counted. */
    String set() {
      return switch (this) {
        case VERSION, MARKER -> "objects";
        case UPLOAD -> "uploads";
      };
    }
  }

  static BucketItem of(String account, ListedEntry listedEntry, boolean clear) {
    return new BucketItem(account, listedEntry.kind(), listedEntry.key(), listedEntry.id(), clear);
  }

  /** The name in listings. */
  ListedEntry entry() {
    return new ListedEntry(kind, key, id);
  }

  /** True if its key can be written in XML 1.0, as a request for several must. */
  boolean fitsXml() {
    return key.codePoints().allMatch(c -> c >= ' ' && c != 0xfffe && c != 0xffff);
  }

  /** True if its key can be sent in a URL: some servers resolve {@code ..}. */
  boolean fitsPath() {
    return Stream.of(key.split("/", -1)).noneMatch(part -> part.equals(".") || part.equals(".."));
  }

  /**
   * Identifies it in Lapse's database, which must not contain the key of a customer's file. An
   * object that is written again under its key, in a bucket without versions, is the same one.
   */
  String digest() {
    String text = String.join("\n", kind.name(), key, id);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
