package dev.lapse.event.delivery;

import dev.lapse.problem.Fields;
import dev.lapse.problem.JsonBody;
import dev.lapse.security.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Dead letters over HTTP, and the AsyncAPI document of the events. */
@RestController
class EventsController {
  private static final int MOST = 1_000;
  private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

  private final DeadLetters deadLetters;
  private final StopDestination stop;

  EventsController(DeadLetters deadLetters, StopDestination stop) {
    this.deadLetters = deadLetters;
    this.stop = stop;
  }

  /** The oldest dead letters, and the number of all. */
  record Listing(long count, List<DeadLetter> deadLetters) {}

  @GetMapping("/api/v1/dead-letters")
  Listing deadLetters() {
    return new Listing(deadLetters.count(), deadLetters.oldest(MOST));
  }

  @PostMapping("/api/v1/dead-letters/resend")
  Map<String, Integer> resend(JsonBody body, Caller caller) {
    Fields fields = body.fields("destination", "events");
    String destination = fields.text("destination");
    List<UUID> events = events(fields);
    if (destination == null && !fields.has("events")) {
      fields.wrong("destination", "'destination' is missing, or 'events', or both");
    }
    fields.check();
    return Map.of(
        "resent",
        deadLetters.resend(destination, events.isEmpty() ? null : events, caller.actor()));
  }

  @PostMapping("/api/v1/webhooks/{name}/resume")
  Map<String, Object> resume(@PathVariable String name, JsonBody body, Caller caller) {
    body.fields().check();
    return Map.of("destination", name, "resumed", stop.resume(name, caller.actor()));
  }

  @GetMapping("/asyncapi.yaml")
  ResponseEntity<Resource> asyncApi() {
    return ResponseEntity.ok().contentType(YAML).body(new ClassPathResource("asyncapi.yaml"));
  }

  private static List<UUID> events(Fields fields) {
    List<UUID> ids = new ArrayList<>();
    for (String id : fields.texts("events", MOST)) {
      try {
        ids.add(UUID.fromString(id));
      } catch (IllegalArgumentException notAnId) {
        fields.wrong(
            "events", "'%s' is not an event id; GET /api/v1/dead-letters lists them".formatted(id));
      }
    }
    return ids;
  }
}
