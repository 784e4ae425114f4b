package dev.lapse.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Api;
import dev.lapse.testing.Api.Answer;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.Import;
import dev.lapse.testing.ServingProgram;
import dev.lapse.testing.TestProgram;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What cannot be taken is refused with a problem that says what would be right. */
class StrictRequestsIT {
  private static final int MOST_BYTES = 64 * 1024;
  private final TestProgram program = ServingProgram.knowingNothing();
  private final Api api = Api.of(program);

  @BeforeEach
  void knowOneAccount() {
    program.imports(Import.active(1));
  }

  @Test
  void everyWrongFieldIsNamedAtOnce() {
    Answer refused =
        api.post(
            "/accounts/1/pause",
            "{\"reson\":\"x\",\"expectedLength\":\"three months\",\"retainData\":\"yes\",\"lapsedAt\":\"today\"}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.problem()).isEqualTo("invalid");
    assertThat(refused.json().get("errors").values())
        .extracting(error -> error.get("field").stringValue())
        .containsExactlyInAnyOrder("reson", "reason", "expectedLength", "retainData", "lapsedAt");
    assertThat(refused.detail())
        .contains("unknown key 'reson'; did you mean 'reason'?")
        .contains("'reason' is missing")
        .contains("must be a period such as P3M")
        .contains("must be true or false")
        .contains("must be an instant such as 2026-11-01T09:30:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reason\":1}",
        "{\"reason\":\"\"}",
        "{\"reason\":\"\\u0000\"}",
        "{\"reason\":\"\\ud800\"}",
        "{\"reason\":[\"x\"]}",
        "{\"reason\":\"x\",\"expectedLength\":\"P0D\"}",
        "{\"reason\":\"x\",\"expectedLength\":\"-P1M\"}",
        "{\"reason\":\"x\",\"lapsedAt\":\"2026-11-09\"}",
        "{\"reason\":\"x\",\"lapsedAt\":\"+999999999-12-31T23:59:59Z\"}",
        "{\"reason\":\"x\",\"id\":\"2\"}"
      })
  void valueThatCannotBeTakenIsRefused(String body) {
    assertThat(api.post("/accounts/1/pause", body).problem()).isEqualTo("invalid");
    assertThat(state()).isEqualTo("active");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+294277-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-10:00"
      })
  void instantThatNoDatabaseHoldsIsRefused(String instant) {
    Answer hold =
        api.post("/accounts/1/holds", "{\"reason\":\"x\",\"until\":\"%s\"}".formatted(instant));
    HttpCaller.Answer run =
        HttpCaller.of(program)
            .as("operator")
            .post(
                "/api/v1/runs",
                "{\"job\":\"purge\",\"dryRun\":true,\"asOf\":\"%s\"}".formatted(instant));

    assertThat(hold.problem()).isEqualTo("invalid");
    assertThat(run.problem()).isEqualTo("invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "\"x\"",
        "{} {}",
        "{\"reason\":\"x\",\"reason\":\"y\"}",
        "{'a':1}"
      })
  void bodyThatIsNotOneObjectIsRefused(String body) {
    Answer refused = api.post("/accounts/1/close", body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.problem()).isEqualTo("malformed");
    assertThat(state()).isEqualTo("active");
  }

  @Test
  void refusesBytesThatAreNotText() {
    byte[] body = "{\"reason\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(
            api.send(
                    "POST",
                    "/accounts/1/close",
                    BodyPublishers.ofByteArray(body),
                    "application/json")
                .problem())
        .isEqualTo("malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "application/xml",
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json;charset=ISO-8859-1",
    "not a type",
    "application/merge-patch+json"
  })
  void bodyMustBeJson(String contentType) {
    Answer refused =
        api.send("POST", "/accounts/1/close", BodyPublishers.ofString("{}"), contentType);

    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.problem()).isEqualTo("unsupported-media-type");
    assertThat(state()).isEqualTo("active");
  }

  @Test
  void bodyWithoutContentTypeIsRefusedUnlessItIsEmpty() {
    assertThat(api.send("POST", "/accounts/1/close", BodyPublishers.ofString("{}"), "").status())
        .isEqualTo(415);
    assertThat(api.post("/accounts/1/close", "").status()).isEqualTo(200);
  }

  @Test
  void bodyMayHave64KibibytesAndNotOneMore() {
    String most = "{" + " ".repeat(MOST_BYTES - 2) + "}";

    assertThat(api.post("/accounts/1/close", most + " ").status()).isEqualTo(413);
    assertThat(inPieces(most + " ").problem()).isEqualTo("too-large");
    assertThat(state()).isEqualTo("active");
    assertThat(inPieces(most).status()).isEqualTo(200);
  }

  @Test
  void unknownPathMethodAndAccountAreProblems() {
    Answer nothing = api.get("/acounts/1");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.problem()).isEqualTo("not-found");
    assertThat(nothing.header("Content-Type")).isEqualTo("application/problem+json");

    Answer wrong = api.post("/accounts/1", "{}");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.problem()).isEqualTo("method-not-allowed");
    assertThat(wrong.header("Allow")).contains("GET").contains("PUT");

    for (Answer unknown :
        new Answer[] {
          api.get("/accounts/nobody"),
          api.get("/accounts/nobody/holds"),
          api.get("/accounts/nobody/evidence"),
          api.post("/accounts/nobody/close", ""),
          api.post("/accounts/nobody/holds", "{\"reason\":\"x\"}")
        }) {
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(unknown.problem()).isEqualTo("unknown-account");
    }
  }

  @Test
  void requestThatReachesNoControllerIsAProblemToo() {
    Answer refused = api.get("/accounts/1;x=1/holds");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.problem()).isEqualTo("malformed");
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void reportsFailureByReferenceOnly() {
    program.lapse.run("alter table lapse.hold rename to hidden");
    try {
      Answer failed = api.get("/accounts/1");

      assertThat(failed.status()).isEqualTo(500);
      assertThat(failed.problem()).isEqualTo("failed");
      assertThat(failed.response().body()).doesNotContain("lapse.hold").doesNotContain("Exception");
      assertThat(failed.detail()).contains(failed.json().get("reference").stringValue());
    } finally {
      program.lapse.run("alter table lapse.hidden rename to hold");
    }
  }

  private Answer inPieces(String body) {
    return api.send(
        "POST",
        "/accounts/1/close",
        BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))),
        "application/json");
  }

  private String state() {
    JsonNode account = api.get("/accounts/1").json();
    return account.get("state").stringValue();
  }
}
