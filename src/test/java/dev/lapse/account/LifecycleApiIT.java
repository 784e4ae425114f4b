package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Api;
import dev.lapse.testing.Api.Answer;
import dev.lapse.testing.Import;
import dev.lapse.testing.ServingProgram;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The commands over HTTP: what is answered, and what is stored of it. */
class LifecycleApiIT {
  private static final String PARIS =
      "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\",\"timeZone\":\"Europe/Paris\"}\n";
  private final TestProgram program = ServingProgram.knowingNothing();
  private final Api api = Api.of(program);

  @Test
  void pauseIsConfirmedWithExactInstantsInTheZoneOfTheAccount() {
    program.imports(PARIS);

    Answer answer =
        api.post(
            "/accounts/1/pause",
            """
            {"reason": "a year at sea", "expectedLength": "P6M", "retainData": true}
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("state").stringValue()).isEqualTo("paused");
    assertThat(answer.json().get("reason").stringValue()).isEqualTo("a year at sea");
    assertThat(answer.json().get("expectedLength").stringValue()).isEqualTo("P6M");
    JsonNode confirmation = answer.json().get("confirmation");
    assertThat(confirmation.get("cutOff").toString())
        .isEqualTo(
            "{\"at\":\"2026-11-15T00:00:00Z\",\"local\":\"2026-11-15T01:00:00+01:00\",\"zone\":\"Europe/Paris\"}");
    assertThat(confirmation.get("purge").isNull()).isTrue();
    assertThat(confirmation.get("expiry").get("at").stringValue())
        .isEqualTo("2027-11-10T00:00:00Z");
    assertThat(confirmation.get("removedAtLapse").toString())
        .isEqualTo("[\"product.public.card\"]");
    assertThat(confirmation.get("anonymized").toString()).isEqualTo("[\"product.public.review\"]");
    assertThat(confirmation.get("kept").get(0).get("why").stringValue()).isEqualTo("tax law");
    assertThat(confirmation.get("kept").get(0).get("until").get("at").stringValue())
        .isEqualTo("2036-11-10T00:00:00Z");
  }

  @Test
  void confirmationIsWrittenOutInEnglishAndFrench() {
    SharedProgram.fill(program, 1);
    program.imports(PARIS);

    JsonNode text = api.post("/accounts/1/close", "").json().get("confirmation").get("text");

    assertThat(text.get("en").values().stream().map(JsonNode::stringValue))
        .containsExactly(
            "The account has been closed since 10 November 2026 at 01:00 (Europe/Paris, UTC+01:00).",
            "Until 15 November 2026 at 01:00 (Europe/Paris, UTC+01:00) everything works as before, and data can be downloaded.",
            "From then on only the billing page is accessible.",
            "Payment details have been removed; they do not come back.",
            "From 15 November 2026 at 01:00 (Europe/Paris, UTC+01:00) on the data is erased for good.",
            "Download before then what you want to keep.",
            "Kept even then: invoices, until 10 November 2036 at 01:00 (Europe/Paris, UTC+01:00).",
            "Some records are kept without anything that identifies you.",
            "If you come back before the data is erased and enter new billing details, you get everything back.");
    assertThat(text.get("fr").values().stream().map(JsonNode::stringValue))
        .containsExactly(
            "Le compte est fermé depuis le 10 novembre 2026 à 01 h 00 (Europe/Paris, UTC+01:00).",
            "Jusqu’au 15 novembre 2026 à 01 h 00 (Europe/Paris, UTC+01:00), tout fonctionne comme avant et les données peuvent être récupérées.",
            "Ensuite, seule la page de facturation reste accessible.",
            "Les moyens de paiement ont été supprimés ; ils ne reviennent pas.",
            "À partir du 15 novembre 2026 à 01 h 00 (Europe/Paris, UTC+01:00), les données sont effacées définitivement.",
            "Téléchargez avant cette date ce que vous voulez conserver.",
            "Conservé même ensuite : factures, jusqu’au 10 novembre 2036 à 01 h 00 (Europe/Paris, UTC+01:00).",
            "Certaines données sont conservées sans ce qui indique à qui elles appartenaient.",
            "Qui revient avant l’effacement des données et saisit de nouvelles coordonnées de facturation retrouve tout.");
  }

  @Test
  void reactivationSaysWhatCameBackAndWhatDidNot() {
    program.imports(PARIS);
    api.post("/accounts/1/close", "");
    program.lapse.run("update lapse.account set billing_removed_at = lapsed_at");

    JsonNode back =
        api.post("/accounts/1/reactivate", "{\"billingToken\":\"tok_1\"}")
            .json()
            .get("reactivation");

    assertThat(back.get("comesBack").toString()).isEqualTo("[\"account\",\"data\"]");
    assertThat(back.get("doesNotComeBack").toString()).isEqualTo("[\"payment-details\"]");
    assertThat(back.get("text").get("fr").get(0).stringValue())
        .isEqualTo("Le compte est rétabli, avec toutes ses données.");
  }

  @Test
  void tokenThatBillingDetailsExistIsNeeded() {
    program.imports(Import.closed(1));

    Answer answer = api.post("/accounts/1/reactivate", "{}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("errors").toString())
        .isEqualTo("[{\"field\":\"billingToken\",\"message\":\"'billingToken' is missing\"}]");
  }

  @Test
  void trialEndsAndIsNotErased() {
    program.imports("{\"id\":\"t\",\"kind\":\"trial\",\"state\":\"active\"}\n");

    JsonNode ended = api.post("/accounts/t/trial-end", "").json();

    assertThat(ended.get("state").stringValue()).isEqualTo("trial-ended");
    assertThat(ended.get("confirmation").get("text").get("en").values())
        .extracting(JsonNode::stringValue)
        .contains("The data is not erased.");
  }

  @Test
  void withdrawnChoiceMovesThePurge() {
    program.imports(PARIS);
    api.post("/accounts/1/pause", "{\"reason\":\"x\",\"retainData\":true}");

    JsonNode withdrawn = api.post("/accounts/1/withdraw-retention", "{}").json();

    assertThat(withdrawn.get("expiry").isNull()).isTrue();
    assertThat(withdrawn.get("purge").stringValue()).isEqualTo("2026-11-15T00:00:00Z");
  }

  @Test
  void acceptsLapseUpToADayLateAndFiveMinutesEarly() {
    program.imports(Import.active(1, 2, 3, 4));

    assertThat(close("1", "2026-11-09T00:00:00Z").json().get("lapsedAt").stringValue())
        .isEqualTo("2026-11-09T00:00:00Z");
    assertThat(close("2", "2026-11-08T23:59:59.999999Z").detail()).contains("24 hours ago");
    assertThat(close("3", "2026-11-10T00:05:00Z").status()).isEqualTo(200);
    assertThat(close("4", "2026-11-10T00:05:00.000001Z").detail()).contains("in the future");
  }

  @Test
  void lapseFromBeforeTheReactivationIsRefused() {
    program.imports(Import.closed(1));
    api.post("/accounts/1/reactivate", "{\"billingToken\":\"t\"}");

    Answer early = close("1", "2026-11-09T23:59:59.999999Z");

    assertThat(early.problem()).isEqualTo("invalid");
    assertThat(early.json().get("errors").get(0).get("field").stringValue()).isEqualTo("lapsedAt");
    assertThat(close("1", "2026-11-10T00:00:00Z").status()).isEqualTo(200);
  }

  @Test
  void holdIsPlacedListedAndReleased() {
    program.imports(Import.closed(1));

    Answer placed =
        api.post("/accounts/1/holds", "{\"reason\":\"court\",\"until\":\"2027-01-01T00:00:00Z\"}");
    assertThat(placed.json().get("holds").toString()).isEqualTo("[\"legal\"]");

    JsonNode hold = api.get("/accounts/1/holds").json().get("holds").get(0);
    assertThat(hold.get("inForce").booleanValue()).isTrue();
    assertThat(hold.get("reason").stringValue()).isEqualTo("court");
    assertThat(hold.get("until").stringValue()).isEqualTo("2027-01-01T00:00:00Z");

    Answer released = api.post("/accounts/1/holds/legal/release", "");
    assertThat(released.json().get("holds").isEmpty()).isTrue();
    assertThat(api.post("/accounts/1/holds/legal/release", "").problem()).isEqualTo("not-on-hold");
    assertThat(
            api.get("/accounts/1/holds").json().get("holds").get(0).get("inForce").booleanValue())
        .isFalse();
  }

  @Test
  void holdThatIsOverIsRefused() {
    program.imports(Import.closed(1));

    assertThat(
            api.post(
                    "/accounts/1/holds",
                    "{\"reason\":\"court\",\"until\":\"2026-11-10T00:00:00Z\"}")
                .detail())
        .contains("would have no effect");
  }

  @Test
  void accountIsTakenAsAnImportTakesIt() {
    String closed =
        "{\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"}";

    Answer added = api.put("/accounts/7", closed);
    assertThat(added.status()).isEqualTo(201);
    assertThat(added.header("Location")).isEqualTo("/api/v1/accounts/7");
    assertThat(added.json().get("purge").stringValue()).isEqualTo("2026-11-06T00:00:00Z");

    Answer again = api.put("/accounts/7", closed);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.header("ETag")).isEqualTo(added.header("ETag"));

    Answer contradicted = api.put("/accounts/7", "{\"kind\":\"direct\",\"state\":\"active\"}");
    assertThat(contradicted.status()).isEqualTo(409);
    assertThat(contradicted.problem()).isEqualTo("contradiction");
    assertThat(contradicted.detail()).contains("closed since 2026-11-01T00:00:00Z", "reactivate");
    assertThat(api.get("/accounts/7").header("ETag")).isEqualTo(added.header("ETag"));
  }

  @Test
  void evidenceNamesWhoAsked() {
    program.imports(Import.active(1));
    api.post("/accounts/1/close", "");

    JsonNode evidence = api.get("/accounts/1/evidence").json().get("evidence");

    assertThat(evidence.values())
        .extracting(one -> one.get("kind").stringValue())
        .contains("lapsed");
    assertThat(evidence.get(evidence.size() - 1).get("actor").stringValue()).isNotBlank();
  }

  @Test
  void answersNotModifiedToACallerWithTheCurrentTag() {
    program.imports(Import.active(1));
    String tag = api.get("/accounts/1").header("ETag");

    assertThat(tag).matches("\"[\\w-]{20}\"");
    assertThat(api.with("If-None-Match", tag).get("/accounts/1").status()).isEqualTo(304);
    Answer changed = api.post("/accounts/1/close", "");
    assertThat(changed.header("ETag")).isNotEqualTo(tag);
    assertThat(api.with("If-None-Match", tag).get("/accounts/1").header("ETag"))
        .isEqualTo(changed.header("ETag"));
  }

  @Test
  void changeOfAnAccountThatChangedMeanwhileIsRefused() {
    program.imports(Import.active(1));
    String tag = api.get("/accounts/1").header("ETag");
    api.post("/accounts/1/holds", "{\"reason\":\"court\"}");

    Answer late = api.with("If-Match", tag).post("/accounts/1/close", "");

    assertThat(late.status()).isEqualTo(412);
    assertThat(late.problem()).isEqualTo("changed-meanwhile");
    assertThat(
            api.with("If-Match", "W/" + api.get("/accounts/1").header("ETag"))
                .post("/accounts/1/close", "")
                .status())
        .isEqualTo(412);
    assertThat(api.get("/accounts/1").json().get("state").stringValue()).isEqualTo("active");
    assertThat(
            api.with("If-Match", "\"other\", " + api.get("/accounts/1").header("ETag"))
                .post("/accounts/1/close", "")
                .status())
        .isEqualTo(200);
    assertThat(api.with("If-Match", "*").post("/accounts/1/withdraw-retention", "").status())
        .isEqualTo(409);
  }

  @Test
  void refusalTellsTheFirstPossibleMomentInTheZoneOfTheAccount() {
    program.imports(PARIS);
    api.post("/accounts/1/pause", "{\"reason\":\"x\"}");
    api.post("/accounts/1/reactivate", "{\"billingToken\":\"t\"}");

    Answer refused = api.post("/accounts/1/pause", "{\"reason\":\"x\"}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.problem()).isEqualTo("paused-recently");
    assertThat(refused.json().get("firstPossible").toString())
        .isEqualTo(
            "{\"at\":\"2027-11-10T00:00:00Z\",\"local\":\"2027-11-10T01:00:00+01:00\",\"zone\":\"Europe/Paris\"}");
  }

  private Answer close(String id, String lapsedAt) {
    return api.post(
        "/accounts/" + id + "/close", "{\"lapsedAt\":\"" + Instant.parse(lapsedAt) + "\"}");
  }
}
