package dev.lapse.erase.s3;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One thing of an account in a bucket that is erased for itself.
 *
 * @param id the version, or the upload
 * @param modified distinguishes objects that followed each other under one key without versions
 * @param clear false if other versions under the key are not, or not surely, of the same account
 */
record Item(String account, Kind kind, String key, String id, Instant modified, boolean clear) {
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

  /** Names it in Lapse's database, where no key of a customer's file belongs. */
  String digest() {
    String text = String.join("\n", kind.name(), key, id, modified.toString());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
