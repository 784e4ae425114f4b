package dev.lapse.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** The table that decides, the table in the docs and the running program are one. */
class PermissionsIT {
  private static final Pattern ROW =
      Pattern.compile("^\\| (GET|POST|PUT|DELETE) \\| `([^`]+)` \\| (.+) \\|$", Pattern.MULTILINE);

  /** Taken by Spring Security before a controller is reached. */
  private static final Set<String> TAKEN_BY_FILTERS =
      Set.of(
          "POST /sign-in",
          "POST /sign-out",
          "GET /oauth2/authorization/{registration}",
          "GET /login/oauth2/code/lapse");

  /** Reached by forwards only; requests from outside find nothing there. */
  private static final Set<String> CLOSED = Set.of("/error", "/leaving", "/webjars/**");

  private static TestProgram program;

  @BeforeAll
  static void serve() {
    program =
        TestProgram.at(Instant.now().toString()).catalog("stores: []\nsets: []\n").serving().open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void areThoseOfTheDocument() throws IOException {
    List<String> documented =
        ROW.matcher(Files.readString(Path.of("docs/security.md")))
            .results()
            .map(row -> row.group(1) + " " + row.group(2) + ": " + row.group(3))
            .toList();

    assertThat(documented)
        .containsExactlyElementsOf(Permissions.ALL.stream().map(PermissionsIT::inWords).toList());
  }

  @Test
  void haveARowForEveryEndpointAndAnEndpointForEveryRow() {
    Set<String> rows =
        Permissions.ALL.stream()
            .map(permission -> permission.method() + " " + permission.path())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows).hasSize(Permissions.ALL.size()).containsAll(TAKEN_BY_FILTERS);
    rows.removeAll(TAKEN_BY_FILTERS);

    assertThat(endpoints()).containsExactlyInAnyOrderElementsOf(rows);
  }

  /** What the running program answers, by any kind of mapping. */
  private static Set<String> endpoints() {
    Set<String> endpoints = new TreeSet<>();
    for (HandlerMapping mapping : program.context().getBeansOfType(HandlerMapping.class).values()) {
      if (mapping instanceof RequestMappingInfoHandlerMapping methods) {
        methods.getHandlerMethods().keySet().stream()
            .flatMap(PermissionsIT::requests)
            .forEach(endpoints::add);
      } else if (mapping instanceof AbstractUrlHandlerMapping urls) {
        urls.getHandlerMap().keySet().stream()
            .filter(path -> !CLOSED.contains(path))
            .forEach(path -> endpoints.add("GET " + path));
      }
    }
    return endpoints;
  }

  private static Stream<String> requests(RequestMappingInfo info) {
    return info.getPatternValues().stream()
        .filter(path -> !CLOSED.contains(path))
        .flatMap(
            path ->
                info.getMethodsCondition().getMethods().isEmpty()
                    ? Stream.of("any method " + path)
                    : info.getMethodsCondition().getMethods().stream()
                        .map(method -> method + " " + path));
  }

  private static String inWords(Permission permission) {
    String who =
        switch (permission.who()) {
          case ANYONE -> "anyone";
          case SIGNED_IN -> "any signed-in caller";
          case ROLE ->
              permission.roles().stream()
                  .sorted()
                  .map(Role::text)
                  .collect(Collectors.joining(", "));
        };
    return permission.method() + " " + permission.path() + ": " + who;
  }
}
