package dev.lapse.event;

import dev.lapse.policy.EnumNames;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of published events; {@code asyncapi.yaml} describes each. */
public enum EventType {
  LAPSED,
  GRACE_ENDING,
  CUT_OFF,
  RETENTION_ENDING,
  PURGED,
  EXPIRED,
  REACTIVATED,
  HOLD_PLACED,
  HOLD_RELEASED;

  /** The {@code type} of the CloudEvent. */
  public String text() {
    return "account." + EnumNames.of(this);
  }

  public static Optional<EventType> of(String text) {
    return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
  }

  public static List<String> texts() {
    return Arrays.stream(values()).map(EventType::text).toList();
  }
}
