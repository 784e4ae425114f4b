package dev.lapse.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.ServingProgram;
import dev.lapse.testing.TestProgram;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** The document describes what the program has, and nothing else. */
class ApiMappingsIT {
  private final ApiDocument document = ApiDocument.read();
  private final TestProgram program = ServingProgram.knowingNothing();

  @Test
  void speaksOfEveryHandlerOfTheProgramAndNothingElse() {
    assertThat(document.operations().stream().map(each -> each.method() + " " + each.path()))
        .containsExactlyInAnyOrderElementsOf(handled());
  }

  /** Pages, errors and what Spring Boot watches are no part of the API. */
  private Set<String> handled() {
    return program
        .context()
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .stream()
        .flatMap(ApiMappingsIT::methods)
        .filter(each -> each.matches("[A-Z]+ /(api/|v3/|asyncapi).*"))
        .collect(Collectors.toSet());
  }

  private static Stream<String> methods(RequestMappingInfo mapping) {
    return mapping.getPatternValues().stream()
        .flatMap(
            path ->
                mapping.getMethodsCondition().getMethods().stream()
                    .map(method -> method.name() + " " + path));
  }

  @Test
  void isServedAsJsonAndAsItWasWritten() throws Exception {
    HttpCaller caller = HttpCaller.of(program).as("access");

    JsonNode json = caller.get("/v3/api-docs").json();

    assertThat(json).isEqualTo(document.root);
    assertThat(caller.get("/v3/api-docs.yaml").body())
        .isEqualTo(java.nio.file.Files.readString(ApiDocument.FILE));
  }
}
