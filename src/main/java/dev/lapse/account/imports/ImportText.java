package dev.lapse.account.imports;

import dev.lapse.file.OtherEncoding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The text of an import, decoded strictly: what is not UTF-8, or has a line that is longer than
 * {@value #LONGEST_LINE} characters, is refused before much of it is held. A byte order mark is
 * left out.
 */
public final class ImportText extends Reader {
  /** The longest line, in characters; for CSV the longest record. */
  static final int LONGEST_LINE = 1_000_000;

  private static final int BUFFER_BYTES = 8_192;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream in;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private long line = 1;
  private long read;
  private long lineStart;
  private boolean ended;

  /** Reads bytes until their end. */
  public ImportText(InputStream in) {
    this.in = in;
  }

  public static ImportText of(String text) {
    return new ImportText(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Says that a line is about to be read.
   *
   * @param number its number for messages, from 1
   */
  void beginLine(long number) {
    line = number;
    lineStart = read;
  }

  /**
   * Reads characters.
   *
   * @throws UnreadableImport if they are not UTF-8, or if the line is too long
   */
  @Override
  public int read(char[] target, int from, int most) throws IOException {
    CharBuffer chars = CharBuffer.wrap(target, from, most);
    int start = chars.position();
    while (chars.position() == start) {
      if (!bytes.hasRemaining() || !decode(chars)) {
        if (ended) {
          return -1;
        }
        fill();
      }
    }
    boolean marked = read == 0 && target[from] == BYTE_ORDER_MARK;
    int count = chars.position() - start;
    read += count;
    if (read - lineStart > LONGEST_LINE + 2 * BUFFER_BYTES) {
      throw new UnreadableImport(
          line,
          "has more than %,d characters; is a line break or a quote missing?"
              .formatted(LONGEST_LINE));
    }
    if (marked) {
      System.arraycopy(target, from + 1, target, from, count - 1);
      return count == 1 ? read(target, from, most) : count - 1;
    }
    return count;
  }

  /** False if it needs more bytes. */
  private boolean decode(CharBuffer chars) {
    int before = chars.position();
    CoderResult result = decoder.decode(bytes, chars, ended);
    if (chars.position() > before) {
      return true; // an error after these characters is reported with the line that it is in
    }
    if (result.isError()) {
      throw notUtf8("is not UTF-8");
    }
    return false;
  }

  private void fill() throws IOException {
    bytes.compact();
    boolean first = read == 0 && bytes.position() == 0;
    int count =
        first
            ? in.readNBytes(bytes.array(), 0, BUFFER_BYTES)
            : in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = count <= 0;
    bytes.position(bytes.position() + Math.max(0, count)).flip();
    if (first) {
      Optional<String> other =
          OtherEncoding.of(
              Arrays.copyOf(bytes.array(), Math.min(bytes.limit(), OtherEncoding.BYTES)));
      if (other.isPresent()) {
        throw notUtf8("is " + other.get());
      }
    }
  }

  private UnreadableImport notUtf8(String what) {
    return new UnreadableImport(line, what + "; save the file as UTF-8");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
