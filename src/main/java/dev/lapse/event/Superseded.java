package dev.lapse.event;

import java.util.Map;

/** An event that is no longer sent to at least one destination. */
public record Superseded(EventType type, int lapseNumber, Map<String, Object> data) {
  public Superseded {
    data = Map.copyOf(data);
  }
}
