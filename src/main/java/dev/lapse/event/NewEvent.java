package dev.lapse.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event to write.
 *
 * @param at when it happened
 * @param validUntil it is not sent from this instant on; null for what stays true
 * @param data ids, instants, kinds and versions; never names, reasons or contents of rows
 */
public record NewEvent(
    EventType type,
    String accountId,
    int lapseNumber,
    Instant at,
    @Nullable Instant validUntil,
    Map<String, ?> data) {
  public NewEvent {
    data = Map.copyOf(data);
  }
}
