package dev.lapse.erase.s3;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * One thing of an account in a bucket that is erased for itself.
 *
 * @param id the version, or the upload
 * @param clear false if other versions under the key are not, or not surely, of the same account
 */
record Item(String account, Kind kind, String key, String id, boolean clear) {
  private static final int HEX_DIGITS = 32;

  /** What it is. */
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

  static Item of(String account, Entry entry, boolean clear) {
    return new Item(account, entry.kind(), entry.key(), entry.id(), clear);
  }

  /** As lists name it. */
  Entry entry() {
    return new Entry(kind, key, id);
  }

  /** True if its key can be written in XML 1.0, as a request for several must. */
  boolean fitsXml() {
    return key.codePoints().allMatch(c -> c >= ' ' && c != 0xfffe && c != 0xffff);
  }

  /** True if its key reaches every server in an address: some resolve {@code ..} on the way. */
  boolean fitsPath() {
    return Stream.of(key.split("/", -1)).noneMatch(part -> part.equals(".") || part.equals(".."));
  }

  /**
   * Names it in Lapse's database, where no key of a customer's file belongs. An object that is
   * written again under its key, in a bucket without versions, is the same one.
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
