package dev.lapse.event;

import java.util.Map;

/**
 * The Kafka topic that gets every event.
 *
 * @param properties Kafka's producer properties; never printed, because they may contain passwords
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
