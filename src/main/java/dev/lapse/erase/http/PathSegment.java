package dev.lapse.erase.http;

import java.nio.charset.StandardCharsets;

/** Encodes a text as a single segment of a path. */
final class PathSegment {
  private static final String PLAIN = "-_.~";

  private PathSegment() {}

  /** True if it can be a segment: a server would resolve one or two dots as a relative path. */
  static boolean isOne(String text) {
    return !text.isEmpty() && !text.equals(".") && !text.equals("..");
  }

  static String of(String text) {
    StringBuilder segment = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        segment.append(c);
      } else {
        segment.append("%%%02X".formatted((int) c));
      }
    }
    return segment.toString();
  }
}
