package dev.lapse.event;

import java.util.Map;

/** An event that at least one destination is no longer told. */
public record Superseded(EventType type, int lapseNumber, Map<String, Object> data) {
  public Superseded {
    data = Map.copyOf(data);
  }
}
