package dev.lapse.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the text of a path from left to right. Throws an {@link IllegalArgumentException} that
 * names the place of an unexpected token.
 */
final class OwnedByTokenizer {
  private static final Pattern PLAIN = Pattern.compile("(?:(?!->|<-)[^.\"'\\s(),=<>])+");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\x00]|\"\")+)\"");
  private static final Pattern CONSTANT = Pattern.compile("'((?:[^']|'')*)'");

  private final String text;
  private int at;

  OwnedByTokenizer(String text) {
    this.text = text;
  }

  boolean atEnd() {
    skipSpace();
    return at == text.length();
  }

  void needEnd() {
    if (!atEnd()) {
      throw unexpected("the end");
    }
  }

  /** Consumes the sign if it comes next. */
  boolean next(String sign) {
    skipSpace();
    if (text.startsWith(sign, at)) {
      at += sign.length();
      return true;
    }
    return false;
  }

  /** The same if a value in single quotes follows the sign. */
  boolean nextBeforeConstant(String sign) {
    int before = at;
    if (next(sign)) {
      skipSpace();
      if (text.startsWith("'", at)) {
        return true;
      }
    }
    at = before;
    return false;
  }

  void need(String sign) {
    if (!next(sign)) {
      throw unexpected("'" + sign + "'");
    }
  }

  /** A name, plain or in double quotes. */
  String name() {
    skipSpace();
    String quoted = take(QUOTED, 1);
    if (quoted != null) {
      return quoted.replace("\"\"", "\"");
    }
    String plain = take(PLAIN, 0);
    if (plain == null) {
      throw unexpected("a name");
    }
    return plain;
  }

  /** The names up to the closing parenthesis; the opening one is already consumed. */
  List<String> names() {
    List<String> names = new ArrayList<>(List.of(name()));
    while (next(",")) {
      names.add(name());
    }
    need(")");
    return List.copyOf(names);
  }

  /** {@code schema.table.}, with the dot that the columns follow. */
  TableName tableAndDot() {
    String schema = name();
    need(".");
    String table = name();
    if (!next(".")) {
      throw new IllegalArgumentException("schema, table and column are needed, with dots between");
    }
    return new TableName(schema, table);
  }

  /** A value in single quotes. */
  String constant() {
    skipSpace();
    String value = take(CONSTANT, 1);
    if (value == null) {
      throw unexpected("a value in single quotes");
    }
    return value.replace("''", "'");
  }

  private @Nullable String take(Pattern pattern, int group) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher.group(group);
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException unexpected(String expected) {
    String rest = text.substring(at);
    return new IllegalArgumentException(
        expected + " is expected " + (rest.isEmpty() ? "at the end" : "at '" + rest + "'"));
  }
}
