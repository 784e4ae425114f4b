package dev.lapse.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import dev.lapse.event.EventType;
import dev.lapse.event.NewEvent;
import dev.lapse.event.Outbox;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.WebhookReceiver;
import dev.lapse.testing.WebhookReceiver.Answer;
import dev.lapse.testing.WebhookReceiver.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** Two nodes that serve, with their threads, and receivers, one of which does not answer. */
class ServeDeliveriesIT {
  private static final Duration SHUTDOWN = Duration.ofSeconds(9);

  @Test
  void stalledReceiverBlocksNoOtherAndNodesTakeOverDeliveries() {
    try (WebhookReceiver mailer = new WebhookReceiver();
        WebhookReceiver crm = new WebhookReceiver();
        TestProgram first = open(mailer, crm, null)) {
      crm.answering(Answer.STALL);
      for (int i = 0; i < 100; i++) {
        happens(first, String.valueOf(i % 20));
      }
      await().until(() -> mailer.accepted().size() >= 100);
      assertThat(crm.received()).as("eight at a time, a second each").hasSizeLessThan(100);

      long nanos = System.nanoTime();
      first.context().close();
      assertThat(Duration.ofNanos(System.nanoTime() - nanos)).isLessThan(SHUTDOWN);
      assertThat(
              first
                  .inLapse()
                  .sql("select count(*) from lapse.delivery where lease is not null")
                  .query(Long.class)
                  .single())
          .as("what was on its way is given back")
          .isZero();

      crm.answering(Answer.OK);
      try (TestProgram second = open(mailer, crm, first)) {
        second.clock.advance(Duration.ofHours(1));
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () ->
                    crm.received().stream()
                            .filter(Received::accepted)
                            .map(Received::id)
                            .distinct()
                            .count()
                        == 100);
      }

      assertInOrder(mailer);
      assertInOrder(crm);
      assertThat(mailer.forged()).isEmpty();
      assertThat(mailer.accepted()).as("each once, for lack of trouble").hasSize(100);
    }
  }

  @Test
  void openEventsOfARemovedDestinationBecomeDeadLettersAtStart() {
    try (WebhookReceiver mailer = new WebhookReceiver();
        TestProgram program =
            TestProgram.at(Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
                .catalog("stores: []\nsets: []\n")
                .file(
                    "events.yaml",
                    "webhooks:\n  - %s\n  - %s\n"
                        .formatted(mailer.yaml("mailer"), mailer.yaml("crm")))
                .open()) {
      happens(program, "1");
      happens(program, "2");
      try (TestProgram renamed =
          TestProgram.at(Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
              .catalog("stores: []\nsets: []\n")
              .file("events.yaml", "webhooks:\n  - " + mailer.yaml("mailer"))
              .serving()
              .databasesOf(program)
              .open()) {
        DeadLetters letters = renamed.get(DeadLetters.class);
        assertThat(letters.oldest(10))
            .hasSize(2)
            .allSatisfy(
                letter -> {
                  assertThat(letter.destination()).isEqualTo("crm");
                  assertThat(letter.error()).isEqualTo("events.yaml has no such destination");
                });
        await().until(() -> mailer.accepted().size() == 2);

        List<UUID> events = letters.oldest(1).stream().map(DeadLetter::event).toList();
        assertThatThrownBy(() -> letters.resend(null, events, "boss"))
            .isInstanceOf(NotDeliverable.class)
            .hasMessageContaining("there is no destination 'crm'; events.yaml has mailer");
        assertThat(letters.count()).isEqualTo(2);
      }
    }
  }

  @Test
  void signatureAndAgeSatisfyTheLibrary() {
    try (WebhookReceiver mailer = new WebhookReceiver();
        TestProgram program = open(mailer, mailer, null)) {
      happens(program, "1");
      await().until(() -> mailer.received().size() == 2);

      assertThat(mailer.received())
          .allSatisfy(
              received ->
                  assertThatCode(
                          () ->
                              new Webhook(WebhookReceiver.SECRET)
                                  .verify(received.body(), lowerCase(received.headers())))
                      .doesNotThrowAnyException());
    }
  }

  private static TestProgram open(WebhookReceiver mailer, WebhookReceiver crm, TestProgram before) {
    TestProgram.Setup setup =
        TestProgram.at(Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
            .catalog("stores: []\nsets: []\n")
            .file(
                "events.yaml",
                "webhooks:\n  - %s\n  - %s\n".formatted(mailer.yaml("mailer"), crm.yaml("crm")))
            .serving();
    return (before == null ? setup : setup.databasesOf(before)).open();
  }

  private static void happens(TestProgram program, String account) {
    program
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status ->
                program
                    .get(Outbox.class)
                    .append(
                        new NewEvent(
                            EventType.HOLD_RELEASED,
                            account,
                            1,
                            program.clock.instant(),
                            null,
                            Map.of("lapse", 1, "holdsInForce", 0))));
  }

  private static void assertInOrder(WebhookReceiver receiver) {
    for (int i = 0; i < 20; i++) {
      String account = String.valueOf(i);
      assertThat(
              receiver.received().stream()
                  .filter(event -> event.accepted() && event.account().equals(account))
                  .map(Received::sequence))
          .isSorted();
    }
  }

  private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> lower = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    lower.putAll(headers);
    return lower;
  }
}
