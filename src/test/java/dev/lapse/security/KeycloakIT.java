package dev.lapse.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.security.signin.Issuer;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.OpenIdProvider;
import dev.lapse.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

/**
 * The same with the real Keycloak, as {@code docs/security.md} says that it is set up. Run by
 * {@code ./mvnw verify -Pkeycloak}, not by every build: it is a download of 177 MB.
 */
class KeycloakIT {
  private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");
  private static final String NOBODY = "999999";
  private static final Keycloak KEYCLOAK = new Keycloak();
  private static TestProgram program;

  @BeforeAll
  static void serve() {
    String client = "spring.security.oauth2.client.registration.lapse.";
    program =
        TestProgram.at(Instant.now().toString())
            .catalog("stores: []\nsets: []\n")
            .serving()
            .setting(Issuer.SETTING, KEYCLOAK.issuer())
            .setting("spring.security.oauth2.resourceserver.jwt.audiences", OpenIdProvider.AUDIENCE)
            .setting("lapse.security.roles-claim", "realm_access.roles")
            .setting(client + "client-id", "lapse-console")
            .setting(client + "client-secret", "console-secret-0815")
            .setting(client + "scope", "openid")
            .setting(client + "provider", "issuer")
            .setting("spring.security.oauth2.client.provider.issuer.issuer-uri", KEYCLOAK.issuer())
            .open();
    assertThat(bearer("a.b.c").get("/api/v1/runs").status()).isIn(401, 503);
    KEYCLOAK.startFor(program.address());
    // an issuer that did not answer is asked again a second later
    program.clock.set(Instant.now().plusSeconds(1));
  }

  @AfterAll
  static void close() {
    program.close();
    KEYCLOAK.close();
  }

  @Test
  void letsEachRoleDoWhatTheTableSaysAndNothingElse() {
    List<String> wrong = new ArrayList<>();
    for (Role role : Role.values()) {
      HttpCaller http = bearer(KEYCLOAK.token("billing-page", "billing-secret-0815", role));
      for (Permission permission : Permissions.API) {
        Answer answer = ask(http, permission);
        boolean allowed =
            permission.who() != Permission.Who.ROLE || permission.roles().contains(role);
        if (allowed
            ? Set.of(401, 403, 503).contains(answer.status())
            : answer.status() != 403 || !answer.problem().equals("forbidden")) {
          wrong.add(
              "%s: %s %s answered %d"
                  .formatted(role.text(), permission.method(), permission.path(), answer.status()));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void refusesATokenThatAnotherProgramWasGiven() {
    Answer answer =
        bearer(KEYCLOAK.token("something-else", "other-secret-0815", Role.OPERATOR))
            .get("/api/v1/runs");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate")).contains("aud claim");
  }

  @Test
  void signsInAtItsPageAndOutAgain() {
    Browser browser = Browser.at(program.address());
    HttpResponse<String> page = browser.get("/oauth2/authorization/lapse");
    assertThat(page.body()).contains("password");
    HttpResponse<String> home =
        browser.post(form(page.body()), Map.of("username", "viewer", "password", "viewer"));

    assertThat(home.statusCode()).isEqualTo(200);
    assertThat(home.body()).contains("viewer").contains("Look up an account");

    HttpResponse<String> leaving = browser.submit("/", "/sign-out", Map.of());
    String there =
        leaving.headers().firstValue("Refresh").orElseThrow().replaceFirst("^0; url=", "");
    assertThat(browser.get(there).body()).contains("Sign in with your organization");
    assertThat(browser.get("/oauth2/authorization/lapse").body()).contains("password");
  }

  private static String form(String html) {
    Matcher found = FORM.matcher(html);
    assertThat(found.find()).as(html).isTrue();
    return found.group(1).replace("&amp;", "&");
  }

  private static HttpCaller bearer(String token) {
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
