package dev.lapse.catalog.framework;

import java.util.regex.Pattern;

/** The types of a column that a framework uses, by adapter and version. */
public enum ColumnType {
  ANY(".*"),
  KEY("smallint|integer|bigint|numeric.*|uuid|text|citext|character.*"),
  INT("smallint|integer|bigint|numeric.*"),
  TEXT("text|citext|character.*|uuid|\"?[a-z_.]+\"?"),
  JSON("jsonb?|text"),
  TIME("timestamp.*|bigint|integer|date"),
  BOOL("boolean|smallint"),
  BYTES("bytea|oid|text");

  private final Pattern pattern;

  ColumnType(String pattern) {
    this.pattern = Pattern.compile(pattern);
  }

  /**
   * @param type as PostgreSQL prints it
   */
  public boolean accepts(String type) {
    return pattern.matcher(type.replaceFirst(" collate nondeterministic$", "")).matches();
  }
}
