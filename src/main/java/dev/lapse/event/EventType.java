package dev.lapse.event;

import dev.lapse.policy.EnumNames;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
  HOLD_RELEASED,
  FILES_LOADED("files.loaded"),
  FILES_REFUSED("files.refused");

  /** All but those that are not about an account. */
  static final Set<EventType> OF_ACCOUNTS =
      Collections.unmodifiableSet(EnumSet.range(LAPSED, HOLD_RELEASED));

  private final String text;

  EventType() {
    this.text = "account." + EnumNames.of(this);
  }

  EventType(String text) {
    this.text = text;
  }

  /** The {@code type} of the CloudEvent. */
  public String text() {
    return text;
  }

  public static Optional<EventType> of(String text) {
    return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
  }

  public static List<String> texts() {
    return Arrays.stream(values()).map(EventType::text).toList();
  }
}
