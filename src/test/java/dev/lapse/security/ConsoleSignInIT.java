package dev.lapse.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.OpenIdProvider;
import dev.lapse.testing.TestProgram;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A person signs in to the pages at a real OpenID provider. */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleSignInIT {
  private static final String START = "/oauth2/authorization/lapse";
  private static final String CALLBACK = "/login/oauth2/code/lapse";
  private static OpenIdProvider provider;
  private static TestProgram program;

  @BeforeAll
  static void serve() {
    provider = OpenIdProvider.start();
    program =
        provider
            .believedBy(TestProgram.at(Instant.now().toString()).catalog("stores: []\nsets: []\n"))
            .setting("spring.security.oauth2.client.registration.other.client-id", "other")
            .setting("spring.security.oauth2.client.registration.other.scope", "openid")
            .setting("spring.security.oauth2.client.registration.other.provider", "idp")
            .open();
    program.imports("{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\"}\n");
  }

  @AfterAll
  static void close() {
    program.close();
    provider.close();
  }

  @BeforeEach
  void aLittleLater() {
    program.clock.advance(Duration.ofMinutes(2));
  }

  @Test
  void signsInWithTheRolesThatTheProviderSays() {
    Browser browser = signedIn("hannah", List.of("viewer"));

    String home = browser.get("/").body();
    assertThat(home).contains("hannah").contains("viewer").contains("Look up an account");
    assertThat(browser.get("/accounts/1").body()).contains("Everything works");
    assertThat(browser.send(browser.request("/api/v1/runs")).statusCode()).isEqualTo(200);
    assertThat(browser.send(browser.request("/actuator/info")).statusCode()).isEqualTo(403);
  }

  @Test
  void userWithoutARoleSignsInAndSeesNothing() {
    Browser browser = signedIn("nobody-special", List.of());

    assertThat(browser.get("/").body()).contains("without any role in Lapse");
    assertThat(browser.get("/accounts/1").statusCode()).isEqualTo(403);
    assertThat(browser.send(browser.request("/api/v1/runs")).statusCode()).isEqualTo(403);
  }

  @Test
  void asksTheProviderWithAProofKeyAndAState() {
    HttpResponse<String> led = Browser.standingAt(program.address()).get(START);

    assertThat(led.statusCode()).isEqualTo(302);
    assertThat(led.headers().firstValue("Location").orElseThrow())
        .startsWith(provider.issuer() + "/authorize?")
        .contains("code_challenge=")
        .contains("code_challenge_method=S256")
        .contains("state=")
        .contains("nonce=")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other", "unknown"})
  void leadsToTheProviderOfItsOwnRegistrationOnly(String registration, CapturedOutput output) {
    HttpResponse<String> other =
        Browser.standingAt(program.address()).get("/oauth2/authorization/" + registration);

    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(other.headers().firstValue("Location")).isEmpty();
    assertThat(output.toString()).doesNotContain(" ERROR ", " WARN ", "\tat ");
  }

  @Test
  void signInChangesTheSession() {
    Browser browser = Browser.at(program.address());
    browser.get("/sign-in");
    Browser standing = Browser.standingAt(program.address());
    standing.get(START);
    String before = standing.session();
    provider.next("hannah", Map.of("roles", List.of("viewer")));
    String there =
        standing
            .get(standing.get(START).headers().firstValue("Location").orElseThrow())
            .headers()
            .firstValue("Location")
            .orElseThrow();

    assertThat(standing.get(there).statusCode()).isEqualTo(302);

    assertThat(standing.session()).isNotEmpty().isNotEqualTo(before);
    assertThat(standing.get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void asksForTheTokenOfThePageWhereARequestRidesOnTheSession() {
    Browser browser = signedIn("omar", List.of("operator"));

    HttpResponse<String> forged =
        browser.send(
            browser
                .request("/api/v1/runs/999/stop")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

    assertThat(forged.statusCode()).isEqualTo(403);
    assertThat(forged.body()).contains("no-csrf-token");
  }

  @Test
  void signsOutAtTheProviderToo() {
    Browser browser = Browser.standingAt(program.address());
    signIn(browser, "hannah", List.of("viewer"));

    HttpResponse<String> out = browser.submit("/", "/sign-out", Map.of());

    assertThat(out.statusCode()).isEqualTo(200);
    assertThat(out.headers().firstValue("Refresh").orElseThrow())
        .startsWith("0; url=" + provider.issuer() + "/endsession?id_token_hint=")
        .contains("post_logout_redirect_uri=" + program.address() + "/sign-in");
    assertThat(out.body()).contains("Signing out");
    assertThat(browser.get("/").headers().firstValue("Location").orElseThrow())
        .endsWith("/sign-in");
  }

  @Test
  void refusesUnsolicitedResponses() {
    Browser browser = Browser.standingAt(program.address());

    for (int i = 0; i < 10; i++) {
      assertThat(browser.get(CALLBACK + "?code=stolen&state=" + i).headers().firstValue("Location"))
          .hasValueSatisfying(location -> assertThat(location).endsWith("/sign-in?wrong"));
    }
    HttpResponse<String> eleventh = browser.get(CALLBACK + "?code=stolen&state=x");
    assertThat(eleventh.statusCode()).isEqualTo(429);
    assertThat(eleventh.headers().firstValue("Retry-After")).hasValue("60");
    assertThat(eleventh.body()).contains("Too many attempts");
    assertThat(browser.get("/sign-in").statusCode()).isEqualTo(200);
    provider.next("hannah", Map.of("roles", List.of("viewer")));
    assertThat(Browser.at(program.address()).get(START).statusCode()).isEqualTo(429);

    program.clock.advance(Duration.ofMinutes(1));
    Browser later = Browser.at(program.address());
    later.get(START); // hannah, who could not sign in before
    assertThat(later.get("/").body()).contains("hannah");
  }

  @Test
  void offersTheProviderAndNoPassword() {
    String page = Browser.at(program.address()).get("/sign-in").body();

    assertThat(page).contains(START).doesNotContain("type=\"password\"");
    assertThat(
            Browser.standingAt(program.address())
                .post("/sign-in", Map.of("username", "operator", "password", "x"))
                .statusCode())
        .isEqualTo(302);
  }

  private static Browser signedIn(String subject, List<String> roles) {
    Browser browser = Browser.at(program.address());
    provider.next(subject, Map.of("roles", roles));
    HttpResponse<String> home = browser.get(START);
    assertThat(home.statusCode()).as(home.body()).isEqualTo(200);
    assertThat(home.uri()).isEqualTo(URI.create(program.address() + "/"));
    return browser;
  }

  private static void signIn(Browser browser, String subject, List<String> roles) {
    provider.next(subject, Map.of("roles", roles));
    String there =
        browser
            .get(browser.get(START).headers().firstValue("Location").orElseThrow())
            .headers()
            .firstValue("Location")
            .orElseThrow();
    browser.get(there);
  }
}
