package dev.lapse.security.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.security.Browser;
import dev.lapse.security.Role;
import dev.lapse.security.server.BoundSessions;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without an issuer: passwords of this start, for this machine only. */
class LocalSignInIT {
  private static final String RUNS = "/api/v1/runs";
  private static TestProgram program;

  @BeforeAll
  static void serve() {
    program =
        TestProgram.at(Instant.now().toString()).catalog("stores: []\nsets: []\n").serving().open();
    program.imports(
        """
        {"id":"1","name":"Acme <b>Ltd</b>","kind":"direct","state":"paused","lapsedAt":"%s","timeZone":"Europe/Paris"}
        """
            .formatted(Instant.now()));
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** What failed in one test must not be too much for the next. */
  @BeforeEach
  void aLittleLater() {
    program.clock.advance(Duration.ofMinutes(3));
  }

  @Test
  void everyRoleSignsInWithItsOwnPasswordOnly() {
    for (Role role : Role.values()) {
      assertThat(HttpCaller.of(program).as(role.text()).get("/actuator/info").status())
          .isEqualTo(role == Role.OPERATOR ? 200 : 403);
    }
    assertThat(basic("operator", password("viewer")).get(RUNS).status()).isEqualTo(401);
    assertThat(basic("operator", "").get(RUNS).status()).isEqualTo(401);
    assertThat(basic("admin", password("operator")).get(RUNS).status()).isEqualTo(401);
    assertThat(Arrays.stream(Role.values()).map(role -> password(role.text())).distinct())
        .hasSize(5)
        .allMatch(password -> password.length() == 24);
  }

  @Test
  void asksForAPasswordWithAChallengeAndAProblem() {
    Answer answer = HttpCaller.of(program).get(RUNS);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("www-authenticate")).startsWith("Basic realm=\"Lapse\"");
    assertThat(answer.problem()).isEqualTo("unauthenticated");
    assertThat(basic("operator", "wrong").get(RUNS).json().get("detail").stringValue())
        .isEqualTo("wrong user name or password");
    Answer garbled = HttpCaller.of(program).with("Authorization", "Basic !!!").get(RUNS);
    assertThat(garbled.status()).isEqualTo(401);
    assertThat(garbled.problem()).isEqualTo("unauthenticated");
  }

  @Test
  void callsNothingWrongThatItDidNotLookAt() {
    for (int i = 0; i < 11; i++) {
      Answer page = basic("operator", password("operator")).get("/accounts");
      assertThat(page.status()).isEqualTo(401);
      assertThat(page.header("www-authenticate")).startsWith("Basic ");
      assertThat(page.json().get("detail").stringValue())
          .isEqualTo(
              "/accounts is not for programs, whose paths are in /v3/api-docs;"
                  + " people sign in at /sign-in");
      Answer token = HttpCaller.of(program).with("Authorization", "Bearer abc").get(RUNS);
      assertThat(token.status()).isEqualTo(401);
      assertThat(token.json().get("detail").stringValue())
          .isEqualTo(
              "send a user name and password that Lapse printed when it started, as Authorization:"
                  + " Basic");
    }
    assertThat(basic("operator", password("operator")).get(RUNS).status()).isEqualTo(200);
  }

  @Test
  void namesTheRoleThatIsNeeded() {
    Answer answer = HttpCaller.of(program).as("access").get(RUNS);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.problem()).isEqualTo("forbidden");
    assertThat(answer.json().get("detail").stringValue())
        .isEqualTo("GET /api/v1/runs needs the role viewer or operator or approver");
  }

  @Test
  void makesNoSessionForThePasswordOfAProgram() {
    Answer answer = HttpCaller.of(program).as("operator").get(RUNS);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("set-cookie")).isNull();
    assertThat(HttpCaller.of(program).get(RUNS).header("set-cookie")).isNull();
  }

  @Test
  void blocksSignInsAfterTenFailuresUntilTheMinuteIsOver() {
    for (int i = 0; i < 10; i++) {
      assertThat(basic("operator", "wrong").get(RUNS).status()).isEqualTo(401);
    }
    Answer eleventh = basic("operator", "wrong").get(RUNS);
    assertThat(eleventh.status()).isEqualTo(429);
    assertThat(eleventh.problem()).isEqualTo("too-many-attempts");
    assertThat(eleventh.header("retry-after")).isEqualTo("60");
    assertThat(basic("operator", password("operator")).get(RUNS).status()).isEqualTo(429);
    assertThat(basic("viewer", password("viewer")).get(RUNS).status()).isEqualTo(429);
    assertThat(HttpCaller.of(program).get("/actuator/health").status()).isEqualTo(200);
    assertThat(HttpCaller.of(program).get("/actuator/prometheus").status()).isEqualTo(200);
    assertThat(basic("operator", "wrong").get("/actuator/health").status()).isEqualTo(200);

    program.clock.advance(Duration.ofSeconds(60).minusNanos(1_000));
    Answer almost = basic("operator", password("operator")).get(RUNS);
    assertThat(almost.status()).isEqualTo(429);
    assertThat(almost.header("retry-after")).isEqualTo("1");

    program.clock.advance(Duration.ofNanos(1_000));
    assertThat(basic("operator", password("operator")).get(RUNS).status()).isEqualTo(200);
  }

  @Test
  void countsTheFormAndThePasswordOfProgramsTogether() {
    for (int i = 0; i < 5; i++) {
      basic("operator", "wrong").get(RUNS);
      assertThat(location(signIn("operator", "wrong"))).isEqualTo("/sign-in?wrong");
    }

    HttpResponse<String> form = signIn("operator", password("operator"));
    assertThat(form.statusCode()).isEqualTo(429);
    assertThat(form.headers().firstValue("Retry-After")).hasValue("60");
    assertThat(form.body()).contains("Too many attempts").contains("lapse.css");
  }

  @Test
  void letsARightPasswordBeUsedAsOftenAsOneLikes() {
    HttpCaller operator = HttpCaller.of(program).as("operator");
    for (int i = 0; i < 50; i++) {
      assertThat(operator.get(RUNS).status()).isEqualTo(200);
    }
  }

  @Test
  void limitsConcurrentAttemptsToTen() {
    List<Integer> answers =
        IntStream.range(0, 40)
            .mapToObj(
                i -> Concurrently.start(() -> basic("operator", "wrong " + i).get(RUNS).status()))
            .toList()
            .stream()
            .map(Concurrently::result)
            .toList();

    assertThat(answers).filteredOn(status -> status == 401).hasSize(10);
    assertThat(answers).filteredOn(status -> status == 429).hasSize(30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.8.9.1", "[::1]", "LOCALHOST:1234"})
  void answersAsThisMachine(String host) throws IOException {
    assertThat(statusFor("GET /actuator/health HTTP/1.1\r\nHost: " + host)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:80",
        "10.0.0.1",
        "0.0.0.0",
        "localhost:80@evil",
        "",
      })
  void refusesAPageThatLetsItsOwnNameLeadHere(String host) throws IOException {
    String credentials =
        Base64.getEncoder()
            .encodeToString(("operator:" + password("operator")).getBytes(StandardCharsets.UTF_8));
    String asLapse = "\r\nX-Forwarded-Host: localhost\r\nAuthorization: Basic " + credentials;

    assertThat(statusFor("GET " + RUNS + " HTTP/1.1\r\nHost: " + host + asLapse)).isIn(400, 421);
    assertThat(statusFor("GET /sign-in HTTP/1.1\r\nHost: " + host)).isIn(400, 421);
    assertThat(statusFor("GET /actuator/health HTTP/1.1\r\nHost: " + host)).isIn(400, 421);
  }

  @Test
  void signsInByFormWithANewSessionAndOutAgain() {
    Browser browser = Browser.standingAt(program.address());
    assertThat(location(browser.get("/accounts/1"))).isEqualTo("/sign-in");
    browser.get("/sign-in");
    String before = browser.session();

    HttpResponse<String> signedIn =
        browser.submit(
            "/sign-in", "/sign-in", Map.of("username", "viewer", "password", password("viewer")));
    assertThat(location(signedIn)).isEqualTo("/accounts/1");
    assertThat(browser.session()).isNotEmpty().isNotEqualTo(before);
    assertThat(signedIn.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .doesNotContain("Secure");

    assertThat(browser.get("/").body()).contains("viewer").contains("Look up an account");
    String page = browser.get("/accounts/1").body();
    assertThat(page)
        .contains("Acme &lt;b&gt;Ltd&lt;/b&gt;")
        .contains("paused")
        .contains("Everything works until")
        .contains("Europe/Paris")
        .contains("lapsed");

    assertThat(location(browser.submit("/", "/sign-out", Map.of())))
        .isEqualTo("/sign-in?signed-out");
    assertThat(location(browser.get("/"))).isEqualTo("/sign-in");
  }

  @Test
  void keepsOnlyTheFormTokenForVisitors() {
    BoundSessions sessions = program.get(BoundSessions.class);
    int before = sessions.ofNobody();
    Browser browser = Browser.standingAt(program.address());

    HttpResponse<String> led = browser.get("/accounts/1");
    assertThat(led.headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith(CookieRequestCache.COOKIE + "=")
        .contains("HttpOnly", "SameSite=Lax", "Max-Age=300");
    browser.get("/");
    assertThat(sessions.ofNobody()).isEqualTo(before);
    browser.get("/sign-in");
    assertThat(sessions.ofNobody()).isEqualTo(before + 1);

    browser.submit(
        "/sign-in", "/sign-in", Map.of("username", "viewer", "password", password("viewer")));
    assertThat(sessions.ofNobody()).isEqualTo(before);
    assertThat(browser.get("/accounts/1").headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith(CookieRequestCache.COOKIE + "=;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/accounts/1",
        "//evil.example/accounts/1",
        "/accounts/1/../../sign-out",
        "/accounts//evil.example",
        "/accounts/\\evil",
        "/accounts/1\r\nX: y",
        "/api/v1/runs",
      })
  void followsOnlyPathsOfAccountPages(String forged) {
    Browser browser = Browser.standingAt(program.address());
    String token = browser.token(browser.get("/sign-in").body());
    String cookie =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(forged.getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> signedIn =
        Browser.standingAt(program.address())
            .send(
                browser
                    .request("/sign-in")
                    .header(
                        "Cookie",
                        "lapse-session=%s; %s=%s"
                            .formatted(browser.session(), CookieRequestCache.COOKIE, cookie))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(
                        BodyPublishers.ofString(
                            "username=viewer&password=%s&_csrf=%s"
                                .formatted(password("viewer"), token))));

    assertThat(location(signedIn)).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT /api/v1/runs",
        "CONNECT localhost:80",
        "CONNECT /",
        "TRACE /",
        "PROPFIND /api/v1/runs",
        "get /"
      })
  void oddMethodIsNoFailure(String request) throws IOException {
    assertThat(statusFor(request + " HTTP/1.1\r\nHost: localhost")).isBetween(400, 405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/accounts/a%2Fb", "/api/v1/accounts/%zz", "/api/v1/runs?a=[]{}"})
  void answersAProblemToWhatTheWebServerItselfRefuses(String path) throws IOException {
    String answer = answerTo("GET " + path + " HTTP/1.1\r\nHost: localhost");

    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json")
        .contains("urn:lapse:problem:malformed")
        .doesNotContain("<html", "Tomcat");
  }

  @Test
  void marksTheCookieAsSecureWhereThePageIs() throws Exception {
    TestProgram behindProxy =
        TestProgram.at(Instant.now().toString())
            .catalog("stores: []\nsets: []\n")
            .setting("server.forward-headers-strategy", "native")
            // Quartz knows data sources by this name, one of each in a process
            .setting("spring.quartz.scheduler-name", "behind-proxy")
            .serving()
            .open();
    try (behindProxy) {
      Browser browser = Browser.at(behindProxy.address());
      HttpResponse<String> page =
          browser.send(
              browser
                  .request("/sign-in")
                  .header("Accept", "text/html")
                  .header("X-Forwarded-Proto", "https"));
      assertThat(page.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
      assertThat(page.headers().firstValue("Strict-Transport-Security"))
          .hasValue("max-age=31536000");
    }
  }

  @Test
  void takesNoFormWithoutTheTokenOfItsPage() {
    Browser browser = Browser.standingAt(program.address());
    browser.get("/sign-in");
    Map<String, String> right = Map.of("username", "viewer", "password", password("viewer"));

    assertThat(location(browser.post("/sign-in", right))).isEqualTo("/sign-in?again");
    assertThat(location(browser.get("/"))).isEqualTo("/sign-in");
    browser.submit("/sign-in", "/sign-in", right);
    HttpResponse<String> forged = browser.post("/sign-out", Map.of());
    assertThat(forged.statusCode()).isEqualTo(403);
    assertThat(forged.body()).contains("may come from another site").contains("lapse.css");
    assertThat(browser.get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void takesTheTokenOfThePageForARequestThatRidesOnItsSession() {
    Browser browser = Browser.at(program.address());
    browser.submit(
        "/sign-in", "/sign-in", Map.of("username", "operator", "password", password("operator")));

    assertThat(browser.send(browser.request(RUNS)).statusCode()).isEqualTo(200);
    HttpResponse<String> forged = browser.send(stop(browser));
    assertThat(forged.statusCode()).isEqualTo(403);
    assertThat(forged.body()).contains("urn:lapse:problem:no-csrf-token");
    String token = browser.token(browser.get("/").body());
    assertThat(browser.send(stop(browser).header("X-CSRF-TOKEN", token)).statusCode())
        .isEqualTo(404);
  }

  @Test
  void takesNoRequestFromAnotherSiteThatABrowserAddsAPasswordTo() {
    HttpCaller operator =
        HttpCaller.of(program).as("operator").with("Content-Type", "application/json");

    Answer other =
        operator
            .with("Sec-Fetch-Site", "cross-site")
            .send("POST", RUNS + "/999/stop", BodyPublishers.ofString("{}"));
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.problem()).isEqualTo("no-csrf-token");
    assertThat(
            operator
                .with("Sec-Fetch-Site", "none")
                .send("POST", RUNS + "/999/stop", BodyPublishers.ofString("{}"))
                .status())
        .isEqualTo(404);
  }

  @Test
  void sendsStrictSecurityHeaders() {
    Browser browser = Browser.at(program.address());
    for (HttpResponse<String> answer :
        List.of(
            browser.get("/sign-in"),
            browser.get("/nothing"),
            browser.send(browser.request(RUNS)),
            browser.get("/actuator/health"))) {
      Map<String, List<String>> headers = answer.headers().map();
      assertThat(headers.get("content-security-policy"))
          .containsExactly(
              "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
      assertThat(headers.get("x-content-type-options")).containsExactly("nosniff");
      assertThat(headers.get("referrer-policy")).containsExactly("no-referrer");
      assertThat(headers.get("cross-origin-opener-policy")).containsExactly("same-origin");
      assertThat(headers.get("cross-origin-resource-policy")).containsExactly("same-origin");
      assertThat(headers.get("x-frame-options")).containsExactly("DENY");
      assertThat(headers.get("cache-control").get(0)).contains("no-store");
      assertThat(headers).doesNotContainKeys("strict-transport-security", "server");
    }
    assertThat(browser.get("/static/lapse.css").headers().firstValue("Cache-Control"))
        .hasValue("max-age=3600, private");
  }

  @Test
  void showsErrorsInTheLookOfTheOtherPages() {
    Browser browser = Browser.at(program.address());
    browser.submit(
        "/sign-in", "/sign-in", Map.of("username", "viewer", "password", password("viewer")));
    HttpResponse<String> nothing = browser.get("/nothing");
    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(nothing.body()).contains("There is nothing at /nothing.").contains("lapse.css");
    HttpResponse<String> nobody = browser.get("/accounts/nobody");
    assertThat(nobody.statusCode()).isEqualTo(404);
    assertThat(nobody.body()).contains("nobody").contains("No such account");

    Browser other = Browser.at(program.address());
    other.submit(
        "/sign-in", "/sign-in", Map.of("username", "access", "password", password("access")));
    HttpResponse<String> forbidden = other.get("/accounts/1");
    assertThat(forbidden.statusCode()).isEqualTo(403);
    assertThat(forbidden.body()).contains("needs the role viewer or operator or approver");
    assertThat(other.get("/").body()).doesNotContain("Look up an account");
  }

  @Test
  void findsTheAccountThatTheFormAsksFor() {
    Browser browser = Browser.standingAt(program.address());
    browser.submit(
        "/sign-in", "/sign-in", Map.of("username", "viewer", "password", password("viewer")));

    assertThat(location(browser.get("/accounts?id=+1+"))).isEqualTo("/accounts/1");
    assertThat(location(browser.get("/accounts?id=a%26b%3Fc%23d")))
        .isEqualTo("/accounts/a&b%3Fc%23d");
    assertThat(location(browser.get("/accounts?id="))).isEqualTo("/");
  }

  private static java.net.http.HttpRequest.Builder stop(Browser browser) {
    return browser
        .request(RUNS + "/999/stop")
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{}"));
  }

  private static HttpResponse<String> signIn(String user, String password) {
    return Browser.standingAt(program.address())
        .submit("/sign-in", "/sign-in", Map.of("username", user, "password", password));
  }

  private static HttpCaller basic(String user, String password) {
    return HttpCaller.of(program)
        .with(
            "Authorization",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  private static String password(String user) {
    return program
        .get(LocalUsers.class)
        .password(Role.valueOf(user.toUpperCase(java.util.Locale.ROOT)));
  }

  /** Where a page leads to, without the address of the program. */
  private static String location(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Location")
        .map(location -> location.replace(program.address(), ""))
        .orElse("nowhere, but " + answer.statusCode());
  }

  private static int statusFor(String request) throws IOException {
    return Integer.parseInt(answerTo(request).split(" ")[1]);
  }

  /** Sends what no client of good manners would. */
  private static String answerTo(String request) throws IOException {
    URI address = URI.create(program.address());
    try (Socket socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
