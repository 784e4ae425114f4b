package dev.lapse.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The names that {@code values.schema.json} allows, as far down as values have defaults. */
final class SchemaKeys {
  /** What Helm itself puts among the values of a chart that is part of another. */
  private static final Set<String> OF_HELM = Set.of("global");

  /** These are described as a whole: what is in them is not Lapse's. */
  private static final Set<String> WHOLE = Set.of("strategy", "affinity");

  private SchemaKeys() {}

  static List<String> read() {
    try {
      JsonNode schema =
          new ObjectMapper().readTree(Chart.SOURCE.resolve("values.schema.json").toFile());
      List<String> names = new ArrayList<>();
      collect("", schema, names);
      return names;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void collect(String prefix, JsonNode schema, List<String> names) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String name = prefix + property.getKey();
              if (OF_HELM.contains(name)) {
                return;
              }
              names.add(name);
              if (!WHOLE.contains(name)) {
                if (property.getValue().has("properties")
                    && property.getValue().path("additionalProperties").asBoolean(true)) {
                  throw new AssertionError(name + " takes names that it does not know");
                }
                collect(name + ".", property.getValue(), names);
              }
            });
  }
}
