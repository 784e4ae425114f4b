package dev.lapse.account.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.userdetails.UserDetailsService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The responses to a product's gateway, over HTTP, from a running program. No job ever runs. */
class AccessIT {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration MICROSECOND = Duration.ofNanos(1_000);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static TestProgram program;

  @BeforeAll
  static void serve() {
    program = TestProgram.at(NOW.toString()).catalog("stores: []\nsets: []\n").serving().open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void importAccounts() {
    program.clock.set(NOW);
    LapseTables.empty(program.lapse);
    program.imports(
        """
        {"id":"active","kind":"direct","state":"active"}
        {"id":"grace","kind":"direct","state":"paused","retainData":true,"lapsedAt":"2026-02-27T12:34:56.789012Z"}
        {"id":"closed","kind":"direct","state":"closed","lapsedAt":"2026-02-27T00:00:00Z"}
        {"id":"trial","kind":"trial","state":"trial-ended","lapsedAt":"2026-01-01T00:00:00Z"}
        {"id":"over","kind":"direct","state":"paused","lapsedAt":"2026-01-01T00:00:00Z","retainData":true}
        """);
  }

  @Test
  void answersWithTheMembersOfTheContractAndNoOthers() throws Exception {
    assertThat(json(access("over")).propertyNames())
        .containsExactly("access", "data", "features", "since", "until");
  }

  @Test
  void keepsFullAccessInTheGracePeriodAndSaysUntilWhen() throws Exception {
    JsonNode access = json(access("grace"));

    assertThat(access.get("features").get("campaigns").booleanValue()).isTrue();
    assertThat(text(access)).isEqualTo("full available until 2026-03-04T12:34:56.789012Z");
  }

  @Test
  void accessEndsAtTheVeryMicrosecondOfTheCutOff() throws Exception {
    Instant cutOff = Instant.parse("2026-03-04T12:34:56.789012Z");

    program.clock.set(cutOff.minus(MICROSECOND));
    assertThat(text("grace")).isEqualTo("full available until " + cutOff);
    program.clock.set(cutOff.minusNanos(1));
    assertThat(text("grace")).isEqualTo("full available until " + cutOff);
    program.clock.set(cutOff);
    assertThat(text("grace")).isEqualTo("billing-only retained until 2027-02-27T12:34:56.789012Z");
    assertThat(json(access("grace")).get("since").stringValue()).isEqualTo(cutOff.toString());
  }

  @Test
  void leavesOnlyTheBillingPageThoughNoJobHasRun() throws Exception {
    JsonNode access = json(access("over"));

    assertThat(text(access)).isEqualTo("billing-only retained until 2027-01-01T00:00:00Z");
    assertThat(access.get("since").stringValue()).isEqualTo("2026-01-06T00:00:00Z");
    assertThat(access.get("features").propertyNames())
        .containsExactly("automations", "campaigns", "contacts", "crm", "deals", "reports");
    assertThat(access.get("features").values()).noneMatch(JsonNode::booleanValue);
  }

  @Test
  void dataOfATrialThatEndedIsRetainedWithoutEnd() throws Exception {
    assertThat(text("trial")).isEqualTo("billing-only retained until null");
  }

  @Test
  void dataIsRetainedUntilTheClaimAndErasedOnceVerified() throws Exception {
    program.clock.set(Instant.parse("2026-03-04T00:00:00Z"));
    assertThat(text("closed")).isEqualTo("billing-only retained until 2026-03-04T00:00:00Z");
    program.lapse.run(
        "update lapse.account set cut_off_at = cut_off_due, point_of_no_return_at = cut_off_due where id = 'closed'");
    assertThat(text("closed")).isEqualTo("billing-only being-erased until null");
    program.lapse.run("update lapse.account set erased_at = cut_off_due where id = 'closed'");
    assertThat(text("closed")).isEqualTo("billing-only erased until null");

    program
        .get(ReactivateAccount.class)
        .reactivate("closed", true, "test", program.clock.instant());
    assertThat(text("closed")).isEqualTo("full available until null");
    assertThat(json(access("closed")).get("since").stringValue()).isEqualTo("2026-03-04T00:00:00Z");
  }

  @Test
  void holdPutsOffTheEndOfTheDataUntilItsOwnEnd() throws Exception {
    Holds holds = program.get(Holds.class);
    program.clock.set(Instant.parse("2026-03-05T00:00:00Z"));

    holds.place("closed", "tax", "audit", Instant.parse("2026-06-01T00:00:00Z"), "test", NOW);
    assertThat(text("closed")).isEqualTo("billing-only retained until 2026-06-01T00:00:00Z");
    holds.place("over", "tax", "audit", Instant.parse("2026-06-01T00:00:00Z"), "test", NOW);
    assertThat(text("over")).isEqualTo("billing-only retained until 2027-01-01T00:00:00Z");
    holds.place("closed", "court", "case 7", null, "test", NOW);
    assertThat(text("closed")).isEqualTo("billing-only retained until null");
    holds.release("closed", "court", "over", "test", NOW);
    assertThat(text("closed")).isEqualTo("billing-only retained until 2026-06-01T00:00:00Z");
  }

  @Test
  void closingAPausedAccountEndsItsRetentionAndDoesNotReopenAccess() throws Exception {
    program.get(RecordLapse.class).close("over", "enough", "test", NOW);

    assertThat(text("over")).isEqualTo("billing-only retained until 2026-03-06T00:00:00Z");
    assertThat(json(access("over")).get("since").stringValue()).isEqualTo("2026-01-06T00:00:00Z");
  }

  @Test
  void viewGivesTheSameAnswerAtTheClockOfTheDatabase() throws Exception {
    program.clock.set(Instant.now());

    for (String id : new String[] {"active", "grace", "closed", "trial", "over"}) {
      assertThat(
              program
                  .inLapse()
                  .sql(
                      """
                      select access || ' ' || data || ' until '
                        || coalesce(to_char(until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'null')
                      from lapse.account_access
                      where account_id = :id
                      """)
                  .param("id", id)
                  .query(String.class)
                  .single()
                  .replace(".000000Z", "Z"))
          .isEqualTo(text(id));
    }
  }

  @Test
  void isCachedForASecondAtMost() throws Exception {
    assertThat(access("active").headers().firstValue("Cache-Control"))
        .hasValue("max-age=1, private");
  }

  @Test
  void answersNotModifiedWhileTheAnswerIsTheSame() throws Exception {
    String tag = access("grace").headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> same = get("/api/v1/accounts/grace/access", "If-None-Match", tag);
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(same.headers().firstValue("ETag")).hasValue(tag);
    assertThat(same.headers().firstValue("Cache-Control")).hasValue("max-age=1, private");
    program.clock.set(Instant.parse("2026-03-05T00:00:00Z"));
    HttpResponse<String> other = get("/api/v1/accounts/grace/access", "If-None-Match", tag);
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.headers().firstValue("ETag")).isPresent().isNotEqualTo(tag);
  }

  @Test
  void answersForManyAccountsAndNamesTheUnknownOnes() throws Exception {
    HttpResponse<String> answer = post("{\"ids\":[\"over\",\"nobody\",\"active\",\"over\"]}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(json(answer).get("accounts").propertyNames()).containsExactly("active", "over");
    assertThat(json(answer).get("accounts").get("over")).isEqualTo(json(access("over")));
    assertThat(json(answer).get("unknown").toString()).isEqualTo("[\"nobody\"]");
  }

  @Test
  void answersForAThousandAccountsAndRefusesOneMore() throws Exception {
    assertThat(json(post(ids(1_000))).get("unknown").size()).isEqualTo(1_000);

    HttpResponse<String> refused = post(ids(1_001));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(json(refused).get("detail").stringValue()).contains("'ids'", "1001", "1000");
  }

  @Test
  void signInOfALapsedAccountLearnsWhatIsLeft() throws Exception {
    JsonNode over = json(get("/api/v1/accounts/over/sign-in"));

    assertThat(over.get("pages").stringValue()).isEqualTo("billing-only");
    assertThat(over.get("until").stringValue()).isEqualTo("2027-01-01T00:00:00Z");
    assertThat(over.get("message").get("en").stringValue())
        .contains("Only the billing page", "1 January 2027 at 00:00 (UTC)");
    assertThat(over.get("message").get("fr").stringValue())
        .contains("Seule la page de facturation", "1 janvier 2027 à 00:00 (UTC)");
    assertThat(json(get("/api/v1/accounts/grace/sign-in")).get("pages").stringValue())
        .isEqualTo("all");
    assertThat(json(get("/api/v1/accounts/active/sign-in")).get("message").isNull()).isTrue();
    assertThat(get("/api/v1/accounts/nobody/sign-in").statusCode()).isEqualTo(404);
  }

  @Test
  void answersThatAnUnknownAccountIsUnknown() throws Exception {
    HttpResponse<String> answer = access("nobody");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).get("detail").stringValue()).contains("account 'nobody' is not known");
  }

  @Test
  void answersUnavailableAtOnceAndWhenToRetry() throws Exception {
    program.lapse.run("alter view lapse.access_over_time rename to out_of_reach");
    try {
      HttpResponse<String> answer = access("active");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(json(answer).get("type").stringValue()).isEqualTo("urn:lapse:problem:unavailable");
      assertThat(answer.body()).doesNotContain("access_over_time");
    } finally {
      program.lapse.run("alter view lapse.out_of_reach rename to access_over_time");
    }
    assertThat(access("active").statusCode()).isEqualTo(200);
  }

  @Test
  void signInGivesUpAStatementThatTakesTooLong() throws Exception {
    try (Connection holder = program.lapse.dataSource().getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table lapse.account in access exclusive mode");

      assertThat(get("/api/v1/accounts/over/sign-in").statusCode()).isEqualTo(503);
    }
    assertThat(get("/api/v1/accounts/over/sign-in").statusCode()).isEqualTo(200);
  }

  @Test
  void asksForThePasswordEverywhereButAtHealthAndMetrics() throws Exception {
    assertThat(get("/api/v1/accounts/active/access", "Authorization", basic("wrong")).statusCode())
        .isEqualTo(401);
    assertThat(plain("/api/v1/accounts/active/access")).isEqualTo(401);
    assertThat(plain("/actuator/info")).isEqualTo(401);
    assertThat(plain("/actuator/health/liveness")).isEqualTo(200);
    assertThat(plain("/actuator/health/readiness")).isEqualTo(200);
    assertThat(plain("/actuator/prometheus")).isEqualTo(200);
  }

  private static String ids(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"n" + i + "\"")
        .collect(Collectors.joining(",", "{\"ids\":[", "]}"));
  }

  private static String text(String id) throws IOException, InterruptedException {
    return text(json(access(id)));
  }

  private static String text(JsonNode access) {
    return "%s %s until %s"
        .formatted(
            access.get("access").stringValue(),
            access.get("data").stringValue(),
            access.get("until").isNull() ? "null" : access.get("until").stringValue());
  }

  private static HttpResponse<String> access(String id) throws IOException, InterruptedException {
    return get("/api/v1/accounts/" + id + "/access");
  }

  private static HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(program.address() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", basic(password()));
    if (headers.length > 0) {
      request.setHeader(headers[0], headers[1]);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(program.address() + "/api/v1/access"))
            .header("Authorization", basic(password()))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static String password() {
    return program
        .get(UserDetailsService.class)
        .loadUserByUsername("operator")
        .getPassword()
        .replace("{noop}", "");
  }

  private static String basic(String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString(("operator:" + password).getBytes(StandardCharsets.UTF_8));
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
