package dev.lapse.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the named parameters of one statement, and that it is one. */
final class NamedParameters {
  /** What is passed over as it is: texts, quoted names, comments, casts. The first that fits. */
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
        wrong = "must be one statement, but there is more behind the semicolon";
        return;
      }
      if (piece.group("name") != null) {
        names.add(piece.group("name"));
        sql.append('?');
      } else if (piece.group("end") != null) {
        ended = true;
      } else {
        // to JDBC a question mark is a parameter, and two are the operator
        sql.append(piece.group("operator") == null ? piece.group() : "??");
      }
    }
  }

  /** With a {@code ?} for each parameter. */
  String sql() {
    return sql.toString();
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /** Why it is not one statement; null if it is. */
  @Nullable String wrong() {
    return wrong;
  }
}
