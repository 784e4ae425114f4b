package dev.lapse.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event to write.
 *
 * @param accountId empty if it is not about an account
 * @param at when it happened
 * @param validUntil the event is not sent from this instant on; null if it stays true
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

  /** An event that is not about an account. */
  public static NewEvent ofNoAccount(EventType type, Instant at, Map<String, ?> data) {
    return new NewEvent(type, "", 0, at, null, data);
  }
}
