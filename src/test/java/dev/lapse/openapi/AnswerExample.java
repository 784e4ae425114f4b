package dev.lapse.openapi;

import dev.lapse.security.Role;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * An answer that the document gives an example of.
 *
 * @param mediaType empty where the answer has no body
 * @param given what it is the answer to: {@code state} names what is prepared, {@code as} who asks,
 *     {@code path}, {@code method}, {@code query} and {@code headers} what is sent, {@code program}
 *     to which, and as the body {@code example} (of the request), {@code text} or so many {@code
 *     bytes}
 */
record AnswerExample(
    Operation operation,
    int status,
    String mediaType,
    String name,
    JsonNode response,
    JsonNode given) {
  private JsonNode media() {
    return response.path("content").path(mediaType);
  }

  JsonNode schema() {
    return media().path("schema");
  }

  JsonNode value() {
    return media().path("examples").path(name).path("value");
  }

  boolean isProblem() {
    return mediaType.equals("application/problem+json");
  }

  /** The name of the request's example that is sent, if any is. */
  Optional<String> request() {
    if (given.has("text") || given.has("bytes")) {
      return Optional.empty();
    }
    if (given.has("example")) {
      return Optional.of(given.get("example").stringValue());
    }
    var examples = operation.requestExamples();
    return examples.containsKey(name) ? Optional.of(name) : examples.keySet().stream().findFirst();
  }

  /** The program to which it is sent. */
  String program() {
    return given.path("program").stringValue(Programs.USUAL);
  }

  /** The caller; by default, one that is authorized. */
  String as() {
    String as = given.path("as").stringValue(operation.roles().get(0));
    return as.equals("other")
        ? Stream.of(Role.values())
            .map(Role::text)
            .filter(role -> !operation.roles().contains(role))
            .findFirst()
            .orElseThrow()
        : as;
  }

  @Override
  public String toString() {
    return "%s %d %s".formatted(operation.id(), status, name);
  }
}
