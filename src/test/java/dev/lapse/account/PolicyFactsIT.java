package dev.lapse.account;

import static dev.lapse.account.BothWays.Wish.to;
import static dev.lapse.problem.ProblemType.ALREADY_LAPSED;
import static dev.lapse.problem.ProblemType.BEING_ERASED;
import static dev.lapse.problem.ProblemType.INVALID;
import static dev.lapse.problem.ProblemType.NOTHING_RETAINED;
import static dev.lapse.problem.ProblemType.NOT_A_TRIAL;
import static dev.lapse.problem.ProblemType.NOT_LAPSED;
import static dev.lapse.problem.ProblemType.NOT_PRIMARY_ADMINISTRATOR;
import static dev.lapse.problem.ProblemType.NOT_PROVIDER;
import static dev.lapse.problem.ProblemType.PAST_POINT_OF_NO_RETURN;
import static dev.lapse.problem.ProblemType.PAUSED_RECENTLY;
import static dev.lapse.problem.ProblemType.RESOLD;
import static dev.lapse.problem.ProblemType.RETENTION_NOT_OFFERED;
import static dev.lapse.problem.ProblemType.TRIAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.BothWays.Given;
import dev.lapse.account.BothWays.Wish;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Requester;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.OpenIdProvider;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The policy facts, by number, as they are seen over HTTP and on the command line. */
class PolicyFactsIT {
  private static final Wish PAUSE = to("pause", "1").with("reason", "a year at sea");
  private static final Wish REACTIVATE = to("reactivate", "1").with("billingToken", "tok_1");
  private static OpenIdProvider provider;
  private static TestProgram program;
  private static BothWays both;

  private final Given direct = account("direct");
  private final Given resold = account("resold");
  private final Given trial = account("trial");
  private final Given retained = after(direct, PAUSE.with("retainData", true));
  private final Given closed = after(direct, to("close", "1"));

  @BeforeAll
  static void serve() {
    provider = OpenIdProvider.start();
    program =
        provider
            .believedBy(
                TestProgram.at(SharedProgram.NOW.toString())
                    .product(SharedProgram.TABLES)
                    .sets(SharedProgram.SETS))
            .open();
    both = new BothWays(program, provider);
  }

  @AfterAll
  static void stop() {
    program.close();
    provider.close();
  }

  @Nested
  class Fact1Who {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRIMARY_ADMINISTRATOR")
    void onlyThePrimaryAdministratorChangesAnAccount(Requester other) {
      both.refused(direct, PAUSE.by(other), NOT_PRIMARY_ADMINISTRATOR);
      both.refused(direct, to("close", "1").by(other), NOT_PRIMARY_ADMINISTRATOR);
      both.refused(retained, to("withdraw-retention", "1").by(other), NOT_PRIMARY_ADMINISTRATOR);
      both.refused(closed, REACTIVATE.by(other), NOT_PRIMARY_ADMINISTRATOR);
    }

    @Test
    void thePrimaryAdministratorDoes() {
      assertThat(text(both.done(direct, PAUSE), "state")).isEqualTo("paused");
      assertThat(text(both.done(direct, to("close", "1")), "state")).isEqualTo("closed");
      assertThat(text(both.done(retained, to("withdraw-retention", "1")), "expiry")).isNull();
      assertThat(text(both.done(closed, REACTIVATE), "state")).isEqualTo("active");
    }

    @Test
    void resoldAccountIsClosedByItsProviderOnlyAndNeverPaused() {
      both.refused(resold, to("close", "1"), NOT_PROVIDER);
      both.refused(resold, to("close", "1").by(Requester.OTHER), NOT_PROVIDER);
      both.refused(resold, PAUSE.by(Requester.PROVIDER), RESOLD);
      Wish close = to("close", "1").by(Requester.PROVIDER);
      assertThat(text(both.done(resold, close), "state")).isEqualTo("closed");
      Given closedByProvider = after(resold, close);
      both.refused(closedByProvider, REACTIVATE, NOT_PROVIDER);
      assertThat(text(both.done(closedByProvider, REACTIVATE.by(Requester.PROVIDER)), "state"))
          .isEqualTo("active");
    }

    @Test
    void trialEndsForAnyRequester() {
      both.refused(trial, PAUSE, TRIAL);
      assertThat(text(both.done(trial, to("trial-end", "1").by(Requester.OTHER)), "state"))
          .isEqualTo("trial-ended");
      both.refused(direct, to("trial-end", "1"), NOT_A_TRIAL);
    }

    @Test
    void whatHasLapsedDoesNotLapseAgainAndWhatHasNotDoesNotComeBack() {
      both.refused(closed, PAUSE, ALREADY_LAPSED);
      both.refused(closed, to("close", "1"), ALREADY_LAPSED);
      both.refused(direct, REACTIVATE, NOT_LAPSED);
    }

    @Test
    void accountThatTheTokenDoesNotNameIsForbiddenWhetherKnownOrNot() {
      direct.arrange();
      HttpCaller stranger =
          HttpCaller.of(program)
              .with("Authorization", "Bearer " + provider.token("stranger", List.of("lifecycle")));

      HttpCaller.Answer known = stranger.post("/api/v1/accounts/1/close", "{}");
      HttpCaller.Answer unknown = stranger.post("/api/v1/accounts/2/close", "{}");

      assertThat(known.status()).isEqualTo(403);
      assertThat(known.problem()).isEqualTo("forbidden");
      assertThat(unknown.body()).isEqualTo(known.body().replace("'1'", "'2'"));
      assertThat(stranger.get("/api/v1/accounts/1").status()).isEqualTo(403);
    }
  }

  @Nested
  class Fact2OnceInTwelveMonths {
    private final Given pausedOnceInParis =
        after(after(account("direct", "Europe/Paris"), PAUSE), REACTIVATE);

    @Test
    void refusesSecondPauseAMicrosecondEarlyWithFirstPossibleInstant() {
      JsonNode refused =
          both.refused(
              at(pausedOnceInParis, "2027-11-09T23:59:59.999999Z"), PAUSE, PAUSED_RECENTLY);

      assertThat(refused.get("firstPossible").toString())
          .isEqualTo(
              "{\"at\":\"2027-11-10T00:00:00Z\",\"local\":\"2027-11-10T01:00:00+01:00\",\"zone\":\"Europe/Paris\"}");
    }

    @Test
    void secondPauseIsPossibleAtThatVeryMoment() {
      JsonNode paused = both.done(at(pausedOnceInParis, "2027-11-10T00:00:00Z"), PAUSE);

      assertThat(paused.get("lapseNumber").intValue()).isEqualTo(2);
    }
  }

  @Nested
  class Fact3ReasonAndPaymentDetails {
    @Test
    void reasonIsNeededAndRecordedWithTheExpectedLength() {
      direct.arrange();
      assertThat(both.ask(to("pause", "1")).problem()).isEqualTo("invalid");
      assertThat(both.command(to("pause", "1")).exitCode()).isEqualTo(2);

      JsonNode paused = both.done(direct, PAUSE.with("expectedLength", "P6M"));

      assertThat(text(paused, "reason")).isEqualTo("a year at sea");
      assertThat(text(paused, "expectedLength")).isEqualTo("P6M");
    }

    @Test
    void paymentDetailsAreGoneAndDoNotComeBackButNewOnesStay() {
      Given removed =
          () -> {
            withRows(closed).arrange();
            program.run(JobName.REMOVE_BILLING_DETAILS);
            assertThat(cards()).isZero();
          };

      JsonNode back = both.done(removed, REACTIVATE).get("reactivation");
      program.product.run("insert into public.card values (2, 1)");
      program.run(JobName.REMOVE_BILLING_DETAILS);

      assertThat(back.get("doesNotComeBack").toString()).isEqualTo("[\"payment-details\"]");
      assertThat(cards()).isOne();
    }

    private long cards() {
      return program.inProduct().sql("select count(*) from public.card").query(Long.class).single();
    }
  }

  @Nested
  class Fact4Calendar {
    @Test
    void periodsAreThoseOfTheCalendarInTheZoneOfTheAccount() {
      JsonNode leap = both.done(at(direct, "2028-02-29T12:00:00Z"), PAUSE.with("retainData", true));
      assertThat(text(leap, "expiry")).isEqualTo("2029-02-28T12:00:00Z");

      // five days later this time of day does not exist in Paris
      Given gap = at(account("direct", "Europe/Paris"), "2027-03-23T01:30:00Z");
      JsonNode closedThen = both.done(gap, to("close", "1"));
      assertThat(closedThen.get("confirmation").get("cutOff").toString())
          .isEqualTo(
              "{\"at\":\"2027-03-28T01:30:00Z\",\"local\":\"2027-03-28T03:30:00+02:00\",\"zone\":\"Europe/Paris\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "CLI"})
    void nothingIsDueOneMicrosecondEarlyAndEverythingAtTheMoment(String way) {
      withRows(closed).arrange();

      program.clock.set(Instant.parse("2026-11-14T23:59:59.999999Z"));
      runPurge(way);
      assertThat(account().get("pointOfNoReturnAt").isNull()).isTrue();
      program.clock.set(Instant.parse("2026-11-15T00:00:00Z"));
      runPurge(way);
      assertThat(text(account(), "erasedAt")).isEqualTo("2026-11-15T00:00:00Z");
    }

    @Test
    void acceptsLapseWithinADayAndFiveMinutes() {
      Wish close = to("close", "1");
      assertThat(text(both.done(direct, close.with("lapsedAt", "2026-11-09T00:00:00Z")), "cutOff"))
          .isEqualTo("2026-11-14T00:00:00Z");
      assertThat(text(both.done(direct, close.with("lapsedAt", "2026-11-10T00:05:00Z")), "cutOff"))
          .isEqualTo("2026-11-15T00:05:00Z");
      for (String wrong : List.of("2026-11-08T23:59:59.999999Z", "2026-11-10T00:05:00.000001Z")) {
        direct.arrange();
        assertThat(both.ask(close.with("lapsedAt", wrong)).problem()).isEqualTo("invalid");
        assertThat(both.command(close.with("lapsedAt", wrong)).exitCode()).isEqualTo(2);
        assertThat(text(account(), "state")).isEqualTo("active");
      }
      both.refused(
          after(closed, REACTIVATE), close.with("lapsedAt", "2026-11-09T12:00:00Z"), INVALID);
    }
  }

  @Nested
  class Fact5Promises {
    @Test
    void deadlinesOfALapseOutliveTheChangeOfThePolicy() {
      closed.arrange();
      JsonNode before = account();

      try (TestProgram shorter =
          provider
              .believedBy(
                  TestProgram.at("2026-11-10T00:00:00Z")
                      .databasesOf(program)
                      .sets(SharedProgram.SETS)
                      .file("policy.yaml", policy("P1D")))
              .open()) {
        BothWays then = new BothWays(shorter, provider);
        JsonNode shown = Commands.on(shorter).run("account", "show", "1", "-o", "json").json();
        assertThat(((ObjectNode) shown).without("details")).isEqualTo(before);
        assertThat(viewer(shorter).get("/api/v1/accounts/1").json()).isEqualTo(before);
        JsonNode anew = then.done(direct, to("close", "1"));
        assertThat(text(anew, "cutOff")).isEqualTo("2026-11-11T00:00:00Z");
        assertThat(text(anew, "policyVersion")).isNotEqualTo(text(before, "policyVersion"));
      }
    }

    private String policy(String grace) {
      return """
      version: "2"
      grace-period: %s
      retention-period: P1Y
      pause-every: P12M
      retention-choice: [paused]
      erase-ended-trials: false
      features: [automations]
      data-access: [contacts]
      """
          .formatted(grace);
    }
  }

  @Nested
  class Fact6Retention {
    @Test
    void withoutTheChoiceThePurgeIsDueAtTheCutOff() {
      JsonNode paused = both.done(direct, PAUSE);

      assertThat(text(paused, "purge")).isEqualTo(text(paused, "cutOff"));
      assertThat(text(paused, "expiry")).isNull();
    }

    @Test
    void choiceExistsAtPausingOnly() {
      both.refused(direct, to("close", "1").with("retainData", true), RETENTION_NOT_OFFERED);
      HttpCaller.Answer refused =
          HttpCaller.of(program)
              .with("Authorization", "Bearer " + provider.token("op", List.of("operator")))
              .with("Content-Type", "application/json")
              .send(
                  "PUT",
                  "/api/v1/accounts/1",
                  java.net.http.HttpRequest.BodyPublishers.ofString(
                      "{\"kind\":\"direct\",\"state\":\"closed\",\"retainData\":true,\"lapsedAt\":\"2026-11-01T00:00:00Z\"}"));
      assertThat(refused.problem()).isEqualTo("retention-not-offered");
      assertThat(text(account(), "state")).isEqualTo("active");
    }

    @Test
    void closeOfAPausedAccountReplacesRetentionAndReopensNothing() {
      JsonNode closedLater = both.done(at(retained, "2026-12-24T00:00:00Z"), to("close", "1"));

      assertThat(text(closedLater, "cutOff")).isEqualTo("2026-11-15T00:00:00Z");
      assertThat(text(closedLater, "purge")).isEqualTo("2026-12-29T00:00:00Z");
      assertThat(text(closedLater, "expiry")).isNull();
      assertThat(closedLater.get("confirmation").get("text").get("en").toString())
          .contains(
              "Only the billing page has been accessible since 15 November 2026 at 00:00 (UTC).");
    }

    @Test
    void withdrawnChoiceIsPurgedAtOnceButNotBeforeTheCutOff() {
      Wish withdraw = to("withdraw-retention", "1");
      assertThat(text(both.done(at(retained, "2026-11-14T23:59:59.999999Z"), withdraw), "purge"))
          .isEqualTo("2026-11-15T00:00:00Z");
      assertThat(text(both.done(at(retained, "2026-12-24T12:00:00Z"), withdraw), "purge"))
          .isEqualTo("2026-12-24T12:00:00Z");
      both.refused(closed, withdraw, NOTHING_RETAINED);
      both.refused(direct, withdraw, NOTHING_RETAINED);
    }
  }

  @Nested
  class Fact7Trials {
    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "CLI"})
    void trialThatEndedIsNeverPurged(String way) {
      JsonNode ended = both.done(withRows(trial), to("trial-end", "1"));
      assertThat(text(ended, "purge")).isNull();
      assertThat(text(ended, "expiry")).isNull();

      program.clock.set(Instant.parse("2036-01-01T00:00:00Z"));
      runPurge(way);

      assertThat(account().get("pointOfNoReturnAt").isNull()).isTrue();
      assertThat(accountRows()).isOne();
    }
  }

  @Nested
  class Facts8And11PointOfNoReturn {
    private final Given erased =
        () -> {
          withRows(closed).arrange();
          program.clock.set(Instant.parse("2026-11-15T00:00:00Z"));
          program.run(JobName.PURGE);
        };
    private final Given beingErased =
        () -> {
          closed.arrange();
          program.lapse.run("update lapse.account set point_of_no_return_at = cut_off_due");
        };

    @Test
    void dataDoesNotComeBackAndTheAnswerSaysWhatDoes() {
      JsonNode refused = both.refused(erased, REACTIVATE, PAST_POINT_OF_NO_RETURN);

      assertThat(text(refused.get("pointOfNoReturn"), "at")).isEqualTo("2026-11-15T00:00:00Z");
      assertThat(refused.get("comesBack").toString()).isEqualTo("[\"account\"]");
      assertThat(refused.get("doesNotComeBack").toString())
          .isEqualTo("[\"data\",\"payment-details\"]");
      both.refused(beingErased, REACTIVATE, PAST_POINT_OF_NO_RETURN);
      both.refused(beingErased, REACTIVATE.with("withoutData", true), BEING_ERASED);
      both.refused(
          () -> {
            after(direct, PAUSE).arrange();
            program.lapse.run("update lapse.account set point_of_no_return_at = cut_off_due");
          },
          to("close", "1"),
          PAST_POINT_OF_NO_RETURN);
    }

    @Test
    void confirmedReactivationGivesAnEmptyAccount() {
      JsonNode empty = both.done(erased, REACTIVATE.with("withoutData", true));

      assertThat(text(empty, "state")).isEqualTo("active");
      assertThat(empty.get("reactivation").get("comesBack").toString()).isEqualTo("[\"account\"]");
      assertThat(empty.get("reactivation").get("kept").get(0).get("why").stringValue())
          .isEqualTo("tax law");
      assertThat(accountRows()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "CLI"})
    void reactivationAMomentBeforeKeepsEveryRow(String way) {
      Given lastMoment = at(withRows(closed), "2026-11-15T00:00:00Z");
      both.done(lastMoment, REACTIVATE);

      runPurge(way);

      assertThat(accountRows()).isOne();
      assertThat(text(account(), "state")).isEqualTo("active");
    }
  }

  @Nested
  class Fact9Data {
    @Test
    void dataIsAvailableRetainedBeingErasedAndErasedInTurn() {
      withRows(retained).arrange();
      program.clock.set(Instant.parse("2026-11-14T23:59:59.999999Z"));
      assertThat(data()).isEqualTo("available");
      program.clock.set(Instant.parse("2026-11-15T00:00:00Z"));
      assertThat(data()).isEqualTo("retained");
      program.lapse.run("update lapse.account set point_of_no_return_at = cut_off_due");
      assertThat(data()).isEqualTo("being-erased");
      program.lapse.run("update lapse.account set erased_at = cut_off_due");
      assertThat(data()).isEqualTo("erased");
      assertThat(
              text(
                  Commands.on(program).run("account", "show", "1", "-o", "json").json(),
                  "erasedAt"))
          .isEqualTo("2026-11-15T00:00:00Z");
    }

    private String data() {
      return text(viewer(program).get("/api/v1/accounts/1/access").json(), "data");
    }
  }

  @Nested
  class Fact10CatchingUp {
    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "CLI"})
    void whatWasDueLongAgoIsDoneAndWhatIsDueInTheFutureIsNot(String way) {
      withRows(closed).arrange();
      program.clock.set(Instant.parse("2026-11-14T00:00:00Z"));
      if (way.equals("HTTP")) {
        HttpCaller.Answer future =
            operator()
                .post("/api/v1/runs", "{\"job\":\"purge\",\"asOf\":\"2026-11-20T00:00:00Z\"}");
        assertThat(future.problem()).isEqualTo("run-refused");
      } else {
        Result future = Commands.on(program).run("run", "purge", "--as-of", "2026-11-20T00:00:00Z");
        assertThat(future.exitCode()).isEqualTo(2);
        assertThat(future.err()).contains("(urn:lapse:problem:run-refused)");
      }
      assertThat(account().get("pointOfNoReturnAt").isNull()).isTrue();

      program.clock.set(Instant.parse("2027-06-01T00:00:00Z"));
      runPurge(way);

      assertThat(accountRows()).isZero();
    }
  }

  private static Given account(String kind) {
    return account(kind, "UTC");
  }

  private static Given account(String kind, String zone) {
    return () -> {
      LapseTables.empty(program.lapse);
      program.imports(
          "{\"id\":\"1\",\"kind\":\"%s\",\"state\":\"active\",\"timeZone\":\"%s\"}%n"
              .formatted(kind, zone));
    };
  }

  private static Given after(Given before, Wish wish) {
    return () -> {
      before.arrange();
      HttpCaller.Answer answer = both.ask(wish);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    };
  }

  private static Given at(Given before, String now) {
    return () -> {
      before.arrange();
      program.clock.set(Instant.parse(now));
    };
  }

  /** The account has a row in the product, a card and an invoice. */
  private static Given withRows(Given before) {
    return () -> {
      program.product.run(
          """
          truncate public.account cascade;
          truncate public.invoice, public.review, public.attachment;
          insert into public.account values (1, 'one');
          insert into public.card values (1, 1);
          insert into public.invoice values (1, 1, 100);
          """);
      program.clock.set(SharedProgram.NOW);
      before.arrange();
    };
  }

  private static void runPurge(String way) {
    if (way.equals("CLI")) {
      Result result = Commands.on(program).run("run", "purge", "-o", "json");
      assertThat(result.exitCode()).as(result.err()).isZero();
      return;
    }
    HttpCaller.Answer started = operator().post("/api/v1/runs", "{\"job\":\"purge\"}");
    assertThat(started.status()).as(started.body()).isIn(200, 202);
    org.awaitility.Awaitility.await()
        .until(
            () ->
                program
                        .inLapse()
                        .sql("select count(*) from lapse.run where status = 'running'")
                        .query(Long.class)
                        .single()
                    == 0);
  }

  private static HttpCaller operator() {
    return HttpCaller.of(program)
        .with("Authorization", "Bearer " + provider.token("op", List.of("operator")));
  }

  private static HttpCaller viewer(TestProgram asked) {
    return HttpCaller.of(asked)
        .with("Authorization", "Bearer " + provider.token("v", List.of("viewer")));
  }

  private static JsonNode account() {
    return viewer(program).get("/api/v1/accounts/1").json();
  }

  private static long accountRows() {
    return program
        .inProduct()
        .sql("select count(*) from public.account")
        .query(Long.class)
        .single();
  }

  private static String text(JsonNode object, String name) {
    JsonNode value = object.get(name);
    return value.isNull() ? null : value.stringValue();
  }
}
