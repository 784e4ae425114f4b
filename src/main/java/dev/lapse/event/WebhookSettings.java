package dev.lapse.event;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A receiver of events. Its address and secrets are never printed: both may let somebody in.
 *
 * @param secrets keys of the signatures; more than one while they are changed
 * @param types what is sent to it
 * @param timeout within which the whole answer must have come
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

  /** A key of signatures. */
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
