package dev.lapse.source;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A column of the query's result. */
enum QueryColumn {
  ID("id", true),
  KIND("kind", true),
  STATE("state", true),
  LAPSED_AT("lapsedAt", true),
  RETAIN_DATA("retainData", false),
  TIME_ZONE("timeZone", false),
  NAME("name", false);

  private static final Set<String> NO_TEXT =
      Set.of(
          "bool",
          "int2",
          "int4",
          "int8",
          "numeric",
          "float4",
          "float8",
          "date",
          "time",
          "timestamp",
          "timestamptz",
          "bytea",
          "json",
          "jsonb",
          "xml");

  private final String key;
  private final boolean required;

  QueryColumn(String key, boolean required) {
    this.key = key;
    this.required = required;
  }

  /** The key of the same field in an import line. */
  String key() {
    return key;
  }

  boolean required() {
    return required;
  }

  /** The column of this alias: {@code lapsed_at}, {@code lapsedAt} and {@code lapsedat} are one. */
  static Optional<QueryColumn> of(String alias) {
    String letters = letters(alias);
    return Arrays.stream(values())
        .filter(queryColumn -> letters(queryColumn.key).equals(letters))
        .findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(QueryColumn::key).toList();
  }

  /**
   * Why a column of this type cannot be used, and which type can; empty if it can be used.
   *
   * @param type the driver's name of the type
   */
  Optional<String> wrongType(String type) {
    return switch (this) {
      case ID ->
          dev.lapse.catalog.KeyType.of(type).isPresent()
              ? Optional.empty()
              : wrong(type, "must be a whole number, a uuid or a text");
      case LAPSED_AT ->
          type.equals("timestamptz")
              ? Optional.empty()
              : wrong(
                  type,
                  "must be a timestamp with time zone; convert one without by naming its zone: lapsed_at at time zone 'UTC' as lapsed_at");
      case RETAIN_DATA ->
          type.equals("bool") ? Optional.empty() : wrong(type, "must be true or false");
      case KIND, STATE, TIME_ZONE, NAME ->
          NO_TEXT.contains(type) || type.startsWith("_")
              ? wrong(type, "must be a text")
              : Optional.empty();
    };
  }

  private Optional<String> wrong(String type, String right) {
    return Optional.of("'%s' is of type %s, but %s".formatted(key, type, right));
  }

  private static String letters(String alias) {
    return alias.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
