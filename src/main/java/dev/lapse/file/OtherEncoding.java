package dev.lapse.file;

import java.util.Optional;

/** Recognizes files that are not UTF-8 text by their first bytes. */
public final class OtherEncoding {
  /** As many bytes of the beginning as {@link #of} looks at. */
  public static final int BYTES = 4;

  private OtherEncoding() {}

  /** What the file is, such as {@code UTF-16}; empty if it may be UTF-8. */
  public static Optional<String> of(byte[] start) {
    int first = at(start, 0);
    int second = at(start, 1);
    if (first == 0x1F && second == 0x8B) {
      return Optional.of("compressed with gzip");
    }
    boolean marked = (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF);
    return marked || first == 0 || second == 0 ? Optional.of("UTF-16") : Optional.empty();
  }

  private static int at(byte[] bytes, int index) {
    return index < bytes.length ? bytes[index] & 0xFF : -1;
  }
}
