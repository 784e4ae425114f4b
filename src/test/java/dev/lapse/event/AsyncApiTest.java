package dev.lapse.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The document that describes the events is whole and fits its own examples. */
class AsyncApiTest {
  private final AsyncApi api = new AsyncApi();

  @Test
  void describesEveryTypeAndNoOther() {
    assertThat(api.document().get("asyncapi").asString()).isEqualTo("3.0.0");
    assertThat(api.document().at("/channels/accounts/messages").propertyNames())
        .containsExactlyElementsOf(EventType.texts());
    assertThat(api.document().at("/components/messages").size())
        .isEqualTo(EventType.values().length);
  }

  @Test
  void refersToNothingThatIsMissing() {
    List<String> references = new ArrayList<>();
    for (JsonNode reference : api.document().findValues("$ref")) {
      references.add(reference.asString());
    }

    assertThat(references).hasSizeGreaterThan(50);
    assertThat(references)
        .allSatisfy(
            reference ->
                assertThat(api.document().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @ParameterizedTest
  @EnumSource
  void examplesFitTheirSchemaAndSchemasAreStrict(EventType type) {
    JsonNode message = api.message(type.text());
    JsonNode example = message.at("/examples/0/payload");

    assertThat(message.get("name").asString()).isEqualTo(type.text());
    assertThat(api.errors(example)).isEmpty();
    assertThat(api.errors(with(example, "", "name", "Ada"))).isNotEmpty();
    assertThat(api.errors(with(example, "data", "name", "Ada"))).isNotEmpty();
    for (String name : example.propertyNames()) {
      if (!name.equals("type")) {
        assertThat(api.errors(without(example, name))).as("without " + name).isNotEmpty();
      }
    }
  }

  private static JsonNode with(JsonNode example, String inside, String name, String value) {
    JsonNode copy = example.deepCopy();
    ((ObjectNode) (inside.isEmpty() ? copy : copy.get(inside))).put(name, value);
    return copy;
  }

  private static JsonNode without(JsonNode example, String name) {
    ObjectNode copy = (ObjectNode) example.deepCopy();
    copy.remove(name);
    return copy;
  }
}
