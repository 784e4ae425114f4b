package dev.lapse.event.delivery;

import dev.lapse.clock.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that was given up.
 *
 * @param status HTTP status of the last response, or null
 * @param error why the last attempt failed, or null
 */
public record DeadLetter(
    String destination,
    UUID event,
    String type,
    String account,
    Instant time,
    int attempts,
    @Nullable Integer status,
    @Nullable String error) {
  static DeadLetter read(ResultSet row, int number) throws SQLException {
    return new DeadLetter(
        row.getString("destination"),
        row.getObject("id", UUID.class),
        row.getString("type"),
        row.getString("account_id"),
        Timestamps.get(row, "at"),
        row.getInt("attempts"),
        row.getObject("last_status", Integer.class),
        row.getString("last_error"));
  }
}
