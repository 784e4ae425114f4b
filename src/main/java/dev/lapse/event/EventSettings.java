package dev.lapse.event;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@code events.yaml}.
 *
 * @param source source of every CloudEvent; null for the installation's default
 */
public record EventSettings(
    @Nullable String source, List<WebhookSettings> webhooks, @Nullable KafkaSettings kafka) {
  /** The name of the Kafka destination. */
  public static final String KAFKA = "kafka";

  public EventSettings {
    webhooks = List.copyOf(webhooks);
  }

  /** Every destination. */
  public List<String> names() {
    return Stream.concat(
            webhooks.stream().map(WebhookSettings::name),
            kafka == null ? Stream.empty() : Stream.of(KAFKA))
        .toList();
  }

  String[] namesOfThoseThatWant(EventType type) {
    return Stream.concat(
            webhooks.stream()
                .filter(webhook -> webhook.types().contains(type))
                .map(WebhookSettings::name),
            kafka == null ? Stream.empty() : Stream.of(KAFKA))
        .toArray(String[]::new);
  }
}
