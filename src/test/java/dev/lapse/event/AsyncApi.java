package dev.lapse.event;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code asyncapi.yaml}, and whether an event is as it says. */
public final class AsyncApi {
  private static final JsonMapper JSON = new JsonMapper();

  private final JsonNode document = read();

  public JsonNode document() {
    return document;
  }

  /** What is wrong with an event, by the schema of its type; nothing if it is right. */
  public List<Error> errors(JsonNode event) {
    String type = event.path("type").asString("");
    JsonNode message = message(type);
    ObjectNode schema = JSON.createObjectNode();
    schema.putArray("allOf").add(message.get("payload"));
    schema.set("components", document.get("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(schema)
        .validate(event);
  }

  /** The message of a type, its reference followed. */
  JsonNode message(String type) {
    JsonNode reference = document.at("/channels/accounts/messages").path(type).path("$ref");
    if (!reference.isString()) {
      throw new IllegalArgumentException("asyncapi.yaml does not know '" + type + "'");
    }
    return document.at(reference.asString().substring(1));
  }

  private static JsonNode read() {
    try (InputStream in = AsyncApi.class.getResourceAsStream("/asyncapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
