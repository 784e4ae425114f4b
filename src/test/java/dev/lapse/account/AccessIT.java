package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.userdetails.UserDetailsService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the gateway of a product is told, over HTTP, by a program that serves. */
class AccessIT {
  private static TestProgram program;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void serve() {
    program =
        TestProgram.at(Instant.now().toString()).catalog("stores: []\nsets: []\n").serving().open();
    program.imports(
        """
        {"id":"active","kind":"direct","state":"active"}
        {"id":"grace","kind":"direct","state":"paused","lapsedAt":"%1$s"}
        {"id":"over","kind":"direct","state":"paused","lapsedAt":"2026-01-01T00:00:00Z","retainData":true}
        """
            .formatted(Instant.now()));
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void keepsFullAccessInTheGracePeriodAndSaysUntilWhen() throws Exception {
    JsonNode access = json(get("grace", password()));

    assertThat(access.get("access").stringValue()).isEqualTo("full");
    assertThat(access.get("data").stringValue()).isEqualTo("available");
    assertThat(access.get("features").get("campaigns").booleanValue()).isTrue();
    assertThat(access.get("until").isNull()).isFalse();
  }

  @Test
  void leavesOnlyTheBillingPageThoughNoJobHasRun() throws Exception {
    JsonNode access = json(get("over", password()));

    assertThat(access.get("access").stringValue()).isEqualTo("billing-only");
    assertThat(access.get("data").stringValue()).isEqualTo("retained");
    assertThat(access.get("since").stringValue()).isEqualTo("2026-01-06T00:00:00Z");
    assertThat(access.get("until").stringValue()).isEqualTo("2027-01-01T00:00:00Z");
    assertThat(access.get("features").propertyNames())
        .containsExactlyInAnyOrder(
            "automations", "campaigns", "contacts", "crm", "deals", "reports");
    assertThat(access.get("features").values()).noneMatch(JsonNode::booleanValue);
  }

  @Test
  void isCachedForASecondAtMost() throws Exception {
    assertThat(get("active", password()).headers().firstValue("Cache-Control"))
        .hasValue("max-age=1, private");
  }

  @Test
  void saysOfAnUnknownAccountThatItIsUnknown() throws Exception {
    HttpResponse<String> answer = get("nobody", password());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).get("detail").stringValue()).contains("account 'nobody' is not known");
  }

  @Test
  void asksForThePasswordEverywhereButAtHealthAndMetrics() throws Exception {
    assertThat(get("active", "wrong").statusCode()).isEqualTo(401);
    assertThat(plain("/api/v1/accounts/active/access")).isEqualTo(401);
    assertThat(plain("/actuator/info")).isEqualTo(401);
    assertThat(plain("/actuator/health/liveness")).isEqualTo(200);
    assertThat(plain("/actuator/health/readiness")).isEqualTo(200);
    assertThat(plain("/actuator/prometheus")).isEqualTo(200);
  }

  private static String password() {
    return program
        .get(UserDetailsService.class)
        .loadUserByUsername("operator")
        .getPassword()
        .replace("{noop}", "");
  }

  private static HttpResponse<String> get(String account, String password)
      throws IOException, InterruptedException {
    String credentials =
        Base64.getEncoder()
            .encodeToString(("operator:" + password).getBytes(StandardCharsets.UTF_8));
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create(program.address() + "/api/v1/accounts/" + account + "/access"))
            .header("Authorization", "Basic " + credentials)
            .build(),
        BodyHandlers.ofString());
  }

  private static int plain(String path) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(program.address() + path)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.builder().build().readTree(answer.body());
  }
}
