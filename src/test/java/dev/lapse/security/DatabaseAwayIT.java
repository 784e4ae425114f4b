package dev.lapse.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.userdetails.UserDetailsService;

/** While Lapse's database is away, every route and page says so, and says when to try again. */
class DatabaseAwayIT {
  private static final Map<String, String> BODIES =
      Map.of(
          "reactivate", "{\"billingToken\":\"t\"}",
          "trial-end", "{}",
          "withdraw-retention", "{}",
          "access", "{\"ids\":[\"1\"]}",
          "runs", "{\"job\":\"cut-off\"}",
          "stop", "{}",
          "resend", "{\"destination\":\"x\"}",
          "resume", "{}");

  private static final TestDatabase SERVER = TestDatabases.create();
  private static TestProgram program;
  private static Browser browser;

  @BeforeAll
  static void takeTheDatabaseAway() {
    program =
        TestProgram.at(SharedProgram.NOW.toString())
            .catalog("stores: []\nsets: []\n")
            .setting("spring.datasource.hikari.connection-timeout", "300")
            .serving()
            .open();
    program.imports(Import.closed(1));
    browser = Browser.standingAt(program.address());
    String password =
        program
            .get(UserDetailsService.class)
            .loadUserByUsername("operator")
            .getPassword()
            .replace("{noop}", "");
    browser.submit("/sign-in", "/sign-in", Map.of("username", "operator", "password", password));
    assertThat(browser.get("/accounts/1").statusCode()).isEqualTo(200);
    allowConnections(false);
  }

  @AfterAll
  static void close() {
    allowConnections(true);
    program.close();
  }

  private static void allowConnections(boolean allowed) {
    String name = program.lapse.name();
    SERVER.run("alter database %s allow_connections %s".formatted(name, allowed));
    if (!allowed) {
      SERVER.run(
          "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '%s'"
              .formatted(name));
    }
  }

  @Test
  void everyRouteAnswersThatItIsUnavailable() {
    Map<String, Integer> statuses = new TreeMap<>();
    for (Permission permission : Permissions.API) {
      Answer answer = ask(permission);
      statuses.put(permission.method() + " " + permission.path(), answer.status());
      if (answer.status() == 503) {
        assertThat(answer.problem()).isEqualTo("unavailable");
        assertThat(answer.header("retry-after")).isEqualTo("1");
      }
    }

    assertThat(statuses).doesNotContainValue(500);
    assertThat(statuses.entrySet().stream().filter(each -> each.getValue() != 503))
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder(
            "GET /v3/api-docs",
            "GET /v3/api-docs.yaml",
            "GET /asyncapi.yaml",
            "GET /api/v1/policy",
            "GET /actuator",
            "GET /actuator/info",
            "POST /api/v1/dead-letters/resend",
            "POST /api/v1/webhooks/{name}/resume");
  }

  private static Answer ask(Permission permission) {
    String role =
        permission.roles().stream().sorted().map(Role::text).reduce((a, b) -> b).orElse("viewer");
    String path = permission.path().replaceAll("\\{\\w+}", "1");
    HttpCaller caller = HttpCaller.of(program).as(role);
    if (permission.method().name().equals("GET")) {
      return caller.get(path);
    }
    String body =
        permission.method().name().equals("PUT")
            ? "{\"kind\":\"direct\",\"state\":\"active\"}"
            : BODIES.getOrDefault(path.replaceAll(".*/", ""), "{\"reason\":\"x\"}");
    return caller
        .with("Content-Type", "application/json")
        .send(permission.method().name(), path, BodyPublishers.ofString(body));
  }

  @Test
  void everyPageSaysThatItIsUnavailable() {
    HttpResponse<String> account = browser.get("/accounts/1");

    assertThat(account.statusCode()).isEqualTo(503);
    assertThat(account.headers().firstValue("Retry-After")).contains("1");
    assertThat(account.body())
        .containsIgnoringCase("the database does not answer; try again in a second");
    for (Permission page : Permissions.PAGES) {
      assertThat(browser.get(page.path().replaceAll("\\{\\w+}", "1")).statusCode())
          .isIn(200, 302, 403, 404, 405, 503);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus", "health", "health/liveness", "health/readiness"})
  void whatIsWatchedAnswers(String path) {
    assertThat(HttpCaller.of(program).get("/actuator/" + path).status()).isIn(200, 503);
  }

  @Test
  void commandSaysItInOneSentence() {
    Commands.Result shown = Commands.on(program).run("account", "show", "1");

    assertThat(shown.exitCode()).isEqualTo(2);
    assertThat(shown.err()).contains("cannot be reached").doesNotContain("\tat ");
  }
}
