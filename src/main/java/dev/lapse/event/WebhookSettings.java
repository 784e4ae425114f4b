package dev.lapse.event;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A webhook that receives events. Its address and secrets are never printed, because both may grant
 * access.
 *
 * @param secrets keys of the signatures; more than one during a rotation
 * @param types the event types that it gets
 * @param timeout time limit for the complete response
 */
public record WebhookSettings(
    String name, URI url, List<Secret> secrets, Set<EventType> types, Duration timeout) {
  public WebhookSettings {
    secrets = List.copyOf(secrets);
    types = Set.copyOf(types);
  }

  @Override
  public String toString() {
    return "webhook " + name;
  }

  /** A key for signatures. */
  public static final class Secret {
    private final byte[] key;

    Secret(byte[] key) {
      this.key = key.clone();
    }

    public byte[] key() {
      return key.clone();
    }

    @Override
    public String toString() {
      return "secret";
    }
  }
}
