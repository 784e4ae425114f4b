package dev.lapse.event.delivery;

import dev.lapse.event.Event;
import dev.lapse.event.EventSettings;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes an event as a CloudEvent 1.0 in JSON (structured mode). */
@Component
class WriteCloudEvent {
  private static final String INSTALLATION = "select id from lapse.installation";

  /** Padded to the digits of the largest number, so that text sorts as numbers do. */
  private static final String SEQUENCE = "%019d";

  private final JsonMapper json;
  private final JdbcClient jdbc;
  private final EventSettings settings;
  private volatile @Nullable String source;

  WriteCloudEvent(JsonMapper json, JdbcClient jdbc, EventSettings settings) {
    this.json = json;
    this.jdbc = jdbc;
    this.settings = settings;
  }

  /** The same bytes for the same event, at every attempt. */
  byte[] write(Event event) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("specversion", "1.0");
    members.put("id", event.id().toString());
    members.put("source", source());
    members.put("type", event.type().text());
    if (!event.accountId().isEmpty()) {
      members.put("subject", event.accountId());
    }
    members.put("time", event.at().toString());
    members.put("sequence", SEQUENCE.formatted(event.number()));
    members.put("datacontenttype", "application/json");
    members.put("data", json.readTree(event.data()));
    return json.writeValueAsString(members).getBytes(StandardCharsets.UTF_8);
  }

  private String source() {
    String known = source;
    if (known == null) {
      known = settings.source();
      if (known == null) {
        known = "urn:lapse:" + jdbc.sql(INSTALLATION).query(UUID.class).single();
      }
      source = known;
    }
    return known;
  }
}
