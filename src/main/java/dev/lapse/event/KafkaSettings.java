package dev.lapse.event;

import java.util.Map;

/**
 * The topic of Kafka that gets every event.
 *
 * @param properties of the producer, as Kafka names them; never printed, passwords may be among
 *     them
 */
public record KafkaSettings(String bootstrapServers, String topic, Map<String, String> properties) {
  public KafkaSettings {
    properties = Map.copyOf(properties);
  }

  @Override
  public String toString() {
    return "topic " + topic;
  }
}
