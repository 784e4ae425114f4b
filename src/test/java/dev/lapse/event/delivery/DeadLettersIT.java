package dev.lapse.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.event.EventType;
import dev.lapse.event.NewEvent;
import dev.lapse.event.Outbox;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.WebhookReceiver;
import dev.lapse.testing.WebhookReceiver.Received;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** What was given up is counted, listed and sent again, over HTTP and in a program that serves. */
class DeadLettersIT {
  private static final WebhookReceiver RECEIVER = new WebhookReceiver();
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at(Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
            .catalog("stores: []\nsets: []\n")
            .file("events.yaml", "webhooks:\n  - " + RECEIVER.yaml("mailer"))
            .serving()
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
    RECEIVER.close();
  }

  @BeforeEach
  void reset() {
    LapseTables.empty(program.lapse);
    RECEIVER.reset();
  }

  @Test
  void areCountedListedAndSentAgainInOrder() {
    RECEIVER.answering(WebhookReceiver.Answer.GONE);
    happens("1", "1", "2");
    await(() -> dead() == 3);

    Answer listing = operator().get("/api/v1/dead-letters");
    assertThat(listing.status()).isEqualTo(200);
    assertThat(listing.json().get("count").asInt()).isEqualTo(3);
    assertThat(listing.json().at("/deadLetters/0").propertyNames())
        .containsExactly(
            "destination", "event", "type", "account", "time", "attempts", "status", "error");
    assertThat(operator().get("/actuator/prometheus").body())
        .contains(
            "# HELP lapse_dead_letters Deliveries of events that were given up and wait for an operator")
        .contains("lapse_dead_letters 3.0");

    Answer stopped = operator().post("/api/v1/dead-letters/resend", "{\"destination\":\"mailer\"}");
    assertThat(stopped.status()).isEqualTo(409);
    assertThat(stopped.problem()).isEqualTo("destination-stopped");

    RECEIVER.reset();
    assertThat(operator().post("/api/v1/webhooks/mailer/resume", "").body())
        .contains("\"resumed\":true");
    assertThat(operator().post("/api/v1/webhooks/mailer/resume", "").body())
        .contains("\"resumed\":false");
    assertThat(
            operator().post("/api/v1/dead-letters/resend", "{\"destination\":\"mailer\"}").body())
        .isEqualTo("{\"resent\":3}");
    await(() -> RECEIVER.accepted().size() == 3);
    assertThat(
            RECEIVER.received().stream()
                .filter(event -> event.account().equals("1"))
                .map(Received::sequence))
        .hasSize(2)
        .isSorted();
    assertThat(
            program
                .inLapse()
                .sql("select distinct resent_by from lapse.delivery")
                .query(String.class)
                .single())
        .isEqualTo("operator");
  }

  @Test
  void answerToWhatWasSentBeforeAResumeDoesNotStopItAgain() {
    StopDestination stop = program.get(StopDestination.class);
    int before = stop.resumes("mailer");
    stop.stop("mailer", 410, program.clock.instant(), before);
    stop.resume("mailer", "test");

    stop.stop("mailer", 410, program.clock.instant(), before);

    assertThat(stop.isStopped("mailer")).isFalse();
    stop.stop("mailer", 410, program.clock.instant(), stop.resumes("mailer"));
    assertThat(stop.isStopped("mailer")).isTrue();
    stop.resume("mailer", "test");
  }

  @Test
  void someAloneAreSentAgain() {
    RECEIVER.answering(WebhookReceiver.Answer.GONE);
    happens("1", "2");
    await(() -> dead() == 2);
    RECEIVER.reset();
    operator().post("/api/v1/webhooks/mailer/resume", "");
    String second =
        operator().get("/api/v1/dead-letters").json().at("/deadLetters/1/event").asString();

    Answer resent =
        operator().post("/api/v1/dead-letters/resend", "{\"events\":[\"%s\"]}".formatted(second));

    assertThat(resent.body()).isEqualTo("{\"resent\":1}");
    await(() -> RECEIVER.received().size() == 1);
    assertThat(RECEIVER.received().get(0).id()).isEqualTo(second);
    assertThat(dead()).isEqualTo(1);
    Answer again =
        operator().post("/api/v1/dead-letters/resend", "{\"events\":[\"%s\"]}".formatted(second));
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.json().get("detail").asString()).contains("is not a dead letter");
  }

  @Test
  void mistakesAreNamed() {
    assertThat(resend("{}").json().at("/errors/0/field").asString()).isEqualTo("destination");
    assertThat(resend("{\"destinaton\":\"x\"}").body()).contains("did you mean 'destination'?");
    assertThat(resend("{\"events\":[\"7\"]}").body()).contains("'7' is not an event id");
    for (String body : List.of("{\"destination\":\"mailer\",\"events\":[]}", "{\"events\":[]}")) {
      Answer none = resend(body);
      assertThat(none.status()).isEqualTo(422);
      assertThat(none.json().at("/errors")).hasSize(1);
      assertThat(none.json().at("/errors/0/field").asString()).isEqualTo("events");
      assertThat(none.body()).contains("'events' is empty");
    }
    Answer unknown = resend("{\"destination\":\"crm\"}");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.json().get("detail").asString())
        .isEqualTo("there is no destination 'crm'; events.yaml has mailer");
    assertThat(operator().post("/api/v1/webhooks/crm/resume", "").status()).isEqualTo(404);
  }

  @Test
  void documentOfTheEventsIsThere() {
    Answer document = operator().get("/asyncapi.yaml");

    assertThat(document.status()).isEqualTo(200);
    assertThat(document.header("content-type")).startsWith("application/yaml");
    assertThat(document.body()).startsWith("asyncapi: 3.0.0");
    assertThat(HttpCaller.of(program).get("/asyncapi.yaml").status()).isEqualTo(401);
  }

  private static Answer resend(String body) {
    return operator().post("/api/v1/dead-letters/resend", body);
  }

  private static HttpCaller operator() {
    return HttpCaller.of(program).as("operator");
  }

  private static long dead() {
    return program.get(DeadLetters.class).count();
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    org.awaitility.Awaitility.await().until(condition);
  }

  private static void happens(String... accounts) {
    program
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status ->
                program
                    .get(Outbox.class)
                    .append(
                        List.of(accounts).stream()
                            .map(
                                account ->
                                    new NewEvent(
                                        EventType.HOLD_RELEASED,
                                        account,
                                        1,
                                        program.clock.instant(),
                                        null,
                                        Map.of("lapse", 1, "holdsInForce", 0)))
                            .toList()));
  }
}
