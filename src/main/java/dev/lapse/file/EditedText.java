package dev.lapse.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** The text of a file that people edit. */
final class EditedText {
  /** The parser takes seconds for a line of a million characters, and minutes for one of ten. */
  private static final int LONGEST_LINE = 100_000;

  private EditedText() {}

  /**
   * Decodes UTF-8.
   *
   * @throws WrongFile with the line, if it is not UTF-8 or has an overlong line
   */
  static String decode(String file, byte[] bytes) {
    OtherEncoding.of(bytes)
        .ifPresent(
            other -> {
              throw new WrongFile(new Position(file, 1), "is " + other + "; save it as UTF-8");
            });
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), chars, true);
    String text = chars.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      throw new WrongFile(new Position(file, line), "is not UTF-8 text; save it as UTF-8");
    }
    refuseLongLines(file, text);
    return text;
  }

  private static void refuseLongLines(String file, String text) {
    int line = 1;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int next = end < 0 ? text.length() : end;
      if (next - start > LONGEST_LINE) {
        throw new WrongFile(
            new Position(file, line),
            "has %,d characters in one line, but may have at most %,d; break the line"
                .formatted(next - start, LONGEST_LINE));
      }
      start = next + 1;
      line++;
    }
  }
}
