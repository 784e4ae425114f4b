package dev.lapse.event;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of published events; {@code asyncapi.yaml} describes each. */
public enum EventType {
  LAPSED("account.lapsed"),
  GRACE_ENDING("account.grace-ending"),
  CUT_OFF("account.cut-off"),
  RETENTION_ENDING("account.retention-ending"),
  PURGED("account.purged"),
  EXPIRED("account.expired"),
  REACTIVATED("account.reactivated"),
  HOLD_PLACED("account.hold-placed"),
  HOLD_RELEASED("account.hold-released");

  private final String text;

  EventType(String text) {
    this.text = text;
  }

  /** The {@code type} of the CloudEvent. */
  public String text() {
    return text;
  }

  public static Optional<EventType> of(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
  }

  public static List<String> texts() {
    return Arrays.stream(values()).map(EventType::text).toList();
  }
}
