package dev.lapse.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A key inside a column, which a catalog names in place of a column: {@code actor after 'Space;'}
 * is what follows a fixed prefix, {@code payload ->> 'space_id'} a value of a JSON object. A row
 * without the prefix, or without the value, has NULL there. Paths, checks and statements treat the
 * text of an expression as a column of type {@code text}; {@link #sql} is the only place that knows
 * the difference.
 *
 * @param column the column that holds it
 * @param prefix what the text begins with; empty for JSON
 * @param path the keys of the JSON objects, outermost first; empty for a prefix
 */
public record ColumnExpression(String column, String prefix, List<String> path) {
  private static final String NAME = "([^\\s\"'()]+|\"(?:[^\"]|\"\")+\")";
  private static final String CONSTANT = "'(?:[^']|'')+'";
  private static final Pattern AFTER = Pattern.compile(NAME + " after (" + CONSTANT + ")");
  private static final Pattern JSON =
      Pattern.compile(NAME + "((?: -> " + CONSTANT + ")* ->> " + CONSTANT + ")");
  private static final Pattern STEP = Pattern.compile(CONSTANT);

  public static ColumnExpression after(String column, String prefix) {
    return new ColumnExpression(column, prefix, List.of());
  }

  public static ColumnExpression json(String column, List<String> path) {
    return new ColumnExpression(column, "", List.copyOf(path));
  }

  /** The expression that a column of a catalog stands for; empty if it is a plain column. */
  public static Optional<ColumnExpression> of(String column) {
    Matcher after = AFTER.matcher(column);
    if (after.matches()) {
      return Optional.of(after(name(after.group(1)), constant(after.group(2))));
    }
    Matcher json = JSON.matcher(column);
    if (!json.matches()) {
      return Optional.empty();
    }
    List<String> path = new ArrayList<>();
    Matcher step = STEP.matcher(json.group(2));
    while (step.find()) {
      path.add(constant(step.group()));
    }
    return Optional.of(json(name(json.group(1)), path));
  }

  /** The column of the table that a column of a catalog reads. */
  public static String base(String column) {
    return of(column).map(ColumnExpression::column).orElse(column);
  }

  /** A column of a catalog in statements. */
  public static String sql(String alias, String column) {
    return of(column)
        .map(expression -> expression.in(alias + "."))
        .orElseGet(() -> alias + "." + Identifier.quote(column));
  }

  /** Like {@link #sql(String, String)}, for a statement with a single table. */
  public static String sql(String column) {
    return of(column)
        .map(expression -> expression.in(""))
        .orElseGet(() -> Identifier.quote(column));
  }

  /** True if the column has a type from which the expression reads. */
  public boolean reads(String type) {
    return path.isEmpty() ? type.matches("(text|character|.*citext).*") : type.startsWith("json");
  }

  /** The definition of an index over it, comparable with {@link #normalized}. */
  public String indexed() {
    return normalized(in(""));
  }

  /** An expression without what PostgreSQL adds to it when it prints an index. */
  public static String normalized(String definition) {
    return definition
        .replaceAll("(?i)\\bcast\\((.*?) as text\\)", "$1")
        .replaceAll("::text|(?i:else null)|[\\s()\"]|U&(?=')", "")
        .toLowerCase(java.util.Locale.ROOT);
  }

  /** The text in a catalog. */
  public String text() {
    return TableName.written(column)
        + (path.isEmpty()
            ? " after " + quoted(prefix)
            : path.subList(0, path.size() - 1).stream()
                    .map(key -> " -> " + quoted(key))
                    .collect(Collectors.joining())
                + " ->> "
                + quoted(path.get(path.size() - 1)));
  }

  private String in(String alias) {
    String name = alias + Identifier.quote(column);
    if (path.isEmpty()) {
      return "(case when starts_with(cast(%1$s as text), %2$s) then substr(cast(%1$s as text), %3$d) end)"
          .formatted(name, SqlLiteral.of(prefix), prefix.codePointCount(0, prefix.length()) + 1);
    }
    StringBuilder json = new StringBuilder(name);
    for (int i = 0; i < path.size(); i++) {
      json.append(i < path.size() - 1 ? " -> " : " ->> ").append(SqlLiteral.of(path.get(i)));
    }
    return "(" + json + ")";
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private static String constant(String quoted) {
    return quoted.substring(1, quoted.length() - 1).replace("''", "'");
  }

  private static String name(String written) {
    return written.startsWith("\"")
        ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
        : written;
  }
}
