package dev.lapse.event.delivery;

import dev.lapse.clock.Timestamps;
import dev.lapse.event.Event;
import dev.lapse.event.EventType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * An event that this node alone may deliver to a destination, until the lease ends.
 *
 * @param attempts number of attempts begun, including this one
 */
record Delivery(String destination, UUID lease, int attempts, Event event) {
  static Delivery read(ResultSet row, int number) throws SQLException {
    return new Delivery(
        row.getString("destination"),
        row.getObject("lease", UUID.class),
        row.getInt("attempts"),
        new Event(
            row.getLong("number"),
            row.getObject("id", UUID.class),
            EventType.of(row.getString("type")).orElseThrow(),
            row.getString("account_id"),
            Timestamps.get(row, "at"),
            row.getString("data")));
  }
}
