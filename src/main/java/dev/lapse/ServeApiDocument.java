package dev.lapse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /v3/api-docs}: the OpenAPI document, from {@code openapi.yaml}
 * (docs/adr/0014-openapi-by-hand.md). It is read at the first request.
 */
@RestController
@ConditionalOnProperty("lapse.serve")
class ServeApiDocument {
  private static final Resource DOCUMENT = new ClassPathResource("openapi.yaml");
  private static final MediaType YAML =
      new MediaType("application", "yaml", StandardCharsets.UTF_8);

  private final JsonMapper json;

  ServeApiDocument(JsonMapper json) {
    this.json = json;
  }

  @GetMapping("/v3/api-docs")
  ResponseEntity<String> asJson() throws IOException {
    Object document = yaml().load(DOCUMENT.getContentAsString(StandardCharsets.UTF_8));
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(json.writeValueAsString(document));
  }

  @GetMapping("/v3/api-docs.yaml")
  ResponseEntity<String> asYaml() throws IOException {
    return ResponseEntity.ok()
        .contentType(YAML)
        .body(DOCUMENT.getContentAsString(StandardCharsets.UTF_8));
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    // examples shared by several responses are written once
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    return new Yaml(
        new SafeConstructor(options),
        new Representer(new DumperOptions()),
        new DumperOptions(),
        options);
  }
}
