package dev.lapse.problem;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The body of a request: one JSON object of at most 64 KiB, without duplicate names. An empty body
 * counts as {@code {}}. Controllers take it as an argument.
 */
public record JsonBody(JsonNode object) {
  /** Its fields. Unknown names are errors. */
  public Fields fields(String... known) {
    return new Fields(object, List.of(known));
  }
}
