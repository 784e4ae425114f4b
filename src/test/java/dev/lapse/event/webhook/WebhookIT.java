package dev.lapse.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.event.Event;
import dev.lapse.event.EventType;
import dev.lapse.event.WebhookSettings;
import dev.lapse.event.delivery.DeliveryAttempt;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One attempt, to addresses that settings would not have let through, or could not know. */
class WebhookIT {
  private static final Instant NOW = Instant.parse("2026-11-25T18:00:00Z");

  @Test
  void addressIsLookedAtBeforeAnythingIsSent() {
    assertThat(deliver("http://169.254.169.254/latest/meta-data"))
        .isEqualTo(
            new DeliveryAttempt.Failed(
                null, "refused: its name resolves to a link-local or metadata address", null));
  }

  @Test
  void reportsUnknownHost() {
    assertThat(deliver("http://no-such-host.invalid/"))
        .isEqualTo(new DeliveryAttempt.Failed(null, "unknown host", null));
  }

  private static DeliveryAttempt deliver(String url) {
    try (Webhook webhook =
        new Webhook(
            new WebhookSettings(
                "mailer",
                URI.create(url),
                List.of(),
                Set.of(EventType.values()),
                Duration.ofSeconds(1)))) {
      return webhook.deliver(
          new Event(1, UUID.randomUUID(), EventType.PURGED, "42", NOW, "{}"), new byte[0], NOW);
    }
  }
}
