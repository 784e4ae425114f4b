package dev.lapse.security.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.security.Browser;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

/** Refused requests are recorded, by the minute, without any secret. */
class DenialRepositoryIT {
  private static final String SHOWN = "/api/v1/refused-attempts";
  private static TestProgram program;

  @BeforeAll
  static void serve() {
    program =
        TestProgram.at(Instant.now().toString()).catalog("stores: []\nsets: []\n").serving().open();
    program.imports("{\"id\":\"42\",\"kind\":\"resold\",\"state\":\"active\"}\n");
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void nothingIsRecordedOfThisMinute() {
    program.clock.set(
        program.clock.instant().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(3)));
    program.get(DenialBuffer.class).write();
    program.lapse.run("truncate lapse.refused_attempt");
  }

  @Test
  void recordsWhoWasRefusedWhatAndHowOften() {
    HttpCaller.of(program).get("/api/v1/runs?token=query-secret");
    basic("operator", "guess-1").get("/api/v1/runs");
    basic("operator", "guess-2").get("/api/v1/runs");
    HttpCaller.of(program).as("access").get("/api/v1/accounts/42/evidence");
    HttpCaller.of(program).as("operator").post("/api/v1/accounts/42/pause", "{}");
    HttpCaller.of(program)
        .as("lifecycle")
        .post("/api/v1/accounts/42/pause", "{\"reason\":\"too dear\"}");
    HttpCaller.of(program).get("/api/v1/nothing/42");
    HttpCaller.of(program).as("viewer").get("/api/v1/nothing/42");

    assertThat(shown())
        .containsExactlyInAnyOrder(
            "- GET /api/v1/runs null 401 unauthenticated 3",
            "access GET /api/v1/accounts/{id}/evidence 42 403 forbidden 1",
            "operator POST /api/v1/accounts/{id}/pause 42 403 forbidden 1",
            "lifecycle POST /api/v1/accounts/{id}/pause 42 409 resold 1",
            "- GET - null 401 unauthenticated 1");
    assertThat(all()).doesNotContain("query-secret", "guess", "too dear", "token=");
  }

  @Test
  void recordsFailedFormsAndRequestsFromOtherSites() {
    Browser browser = Browser.standingAt(program.address());
    browser.get("/sign-in");
    browser.post("/sign-in", java.util.Map.of("username", "viewer", "password", "guess"));
    browser.submit(
        "/sign-in", "/sign-in", java.util.Map.of("username", "my-password", "password", "guess"));
    HttpCaller.of(program)
        .as("operator")
        .with("Sec-Fetch-Site", "cross-site")
        .send("POST", "/api/v1/runs/1/stop", BodyPublishers.noBody());

    assertThat(shown())
        .containsExactlyInAnyOrder(
            "- POST /sign-in null 401 unauthenticated 1",
            "- POST /sign-in null 403 no-csrf-token 1",
            "- POST /api/v1/runs/{id}/stop null 403 no-csrf-token 1");
    assertThat(all()).doesNotContain("my-password");
  }

  @Test
  void recordsThrottledAttempts() {
    for (int i = 0; i < 15; i++) {
      basic("operator", "guess").get("/api/v1/runs");
    }
    program.clock.advance(Duration.ofMinutes(1));

    assertThat(shown())
        .containsExactlyInAnyOrder(
            "- GET /api/v1/runs null 401 unauthenticated 10",
            "- GET /api/v1/runs null 429 too-many-attempts 5");
  }

  @Test
  void recordsAnonymousRequestsExceptForTheStartPage() {
    Browser nobody = Browser.standingAt(program.address());
    nobody.get("/");
    nobody.get("/accounts/4711");

    assertThat(shown()).containsExactly("- GET /accounts/{id} null 401 unauthenticated 1");
  }

  @Test
  void countsNeitherMistakesNorAllowedRequests() {
    HttpCaller viewer = HttpCaller.of(program).as("viewer");
    viewer.get("/api/v1/runs");
    viewer.get("/api/v1/runs/4711");
    viewer.get(SHOWN + "?since=yesterday");
    viewer.send("DELETE", "/api/v1/runs", BodyPublishers.noBody());
    Browser.at(program.address()).get("/");

    assertThat(shown()).isEmpty();
  }

  @Test
  void showsThoseSinceAnInstantTheNewestFirst() {
    HttpCaller.of(program).get("/api/v1/runs");
    Instant first = program.clock.instant();
    program.clock.advance(Duration.ofMinutes(2));
    HttpCaller.of(program).get("/api/v1/dead-letters");

    List<String> both = paths(SHOWN + "?since=" + first);
    assertThat(both).containsExactly("/api/v1/dead-letters", "/api/v1/runs");
    assertThat(paths(SHOWN + "?since=" + first.plusSeconds(1)))
        .containsExactly("/api/v1/dead-letters");
    Answer wrong = HttpCaller.of(program).as("viewer").get(SHOWN + "?since=yesterday");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.json().get("detail").stringValue()).startsWith("since must be an instant");
    for (String far :
        List.of(
            "%2B999999999-12-31T00:00:00Z", "%2B10000-01-01T00:00:00Z", "1969-12-31T00:00:00Z")) {
      assertThat(HttpCaller.of(program).as("viewer").get(SHOWN + "?since=" + far).problem())
          .isEqualTo("invalid");
    }
  }

  @Test
  void sumsWhatIsTooMuchForAMinuteIntoOneRow() {
    DenialBuffer counting = program.get(DenialBuffer.class);
    Instant minute = program.clock.instant();
    for (int i = 0; i < 250; i++) {
      counting.count(attempt(minute, "10.0.0." + i));
      counting.count(attempt(minute, "10.0.0." + i));
      if (i % 40 == 0) {
        counting.write();
      }
    }
    counting.write();

    assertThat(count("select count(*) from lapse.refused_attempt"))
        .isEqualTo(DenialBuffer.APART_PER_MINUTE + 1);
    assertThat(count("select sum(count) from lapse.refused_attempt")).isEqualTo(500);
    assertThat(count("select count from lapse.refused_attempt where actor = 'others'"))
        .isEqualTo(300);
  }

  @Test
  void addsUpWhatSeveralNodesCounted() {
    DenialRepository table = program.get(DenialRepository.class);
    Instant minute = program.clock.instant();
    List<FutureTask<Boolean>> nodes =
        IntStream.range(0, 4)
            .mapToObj(
                node ->
                    Concurrently.start(
                        () -> {
                          DenialBuffer counting = new DenialBuffer(table, program.clock);
                          for (int round = 0; round < 20; round++) {
                            for (int i = 0; i < 50; i++) {
                              counting.count(attempt(minute, "10.0.0." + (i * 7 + node) % 50));
                            }
                            counting.write();
                          }
                          return true;
                        }))
            .toList();
    nodes.forEach(Concurrently::result);

    assertThat(count("select count(*) from lapse.refused_attempt")).isEqualTo(50);
    assertThat(count("select sum(count) from lapse.refused_attempt")).isEqualTo(4 * 20 * 50);
  }

  @Test
  void keepsWhatTheDatabaseDoesNotTake() {
    DenialBuffer counting = new DenialBuffer(program.get(DenialRepository.class), program.clock);
    counting.count(attempt(program.clock.instant(), "10.0.0.1"));
    program.lapse.run("alter table lapse.refused_attempt rename to elsewhere");
    try {
      assertThatThrownBy(counting::write).isInstanceOf(DataAccessException.class);
      counting.count(attempt(program.clock.instant(), "10.0.0.1"));
    } finally {
      program.lapse.run("alter table lapse.elsewhere rename to refused_attempt");
    }

    counting.write();

    assertThat(count("select sum(count) from lapse.refused_attempt")).isEqualTo(2);
  }

  @Test
  void storesWhatATokenSaysThoughPostgresqlCouldNot() {
    DenialBuffer counting = new DenialBuffer(program.get(DenialRepository.class), program.clock);
    counting.count(
        new Denial(
            program.clock.instant(),
            "a\u0000b\ud800c" + "\ud83d\ude00".repeat(300),
            "10.0.0.1",
            "GET",
            "/",
            "\u0000",
            403,
            "forbidden"));

    counting.write();

    assertThat(
            program
                .inLapse()
                .sql(
                    "select left(actor, 6) || length(actor) || account_id from lapse.refused_attempt")
                .query(String.class)
                .single())
        .isEqualTo("a?b?c\ud83d\ude00200?");
  }

  @Test
  void recordsOnlyValidAddresses() {
    String v6 = "2001:db8:ffff:ffff:ffff:ffff:255.255.255.255";
    for (String said :
        List.of("10.0.0.1", v6, "fe80::1%eth0", "f".repeat(6_000), "10.0.0.1, x", "", "a'b:c")) {
      program.get(DenialBuffer.class).count(attempt(program.clock.instant(), said));
    }

    assertThat(
            StreamSupport.stream(rows(SHOWN).spliterator(), false)
                .map(row -> row.get("address").stringValue() + " " + row.get("count")))
        .containsExactlyInAnyOrder("10.0.0.1 1", v6 + " 1", "fe80::1 1", "- 4");
  }

  @Test
  void leavesOutTheRowThatIsAtFaultAndWritesTheOthers() {
    DenialBuffer counting = new DenialBuffer(program.get(DenialRepository.class), program.clock);
    for (int i = 0; i < 20; i++) {
      counting.count(attempt(program.clock.instant(), "10.0.0." + i));
    }
    program.lapse.run(
        "alter table lapse.refused_attempt add constraint odd check (address <> '10.0.0.7')");
    try {
      counting.write();
    } finally {
      program.lapse.run("alter table lapse.refused_attempt drop constraint odd");
    }
    counting.write();

    assertThat(count("select sum(count) from lapse.refused_attempt")).isEqualTo(19);
  }

  @Test
  void showsWhatIsWrittenThoughTheRestCannotBeWritten() {
    HttpCaller.of(program).get("/api/v1/runs");
    assertThat(shown()).hasSize(1);
    program.lapse.run(
        """
        create function lapse.full() returns trigger language plpgsql as
        $$ begin raise exception 'no space' using errcode = '53100'; end $$
        """);
    program.lapse.run(
        "create trigger full_disk before insert on lapse.refused_attempt execute function lapse.full()");
    try {
      HttpCaller.of(program).get("/api/v1/dead-letters");
      assertThat(shown()).hasSize(1);
    } finally {
      program.lapse.run("drop function lapse.full() cascade");
    }
    assertThat(shown()).hasSize(2);
  }

  @Test
  void forgetsAfterNinetyDays() {
    DenialRepository table = program.get(DenialRepository.class);
    Instant now = program.clock.instant();
    table.add(java.util.Map.of(attempt(now.minus(Duration.ofDays(90)), "10.0.0.1"), 1L));
    table.add(
        java.util.Map.of(
            attempt(now.minus(Duration.ofDays(90)).minus(Duration.ofMinutes(1)), "10.0.0.2"), 1L));

    assertThat(table.forgetOld(now)).isEqualTo(1);

    assertThat(count("select count(*) from lapse.refused_attempt where address = '10.0.0.1'"))
        .isEqualTo(1);
  }

  @Test
  void writesTheRestWhenItStops() {
    DenialBuffer counting = new DenialBuffer(program.get(DenialRepository.class), program.clock);
    counting.start();
    counting.count(attempt(program.clock.instant(), "10.0.0.1"));

    counting.stop();

    assertThat(count("select count(*) from lapse.refused_attempt")).isEqualTo(1);
  }

  private static Denial attempt(Instant minute, String address) {
    return new Denial(minute, "-", address, "GET", "/api/v1/runs", null, 401, "unauthenticated");
  }

  private static HttpCaller basic(String user, String password) {
    return HttpCaller.of(program)
        .with(
            "Authorization",
            "Basic "
                + java.util.Base64.getEncoder()
                    .encodeToString(
                        (user + ":" + password).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static List<String> shown() {
    return StreamSupport.stream(rows(SHOWN).spliterator(), false)
        .peek(row -> assertThat(row.get("address").stringValue()).isEqualTo("127.0.0.1"))
        .map(
            row ->
                "%s %s %s %s %s %s %s"
                    .formatted(
                        row.get("actor").stringValue(),
                        row.get("method").stringValue(),
                        row.get("path").stringValue(),
                        row.get("account").isNull() ? "null" : row.get("account").stringValue(),
                        row.get("status"),
                        row.get("problem").stringValue(),
                        row.get("count")))
        .toList();
  }

  private static List<String> paths(String query) {
    return StreamSupport.stream(rows(query).spliterator(), false)
        .map(row -> row.get("path").stringValue())
        .toList();
  }

  private static JsonNode rows(String query) {
    return HttpCaller.of(program).as("viewer").get(query).json().get("refusedAttempts");
  }

  private static String all() {
    return program
        .inLapse()
        .sql("select string_agg(r::text, ' ') from lapse.refused_attempt r")
        .query(String.class)
        .single();
  }

  private static long count(String query) {
    return program.inLapse().sql(query).query(Long.class).single();
  }
}
