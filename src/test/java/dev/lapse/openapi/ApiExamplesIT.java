package dev.lapse.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Every example of the document is sent to the program, which answers as the document says. */
class ApiExamplesIT {
  private static final ApiDocument DOCUMENT = ApiDocument.read();
  private static TestProgram program;

  @BeforeAll
  static void serve() {
    program =
        TestProgram.at(SharedProgram.NOW.toString())
            .product(SharedProgram.TABLES)
            .sets(SharedProgram.SETS)
            .file(
                "expire.yaml",
                "mode: enforce\nlimits: {accounts: 2, percent-of-accounts: 100}\n")
            .serving()
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @TestFactory
  Stream<DynamicTest> answersAsTheDocumentSays() {
    return DOCUMENT
        .answers()
        .map(example -> DynamicTest.dynamicTest(example.toString(), () -> send(example)));
  }

  private static void send(AnswerExample example) throws Exception {
    program.clock.set(SharedProgram.NOW);
    program.lapse.run(SharedProgram.EMPTY);
    try (Stage stage = new Stage(program)) {
      Given.named(example.given().path("state").stringValue("nothing")).prepare(stage);
      Answer answer = ask(stage, example);
      assertThat(answer.status()).as(answer.body()).isEqualTo(example.status());
      compare(example, answer);
    }
  }

  private static Answer ask(Stage stage, AnswerExample example) {
    Operation operation = example.operation();
    HttpCaller caller = HttpCaller.of(stage.program);
    String as = example.given().path("as").stringValue(operation.roles().get(0));
    if (!as.equals("nobody")) {
      caller = caller.as("operator");
    }
    String path = path(stage, example);
    if (operation.takesBody()) {
      caller = caller.with("Content-Type", "application/json");
    }
    if (example.given().path("headers").toString().contains("{etag}")) {
      Answer current = caller.get("/api/v1/accounts/42" + (path.endsWith("/access") ? "/access" : path.endsWith("/sign-in") ? "/sign-in" : ""));
      stage.say("etag", String.valueOf(current.header("etag")));
    }
    for (Map.Entry<String, JsonNode> header : example.given().path("headers").properties()) {
      caller = caller.with(header.getKey(), stage.fill(header.getValue().stringValue()));
    }
    String body = body(example);
    return caller.send(
        operation.method(),
        path,
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  private static String body(AnswerExample example) {
    if (!example.operation().takesBody()) {
      return null;
    }
    if (example.given().has("bytes")) {
      return " ".repeat(example.given().get("bytes").intValue());
    }
    if (example.given().has("text")) {
      return example.given().get("text").stringValue();
    }
    return example
        .request()
        .map(name -> example.operation().requestExamples().get(name).toString())
        .orElse(null);
  }

  private static String path(Stage stage, AnswerExample example) {
    String path = example.operation().path();
    Map<String, String> values = new HashMap<>();
    for (JsonNode parameter : example.operation().parameters()) {
      if (parameter.get("in").stringValue().equals("path")) {
        String name = parameter.get("name").stringValue();
        values.put(name, stage.value(name, parameter.get("example").asString()));
      }
    }
    example
        .given()
        .path("path")
        .forEachEntry((name, value) -> values.put(name, value.stringValue()));
    for (Map.Entry<String, String> value : values.entrySet()) {
      path = path.replace("{" + value.getKey() + "}", value.getValue());
    }
    String query =
        example.given().path("query").properties().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue().stringValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? path : path + "?" + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void compare(AnswerExample example, Answer answer) {
    example
        .response()
        .path("headers")
        .forEachEntry(
            (name, reference) -> {
              String value = answer.header(name.toLowerCase(java.util.Locale.ROOT));
              JsonNode header = DOCUMENT.resolve(reference);
              if (value == null) {
                assertThat(header.path("required").booleanValue(false)).as(name).isFalse();
              } else {
                JsonNode schema = header.get("schema");
                JsonNode typed =
                    schema.path("type").stringValue("").equals("integer")
                        ? tools.jackson.databind.node.JsonNodeFactory.instance.numberNode(
                            Long.parseLong(value))
                        : tools.jackson.databind.node.JsonNodeFactory.instance.stringNode(value);
                assertThat(DOCUMENT.wrong(schema, typed)).as(name).isEmpty();
              }
            });
    if (example.mediaType().isEmpty()) {
      assertThat(answer.body()).isEmpty();
      return;
    }
    assertThat(answer.header("content-type")).startsWith(example.mediaType());
    if (example.mediaType().endsWith("json")) {
      RECORDED.put(example.toString(), answer.json());
      assertThat(DOCUMENT.wrong(example.schema(), answer.json())).as(answer.body()).isEmpty();
      assertThat(keys(answer.json())).as(answer.body()).isEqualTo(keys(example.value()));
      if (example.isProblem()) {
        assertThat(answer.json().get("type")).isEqualTo(example.value().get("type"));
      }
    }
  }

  /** The names of all fields, with the way to them. */
  private static Set<String> keys(JsonNode node) {
    Set<String> keys = new TreeSet<>();
    collect("", node, keys);
    return keys;
  }

  private static void collect(String way, JsonNode node, Set<String> keys) {
    if (node.isObject()) {
      node.forEachEntry(
          (name, value) -> {
            keys.add(way + "/" + name);
            collect(way + "/" + name, value, keys);
          });
    }
    if (node.isArray()) {
      node.forEach(each -> collect(way + "[]", each, keys));
    }
  }

  private static final Map<String, JsonNode> RECORDED = new TreeMap<>();

  @AfterAll
  static void record() throws Exception {
    java.nio.file.Files.writeString(
        java.nio.file.Path.of("/tmp/runs-recorded.json"),
        new tools.jackson.databind.json.JsonMapper().writeValueAsString(RECORDED));
  }
}
