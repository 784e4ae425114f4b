package dev.lapse.event;

import dev.lapse.file.NearestName;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code events.yaml}. */
public final class ReadEventSettings {
  private static final int MOST_WEBHOOKS = 20;

  /** Properties that guarantee order and delivery; they cannot be overridden. */
  private static final Set<String> FIXED =
      Set.of(
          "acks",
          "bootstrap.servers",
          "delivery.timeout.ms",
          "enable.idempotence",
          "key.serializer",
          "max.block.ms",
          "max.in.flight.requests.per.connection",
          "partitioner.class",
          "request.timeout.ms",
          "retries",
          "transactional.id",
          "value.serializer");

  private ReadEventSettings() {}

  /**
   * Reads the file.
   *
   * @throws dev.lapse.file.WrongFile with file, line, the mistake and how to correct it
   */
  public static EventSettings from(YamlMap file) {
    file.allowOnly("source", "webhooks", "kafka");
    List<WebhookSettings> webhooks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<YamlValue> entries = file.find("webhooks").map(YamlValue::list).orElse(List.of());
    if (entries.size() > MOST_WEBHOOKS) {
      throw file.get("webhooks")
          .wrong(
              "there are %d webhooks, but at most %d are possible; let one of them forward events"
                  .formatted(entries.size(), MOST_WEBHOOKS));
    }
    for (YamlValue entry : entries) {
      WebhookSettings webhook = ReadWebhook.of(entry.map());
      if (!names.add(webhook.name())) {
        throw entry.wrong(
            "there are two webhooks named '%s'; give each its own name".formatted(webhook.name()));
      }
      webhooks.add(webhook);
    }
    return new EventSettings(
        source(file), webhooks, file.find("kafka").map(kafka -> kafka(kafka.map())).orElse(null));
  }

  private static @Nullable String source(YamlMap file) {
    YamlValue value = file.find("source").orElse(null);
    if (value == null) {
      return null;
    }
    try {
      if (new URI(value.text()).isAbsolute()) {
        return value.text();
      }
    } catch (URISyntaxException notAUri) {
      // falls through to the same message
    }
    throw value.wrong(
        "'source' is '%s', but must be a URI such as urn:lapse:production".formatted(value.text()));
  }

  private static KafkaSettings kafka(YamlMap map) {
    map.allowOnly("bootstrap-servers", "topic", "properties");
    YamlValue servers = map.get("bootstrap-servers");
    for (String server : servers.text().split(",", -1)) {
      if (!server.strip().matches("[^\\s:/]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}")) {
        throw servers.wrong(
            "'bootstrap-servers' must be one or more host:port, with commas between them, such as kafka-1:9092,kafka-2:9092");
      }
    }
    YamlValue topic = map.get("topic");
    if (!topic.text().matches("[a-zA-Z0-9._-]{1,249}") || topic.text().matches("\\.{1,2}")) {
      throw topic.wrong(
          "'topic' is '%s', but must consist of letters, digits, dots, hyphens and underscores"
              .formatted(topic.text()));
    }
    return new KafkaSettings(
        servers.text().replaceAll("\\s", ""),
        topic.text(),
        map.find("properties").map(more -> properties(more.map())).orElse(Map.of()));
  }

  private static Map<String, String> properties(YamlMap map) {
    Map<String, String> properties = new LinkedHashMap<>();
    map.all()
        .forEach(
            (key, value) -> {
              if (FIXED.contains(key)) {
                throw value.wrong(
                    "'%s' is set by Lapse, so that no event is lost or out of order; remove it"
                        .formatted(key));
              }
              properties.put(key, value.text());
            });
    return properties;
  }

  static Set<EventType> types(YamlValue value) {
    Set<EventType> types = new HashSet<>();
    for (YamlValue each : value.list()) {
      types.add(
          EventType.of(each.text())
              .orElseThrow(
                  () ->
                      each.wrong(
                          "there is no event type '%s'%s"
                              .formatted(
                                  each.text(), NearestName.hint(each.text(), EventType.texts())))));
    }
    if (types.isEmpty()) {
      throw value.wrong(
          "'types' is empty, so nothing would be sent; leave it out to get all events of accounts");
    }
    return types;
  }
}
