package dev.lapse.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One operation of the document. */
public record Operation(ApiDocument document, String path, String method, JsonNode node) {
  public String id() {
    return node.path("operationId").stringValue("");
  }

  public List<String> roles() {
    return node.path("x-roles").values().stream().map(JsonNode::stringValue).toList();
  }

  /** Its parameters and those of its path. */
  List<JsonNode> parameters() {
    List<JsonNode> parameters = new ArrayList<>();
    document.root.get("paths").get(path).path("parameters").forEach(parameters::add);
    node.path("parameters").forEach(parameters::add);
    return parameters.stream().map(document::resolve).toList();
  }

  boolean takesBody() {
    return node.has("requestBody");
  }

  /** The media type object of its body. */
  JsonNode body() {
    return document.resolve(node.path("requestBody")).path("content").path("application/json");
  }

  Map<String, JsonNode> requestExamples() {
    Map<String, JsonNode> examples = new LinkedHashMap<>();
    body()
        .path("examples")
        .forEachEntry((name, example) -> examples.put(name, example.get("value")));
    return examples;
  }

  /** That of any other mistake is in the example. */
  private static int status(String status, JsonNode example) {
    return status.equals("default")
        ? example.path("value").path("status").intValue(0)
        : Integer.parseInt(status);
  }

  /** Every answer there is an example of. */
  List<AnswerExample> answers() {
    List<AnswerExample> answers = new ArrayList<>();
    node.path("responses")
        .forEachEntry(
            (status, reference) -> {
              JsonNode response = document.resolve(reference);
              int code = status(status, response);
              if (response.has("x-given")) {
                answers.add(
                    new AnswerExample(this, code, "", "", response, response.get("x-given")));
              }
              response
                  .path("content")
                  .forEachEntry(
                      (type, media) -> {
                        if (media.has("x-given")) {
                          answers.add(
                              new AnswerExample(
                                  this, code, type, "", response, media.get("x-given")));
                        }
                        media
                            .path("examples")
                            .forEachEntry(
                                (name, example) ->
                                    answers.add(
                                        new AnswerExample(
                                            this,
                                            status(status, example),
                                            type,
                                            name,
                                            response,
                                            example.path("x-given"))));
                      });
            });
    return answers;
  }
}
