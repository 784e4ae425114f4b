package dev.lapse.event.kafka;

import dev.lapse.event.EventSettings;
import dev.lapse.event.KafkaSettings;
import dev.lapse.event.delivery.Destination;
import dev.lapse.event.delivery.OpenDestinations;
import java.util.List;
import org.springframework.stereotype.Component;

/** Opens the topic, if one is configured. */
@Component
final class OpenKafka implements OpenDestinations {
  @Override
  public List<Destination> open(EventSettings settings) {
    KafkaSettings kafka = settings.kafka();
    return kafka == null ? List.of() : List.of(new KafkaTopic(kafka));
  }
}
