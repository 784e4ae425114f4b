package dev.lapse.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the named parameters of a text and checks that it is a single statement. */
final class NamedParameters {
  /**
   * Tokens that are copied unchanged: texts, quoted names, comments, casts. The first match counts.
   */
  private static final Pattern PIECE =
      Pattern.compile(
          """
          (?:[eE]'(?:[^'\\\\]++|\\\\.)*+'|'[^']*'|"[^"]*"\
          |\\$(?<tag>[A-Za-z_]\\w*)\\$.*?\\$\\k<tag>\\$|\\$\\$.*?\\$\\$|--[^\\n]*|/\\*.*?\\*/|::|:=|[\\w$]+)\
          |:(?<name>[A-Za-z_]\\w*)\
          |(?<operator>\\?)\
          |(?<end>;)\
          |(?<open>['"]|/\\*)\
          |.""",
          Pattern.DOTALL);

  private final StringBuilder sql = new StringBuilder();
  private final List<String> names = new ArrayList<>();
  private @Nullable String wrong;

  NamedParameters(String text) {
    Matcher piece = PIECE.matcher(text);
    boolean ended = false;
    while (piece.find()) {
      boolean comment = piece.group().startsWith("--") || piece.group().startsWith("/*");
      if (piece.group("open") != null) {
        wrong = "has a quote or a comment that does not end";
        return;
      }
      if (ended && !comment && !piece.group().isBlank()) {
        wrong = "must be one statement, but there is more after the semicolon";
        return;
      }
      if (piece.group("name") != null) {
        names.add(piece.group("name"));
        sql.append('?');
      } else if (piece.group("end") != null) {
        ended = true;
      } else {
        // in JDBC a question mark is a parameter, and two are the operator
        sql.append(piece.group("operator") == null ? piece.group() : "??");
      }
    }
  }

  /** The text with a {@code ?} for each parameter. */
  String sql() {
    return sql.toString();
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /** Why it is not a single statement; null if it is. */
  @Nullable String wrong() {
    return wrong;
  }
}
