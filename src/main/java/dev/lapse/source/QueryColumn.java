package dev.lapse.source;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postgresql.core.Oid;

/** A column of the query's result. */
enum QueryColumn {
  ID("id", true),
  KIND("kind", true),
  STATE("state", true),
  LAPSED_AT("lapsedAt", true),
  RETAIN_DATA("retainData", false),
  TIME_ZONE("timeZone", false),
  NAME("name", false);

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

  /** Why a column of this type cannot be used, and which type can; empty if it can be used. */
  Optional<String> wrongType(ResultType type) {
    boolean right =
        switch (this) {
          case ID -> type.key().isPresent();
          case LAPSED_AT -> type.oid() == Oid.TIMESTAMPTZ;
          case RETAIN_DATA -> type.oid() == Oid.BOOL;
          case KIND, STATE, TIME_ZONE, NAME -> type.isText();
        };
    return right
        ? Optional.empty()
        : Optional.of("'%s' is of type %s, but %s".formatted(key, type.name(), rightType()));
  }

  private String rightType() {
    return switch (this) {
      case ID -> "must be a whole number, a uuid or a text that is compared letter by letter";
      case LAPSED_AT ->
          "must be a timestamp with time zone; convert one without by naming its zone: lapsed_at at time zone 'UTC' as lapsed_at";
      case RETAIN_DATA -> "must be true or false";
      case KIND, STATE, TIME_ZONE, NAME -> "must be a text";
    };
  }

  private static String letters(String alias) {
    return alias.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
