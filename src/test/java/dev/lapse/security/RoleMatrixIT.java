package dev.lapse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.file.WrongFile;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.OpenIdProvider;
import dev.lapse.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

/** Each role may do what the table says, and nothing else: every endpoint with every role. */
class RoleMatrixIT {
  /** An account, a run, a hold: none of them is there. */
  private static final String NOBODY = "999999";

  private static OpenIdProvider provider;
  private static TestProgram program;

  @BeforeAll
  static void serve() {
    provider = OpenIdProvider.start();
    program =
        provider
            .believedBy(TestProgram.at(Instant.now().toString()).catalog("stores: []\nsets: []\n"))
            .open();
    program.imports("{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\"}\n");
  }

  @AfterAll
  static void close() {
    program.close();
    provider.close();
  }

  /** What was wrong in one test must not be too much for the next. */
  @BeforeEach
  void aLittleLater() {
    program.clock.advance(Duration.ofMinutes(2));
  }

  @Test
  void letsEachRoleDoWhatTheTableSaysAndNothingElse() {
    Map<String, List<String>> callers = new LinkedHashMap<>();
    Arrays.stream(Role.values()).forEach(role -> callers.put(role.text(), List.of(role.text())));
    callers.put("no role", List.of());
    callers.put("an unknown role", List.of("admin", "ROLE_OPERATOR", "OPERATOR"));
    Arrays.stream(Role.values())
        .forEach(
            without ->
                callers.put(
                    "all but " + without.text(),
                    Arrays.stream(Role.values())
                        .filter(role -> role != without)
                        .map(Role::text)
                        .toList()));
    List<String> wrong = new ArrayList<>();
    int asked = 0;

    for (Map.Entry<String, List<String>> caller : callers.entrySet()) {
      HttpCaller http =
          with(
              provider.token(
                  "someone",
                  Map.of("roles", caller.getValue(), "primary_administrator_of", List.of(NOBODY))));
      for (Permission permission : Permissions.API) {
        Answer answer = ask(http, permission);
        asked++;
        boolean allowed =
            permission.who() != Permission.Who.ROLE
                || permission.roles().stream()
                    .anyMatch(role -> caller.getValue().contains(role.text()));
        boolean refused = answer.status() == 403 && answer.problem().equals("forbidden");
        if (allowed ? answer.status() == 403 || answer.status() == 401 : !refused) {
          wrong.add(
              "%s: %s %s answered %d"
                  .formatted(
                      caller.getKey(), permission.method(), permission.path(), answer.status()));
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(asked).isEqualTo(Permissions.API.size() * 12);
  }

  @Test
  void refusesEveryWrongTokenAtEveryEndpoint() {
    Map<String, BiFunction<String, List<String>, String>> tokens =
        Map.of(
            "expired", provider::expired,
            "of another issuer", provider::ofAnother,
            "for others", provider::forOthers,
            "of no known type", (subject, roles) -> provider.ofType("dpop+jwt", subject, roles),
            "tampered", provider::tampered,
            "unsigned", provider::unsigned,
            "signed with the public key", provider::signedWithPublicKey,
            "no token at all", (subject, roles) -> "rubbish");
    List<String> all = Arrays.stream(Role.values()).map(Role::text).toList();
    List<String> wrong = new ArrayList<>();

    tokens.forEach(
        (name, make) -> {
          HttpCaller http = with(make.apply("someone", all));
          for (Permission permission : Permissions.API) {
            aLittleLater();
            Answer answer = ask(http, permission);
            if (answer.status() != 401
                || !answer.problem().equals("unauthenticated")
                || !String.valueOf(answer.header("www-authenticate"))
                    .startsWith("Bearer error=\"invalid_token\", error_description=\"")) {
              wrong.add(
                  "%s: %s %s answered %d %s"
                      .formatted(
                          name,
                          permission.method(),
                          permission.path(),
                          answer.status(),
                          answer.headers()));
            }
          }
        });

    assertThat(wrong).isEmpty();
  }

  @Test
  void letsInWithAJwtAndWithAnAccessTokenByItsType() {
    for (String type : List.of("JWT", "at+jwt", "application/at+jwt")) {
      assertThat(with(provider.ofType(type, "x", List.of("viewer"))).get("/api/v1/runs").status())
          .as(type)
          .isEqualTo(200);
    }
  }

  @Test
  void doesNotStartWithAnIssuerAndNoAudience() {
    TestProgram.Setup setup =
        TestProgram.at(Instant.now().toString())
            .catalog("stores: []\nsets: []\n")
            .serving()
            .setting(
                "spring.security.oauth2.resourceserver.jwt.issuer-uri", "http://127.0.0.1:1/idp");

    assertThatThrownBy(setup::open)
        .rootCause()
        .isInstanceOf(WrongFile.class)
        .hasMessageContaining("spring.security.oauth2.resourceserver.jwt.audiences: is not set");
  }

  @Test
  void asksForATokenWhereThereIsNone() {
    for (Permission permission : Permissions.API) {
      Answer answer = ask(HttpCaller.of(program), permission);

      assertThat(answer.status()).as(permission.toString()).isEqualTo(401);
      assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
      assertThat(answer.problem()).isEqualTo("unauthenticated");
    }
  }

  @Test
  void answersHealthAndMetricsWhateverTokenIsBrought() {
    for (String path :
        List.of(
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness",
            "/actuator/prometheus")) {
      assertThat(HttpCaller.of(program).get(path).status()).isEqualTo(200);
      assertThat(with("rubbish").get(path).status()).isEqualTo(200);
    }
  }

  @Test
  void saysWhyATokenIsWrong() {
    assertThat(detail(provider.expired("x", List.of()))).startsWith("Jwt expired at");
    assertThat(detail(provider.forOthers("x", List.of()))).isEqualTo("The aud claim is not valid");
    aLittleLater();
    assertThat(detail(provider.withoutExpiry("x", List.of())))
        .isEqualTo("The exp claim is required");
    assertThat(detail(provider.tampered("x", List.of())))
        .isEqualTo("the token is malformed or not signed by the OpenID issuer");
    assertThat(detail(provider.token("x".repeat(201), List.of()))).contains("sub claim");
    assertThat(detail(provider.token("line\nbreak", List.of()))).contains("sub claim");
    assertThat(detail(provider.token("x", Map.of("typ", "ID")))).contains("ID token");
  }

  private static String detail(String token) {
    return with(token).get("/api/v1/runs").json().get("detail").stringValue();
  }

  @Test
  void refusesRequestsThatNoRowAllows() {
    HttpCaller all =
        with(provider.token("x", Arrays.stream(Role.values()).map(Role::text).toList()));

    assertThat(all.get("/api/v1/nothing").status()).isEqualTo(404);
    assertThat(all.get("/api/v1/nothing").problem()).isEqualTo("not-found");
    assertThat(all.get("/actuator/env").status()).isEqualTo(404);
    assertThat(all.get("/api/v1/runs/").status()).isEqualTo(404);
    Answer delete = all.send("DELETE", "/api/v1/runs", BodyPublishers.noBody());
    assertThat(delete.status()).isEqualTo(405);
    assertThat(delete.header("allow")).isEqualTo("GET, POST");
    assertThat(
            with(provider.token("x", List.of("viewer")))
                .send("OPTIONS", "/api/v1/runs", BodyPublishers.noBody())
                .status())
        .isEqualTo(405);
    assertThat(HttpCaller.of(program).get("/api/v1/nothing").status()).isEqualTo(401);
  }

  private static HttpCaller with(String token) {
    return HttpCaller.of(program).with("Authorization", "Bearer " + token);
  }

  private static Answer ask(HttpCaller http, Permission permission) {
    String path = permission.path().replaceAll("\\{\\w+}", NOBODY);
    return permission.method().equals(HttpMethod.GET)
        ? http.get(path)
        : http.with("Content-Type", "application/json")
            .send(permission.method().name(), path, BodyPublishers.ofString("{}"));
  }
}
