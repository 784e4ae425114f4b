package dev.lapse.cli.output;

import java.io.Console;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * What may be written to a terminal, and whether there is one. Names and reasons come from
 * customers: an escape sequence in one must not be obeyed, and a line break must not make a line of
 * its own.
 */
public final class Terminal {
  private static final String LINE_ENDS = System.lineSeparator();

  private Terminal() {}

  /** A value within a line: control characters, also line breaks, as in {@code \u001b}. */
  static String plain(String value) {
    StringBuilder plain = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      appendPlain(plain, c, c == '\t');
    }
    return plain.toString();
  }

  /** Writes text with its line breaks, and other control characters as in {@code \u001b}. */
  public static PrintWriter harmless(PrintWriter out) {
    return new PrintWriter(new Harmless(out));
  }

  private static final class Harmless extends FilterWriter {
    Harmless(Writer out) {
      super(out);
    }

    @Override
    public void write(int c) throws IOException {
      write(String.valueOf((char) c), 0, 1);
    }

    @Override
    public void write(char[] text, int from, int count) throws IOException {
      write(new String(text, from, count), 0, count);
    }

    @Override
    public void write(String text, int from, int count) throws IOException {
      StringBuilder plain = new StringBuilder(count);
      for (int i = from; i < from + count; i++) {
        char c = text.charAt(i);
        appendPlain(plain, c, c == '\t' || c == '\n' || LINE_ENDS.indexOf(c) >= 0);
      }
      out.append(plain);
    }
  }

  private static void appendPlain(StringBuilder plain, char c, boolean allowed) {
    if (allowed || !isControl(c)) {
      plain.append(c);
    } else {
      // also valid within a JSON string
      plain.append("\\u%04x".formatted((int) c));
    }
  }

  /** C0, C1, and what breaks a line or turns the direction of what follows. */
  private static boolean isControl(char c) {
    return Character.isISOControl(c)
        || c == '\u2028'
        || c == '\u2029'
        || c == '\u061C'
        || (c >= '\u200E' && c <= '\u200F')
        || (c >= '\u202A' && c <= '\u202E')
        || (c >= '\u2066' && c <= '\u2069');
  }

  /**
   * True if standard input and output are a terminal. From JDK 22 on, {@link System#console()} may
   * be non-null without one; its {@code isTerminal} tells.
   */
  public static boolean isPresent() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException olderThan22) {
      return true;
    } catch (ReflectiveOperationException unknown) {
      return false;
    }
  }
}
