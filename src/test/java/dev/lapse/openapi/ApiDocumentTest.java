package dev.lapse.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lapse.event.EventType;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.JobName;
import dev.lapse.problem.ProblemType;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.StopCause;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document is valid, strict and whole, and its examples fit its schemas. */
class ApiDocumentTest {
  private static final Set<String> KEYWORDS =
      Set.of(
          "$ref",
          "additionalProperties",
          "anyOf",
          "const",
          "default",
          "description",
          "enum",
          "format",
          "items",
          "maxItems",
          "maxLength",
          "maxProperties",
          "maximum",
          "minItems",
          "minProperties",
          "minLength",
          "minimum",
          "oneOf",
          "pattern",
          "properties",
          "propertyNames",
          "required",
          "type",
          "uniqueItems");

  private final ApiDocument document = ApiDocument.read();

  @Test
  void isReadWithoutAComplaint() throws IOException {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult read =
        new OpenAPIV3Parser().readContents(Files.readString(ApiDocument.FILE), null, options);

    assertThat(read.getMessages()).isEmpty();
    assertThat(read.getOpenAPI().getPaths())
        .hasSameSizeAs(document.root.get("paths").propertyNames());
  }

  @Test
  void hasSchemasThatAreSchemas() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    eachSchema(
        (where, schema) -> {
          assertThat(meta.validate(schema)).as(where).isEmpty();
          assertThat(document.compile(schema)).as(where).isNotNull();
        });
  }

  @Test
  void usesNoKeywordThatMeansNothing() {
    eachSchema(
        (where, schema) -> assertThat(schema.propertyNames()).as(where).isSubsetOf(KEYWORDS));
  }

  @Test
  void knowsEveryFieldOfEveryObject() {
    eachSchema(
        (where, schema) -> {
          if (schema.has("properties")) {
            assertThat(schema.path("additionalProperties").booleanValue(true)).as(where).isFalse();
            assertThat(schema.get("properties").propertyNames())
                .as(where)
                .containsAll(
                    schema.path("required").values().stream().map(JsonNode::stringValue).toList());
          }
        });
  }

  @Test
  void describesEverything() {
    document
        .root
        .get("components")
        .get("schemas")
        .forEachEntry((name, schema) -> assertThat(said(schema)).as(name).isTrue());
    eachSchema(
        (where, schema) ->
            schema
                .path("properties")
                .forEachEntry(
                    (name, property) ->
                        assertThat(said(property) || said(document.resolve(property)))
                            .as(where + "." + name)
                            .isTrue()));
    for (Operation operation : document.operations()) {
      assertThat(operation.node().has("summary")).as(operation.id()).isTrue();
      assertThat(said(operation.node())).as(operation.id()).isTrue();
      operation.parameters().forEach(each -> assertThat(said(each)).as(operation.id()).isTrue());
    }
  }

  @Test
  void refersOnlyToWhatIsThereAndKeepsNothingThatNobodyRefersTo() {
    Set<String> references = new HashSet<>();
    collectReferences(document.root, references);

    assertThat(references).allSatisfy(each -> assertThat(document.at(each)).isNotNull());
    List<String> components = new ArrayList<>();
    document
        .root
        .get("components")
        .forEachEntry(
            (kind, named) ->
                named
                    .propertyNames()
                    .forEach(name -> components.add("#/components/" + kind + "/" + name)));
    components.removeIf(each -> each.startsWith("#/components/securitySchemes/"));
    assertThat(components).containsExactlyInAnyOrderElementsOf(references);
  }

  @Test
  void namesEveryTypeOfProblemAndNoOther() {
    assertThat(values("ProblemType"))
        .containsExactlyElementsOf(
            Arrays.stream(ProblemType.values()).map(type -> type.uri().toString()).toList());
  }

  @Test
  void hasTheWordsOfTheProgram() {
    assertThat(values("JobName")).containsExactlyElementsOf(JobName.texts());
    assertThat(values("RunStatus")).containsExactlyElementsOf(EnumNames.all(RunStatus.class));
    assertThat(values("AccountKind")).containsExactlyElementsOf(EnumNames.all(AccountKind.class));
    assertThat(values("AccountState")).containsExactlyElementsOf(EnumNames.all(AccountState.class));
    assertThat(values("EvidenceKind")).containsExactlyElementsOf(EnumNames.all(EvidenceKind.class));
    assertThat(values("EventType"))
        .containsExactlyElementsOf(Stream.of(EventType.values()).map(EventType::text).toList());
    assertThat(values("StopCause")).containsExactlyElementsOf(EnumNames.all(StopCause.class));
  }

  @Test
  void givesAnExampleOfEveryProblem() {
    assertThat(
            document
                .answers()
                .filter(AnswerExample::isProblem)
                .map(answer -> answer.value().get("type").stringValue()))
        .containsAll(Stream.of(ProblemType.values()).map(type -> type.uri().toString()).toList());
  }

  @Test
  void givesAnExampleOfEveryAnswer() {
    for (Operation operation : document.operations()) {
      Set<Integer> answered =
          operation.answers().stream().map(AnswerExample::status).collect(Collectors.toSet());
      assertThat(
              operation.node().get("responses").propertyNames().stream()
                  .filter(status -> !status.equals("default"))
                  .map(Integer::parseInt)
                  .toList())
          .as(operation.id())
          .isSubsetOf(answered);
      operation
          .answers()
          .forEach(answer -> assertThat(answer.given().isObject()).as(answer.toString()).isTrue());
    }
  }

  @Test
  void hasExamplesThatFitTheirSchemas() {
    document
        .answers()
        .filter(answer -> !answer.value().isMissingNode())
        .forEach(
            answer ->
                assertThat(document.wrong(answer.schema(), answer.value()))
                    .as(answer.toString())
                    .isEmpty());
    for (Operation operation : document.operations()) {
      operation
          .requestExamples()
          .forEach(
              (name, value) ->
                  assertThat(document.wrong(operation.body().get("schema"), value))
                      .as(operation.id() + " " + name)
                      .isEmpty());
    }
  }

  @Test
  void hasProblemsWhoseTitleAndStatusAreThoseOfTheirType() {
    document
        .answers()
        .filter(AnswerExample::isProblem)
        .forEach(
            answer -> {
              String uri = answer.value().get("type").stringValue();
              ProblemType type =
                  ProblemType.named(uri.substring(uri.lastIndexOf(':') + 1)).orElseThrow();
              assertThat(answer.value().get("title").stringValue())
                  .as(answer.toString())
                  .isEqualTo(type.title());
              assertThat(answer.value().get("status").intValue())
                  .as(answer.toString())
                  .isEqualTo(type.status())
                  .isEqualTo(answer.status());
            });
  }

  @Test
  void sendsEveryExampleOfARequest() {
    for (Operation operation : document.operations()) {
      assertThat(operation.answers().stream().flatMap(answer -> answer.request().stream()))
          .as(operation.id())
          .containsAll(operation.requestExamples().keySet());
    }
  }

  private List<String> values(String schema) {
    return document.at("#/components/schemas/" + schema).get("enum").values().stream()
        .map(JsonNode::stringValue)
        .toList();
  }

  private static boolean said(JsonNode node) {
    return node.path("description").stringValue("").length() > 3;
  }

  private static void collectReferences(JsonNode node, Set<String> references) {
    if (node.isObject() && node.path("$ref").isString()) {
      references.add(node.get("$ref").stringValue());
    }
    node.forEach(each -> collectReferences(each, references));
  }

  /** Every schema of the document, those within others too. */
  private void eachSchema(BiConsumer<String, JsonNode> look) {
    document
        .root
        .get("components")
        .get("schemas")
        .forEachEntry((name, schema) -> eachWithin(name, schema, look));
    for (Operation operation : document.operations()) {
      eachWithin(operation.id() + " body", operation.body().path("schema"), look);
      operation
          .parameters()
          .forEach(each -> eachWithin(operation.id() + " parameter", each.get("schema"), look));
      operation.answers().forEach(answer -> eachWithin(answer.toString(), answer.schema(), look));
    }
  }

  private static void eachWithin(String where, JsonNode schema, BiConsumer<String, JsonNode> look) {
    if (!schema.isObject()) {
      return;
    }
    look.accept(where, schema);
    schema
        .path("properties")
        .forEachEntry((name, property) -> eachWithin(where + "." + name, property, look));
    for (String one : List.of("items", "additionalProperties", "propertyNames")) {
      eachWithin(where + "/" + one, schema.path(one), look);
    }
    for (String several : List.of("anyOf", "oneOf")) {
      schema.path(several).forEach(each -> eachWithin(where + "/" + several, each, look));
    }
  }
}
