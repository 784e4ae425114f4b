package dev.lapse.event;

import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Dead letters over HTTP, and the description of the events. */
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

  /** The oldest dead letters, and how many there are. */
  record Listing(long count, List<DeadLetter> deadLetters) {}

  @GetMapping("/api/v1/dead-letters")
  Listing deadLetters() {
    return new Listing(deadLetters.count(), deadLetters.oldest(MOST));
  }

  @PostMapping("/api/v1/dead-letters/resend")
  Map<String, Integer> resend(@RequestBody JsonNode body, Principal caller) {
    for (String name : body.propertyNames()) {
      if (!List.of("destination", "events").contains(name)) {
        throw invalid("unknown field '%s'; known: destination, events".formatted(name));
      }
    }
    return Map.of("resent", deadLetters.resend(destination(body), events(body), caller.getName()));
  }

  @PostMapping("/api/v1/webhooks/{name}/resume")
  Map<String, Object> resume(@PathVariable String name, Principal caller) {
    return Map.of("destination", name, "resumed", stop.resume(name, caller.getName()));
  }

  @GetMapping("/asyncapi.yaml")
  ResponseEntity<Resource> asyncApi() {
    return ResponseEntity.ok().contentType(YAML).body(new ClassPathResource("asyncapi.yaml"));
  }

  private static @Nullable String destination(JsonNode body) {
    JsonNode value = body.path("destination");
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw invalid("'destination' must be a text, such as \"mailer\"");
    }
    return value.asString();
  }

  private static @Nullable List<UUID> events(JsonNode body) {
    JsonNode value = body.path("events");
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isArray() || value.isEmpty() || value.size() > MOST) {
      throw invalid("'events' must be a list of 1 to %d ids of events".formatted(MOST));
    }
    List<UUID> ids = new ArrayList<>();
    for (JsonNode id : value) {
      try {
        ids.add(UUID.fromString(id.asString("")));
      } catch (IllegalArgumentException notAnId) {
        throw invalid("'events' must contain ids of events, as 'deadLetters' lists them");
      }
    }
    return ids;
  }

  private static NotDeliverable invalid(String detail) {
    return new NotDeliverable(new Problem(ProblemType.INVALID, detail));
  }
}
