package dev.lapse.policy;

import java.util.Map;

/**
 * A reason that a customer can choose when pausing or closing.
 *
 * @param code stays in the history of lapses
 * @param label what customers read, by language
 * @param text whether the customer may add a text
 */
public record CancelReason(String code, Map<String, String> label, boolean text) {
  public CancelReason {
    label = Map.copyOf(label);
  }
}
