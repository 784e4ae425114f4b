package dev.lapse.problem;

import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body of a request: one JSON object of at most 64 KiB, without duplicate names. An empty body
 * counts as {@code {}}. Controllers take it as an argument.
 */
public record JsonBody(JsonNode object) {
  /** Reads JSON without duplicate names, and nothing after it. */
  public static ObjectReader strictly(JsonMapper json) {
    return json.readerFor(JsonNode.class)
        .with(
            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** Its fields. Unknown names are errors. */
  public Fields fields(String... known) {
    return new Fields(object, List.of(known));
  }
}
