package dev.lapse.clock;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Converts instants to and from PostgreSQL, which stores microseconds and would round nanoseconds
 * up: the current time must never be rounded into the future, nor a deadline into the past.
 */
public final class Timestamps {
  private Timestamps() {}

  /** The parameter for an instant, rounded down. */
  public static @Nullable OffsetDateTime parameter(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  public static @Nullable Instant find(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  public static Instant get(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(find(row, column), column);
  }
}
