package dev.lapse.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code openapi.yaml} as tests read it. */
public final class ApiDocument {
  static final Path FILE = Path.of("src/main/resources/openapi.yaml");
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final JsonMapper JSON = new JsonMapper();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  final JsonNode root;
  private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

  private ApiDocument(JsonNode root) {
    this.root = root;
  }

  public static ApiDocument read() {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    try {
      Object document = new Yaml(new SafeConstructor(options)).load(Files.readString(FILE));
      return new ApiDocument(JSON.valueToTree(document));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    root.get("paths")
        .forEachEntry(
            (path, item) ->
                item.forEachEntry(
                    (method, node) -> {
                      if (METHODS.contains(method)) {
                        operations.add(
                            new Operation(this, path, method.toUpperCase(Locale.ROOT), node));
                      }
                    }));
    return operations;
  }

  Stream<AnswerExample> answers() {
    return operations().stream().flatMap(operation -> operation.answers().stream());
  }

  /** The node itself, or what it refers to. */
  JsonNode resolve(JsonNode node) {
    return node.has("$ref") && node.size() == 1
        ? resolve(at(node.get("$ref").stringValue()))
        : node;
  }

  JsonNode at(String reference) {
    JsonNode node = root.at(reference.substring(1));
    if (node.isMissingNode()) {
      throw new IllegalArgumentException("nothing at " + reference);
    }
    return node;
  }

  /** What is wrong with a value by a schema of this document. */
  List<Error> wrong(JsonNode schema, JsonNode value) {
    return compile(schema).validate(value);
  }

  /** The schema, with all that it may refer to. */
  Schema compile(JsonNode schema) {
    return compiled.computeIfAbsent(
        schema,
        node -> {
          ObjectNode alone = JsonNodeFactory.instance.objectNode();
          alone.set("allOf", JsonNodeFactory.instance.arrayNode().add(node));
          alone.set("components", root.get("components"));
          Schema made = SCHEMAS.getSchema(alone);
          made.initializeValidators();
          return made;
        });
  }
}
