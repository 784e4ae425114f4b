package dev.lapse.event.webhook;

import dev.lapse.event.EventSettings;
import dev.lapse.event.delivery.Destination;
import dev.lapse.event.delivery.OpenDestinations;
import java.util.List;
import org.springframework.stereotype.Component;

/** Opens the webhooks. */
@Component
final class OpenWebhooks implements OpenDestinations {
  @Override
  public List<Destination> open(EventSettings settings) {
    return settings.webhooks().stream().<Destination>map(Webhook::new).toList();
  }
}
