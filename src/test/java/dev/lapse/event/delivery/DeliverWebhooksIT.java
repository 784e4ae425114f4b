package dev.lapse.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.event.EventType;
import dev.lapse.event.Outbox;
import dev.lapse.testing.WebhookReceiver.Answer;
import dev.lapse.testing.WebhookReceiver.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Whatever a receiver does, each event arrives at least once, and those of an account in order. */
@ExtendWith(OutputCaptureExtension.class)
class DeliverWebhooksIT {
  private static final Duration LEASE = Duration.ofSeconds(31);
  private static Outside outside;

  @BeforeAll
  static void open() {
    outside = new Outside();
  }

  @AfterAll
  static void close() {
    outside.close();
  }

  @BeforeEach
  void reset() {
    outside.reset();
  }

  @Test
  void deliversOnceToEachDestinationAndThenNothing() {
    outside.happens("1", "2", "1");

    assertThat(outside.deliver()).isEqualTo(6);
    assertThat(outside.deliver()).isZero();
    assertThat(outside.mailer.accepted()).hasSize(3);
    assertThat(outside.crm.accepted()).hasSize(3);
    assertThat(outside.states("mailer")).isEqualTo(Map.of("delivered", 3L));
    assertThat(outside.mailer.forged()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"FAIL", "STALL", "CLOSE", "REDIRECT"})
  void failedAttemptIsRepeatedWithTheSameIdAndBody(Answer failure) {
    outside.mailer.answering(failure);
    outside.happens("1");

    long nanos = System.nanoTime();
    outside.deliver();
    assertThat(Duration.ofNanos(System.nanoTime() - nanos))
        .as("a whole answer is waited for no longer than the timeout")
        .isLessThan(Duration.ofSeconds(10));
    outside.mailer.answering(Answer.OK);
    assertThat(outside.deliver()).as("not before it is due").isZero();
    outside.deliverAfter(Duration.ofSeconds(6));

    assertThat(outside.mailer.received()).hasSize(2);
    assertThat(outside.mailer.received()).extracting(Received::id).containsOnly(id());
    assertThat(outside.mailer.received().stream().map(Received::body).distinct()).hasSize(1);
    assertThat(outside.mailer.accepted()).hasSize(1);
    assertThat(outside.mailer.forged()).isEmpty();
    assertThat(outside.crm.received()).hasSize(1);
  }

  @Test
  void warnsOfAReceiverOnceWhenItFailsAndOnceWhenItIsBack(CapturedOutput output) {
    outside.mailer.answering(Answer.FAIL);
    outside.happens("1", "2", "3");
    outside.deliver();
    outside.deliverAfter(Duration.ofSeconds(6));
    outside.mailer.answering(Answer.OK);
    outside.deliverAfter(Duration.ofMinutes(6));

    assertThat(output.toString().lines().filter(line -> line.contains("WARN")))
        .satisfiesExactly(
            failing -> assertThat(failing).contains("mailer does not take events: answered 500"),
            back -> assertThat(back).contains("mailer takes events again"));
  }

  @Test
  void receiverThatIsDownGetsItWhenItIsBackAtTheSameAddress() {
    outside.mailer.stop();
    outside.happens("1", "2");
    outside.deliver();
    assertThat(error()).isEqualTo("no connection");

    outside.mailer.restart();
    outside.deliverAfter(Duration.ofSeconds(6));

    assertThat(outside.mailer.accepted()).hasSize(2);
  }

  @Test
  void restartInMidAnswerLosesNothing() {
    AtomicInteger requests = new AtomicInteger();
    outside.mailer.answering(event -> requests.incrementAndGet() == 2 ? Answer.CLOSE : Answer.OK);
    outside.happens("1", "1", "1");
    outside.deliver();
    outside.mailer.stop();
    outside.deliverAfter(Duration.ofSeconds(6));
    outside.mailer.restart();
    outside.deliverAfter(Duration.ofMinutes(6));

    assertThat(outside.mailer.received()).hasSize(4);
    assertInOrder(outside.mailer.received().stream().filter(Received::accepted).toList());
    assertThat(outside.states("mailer")).isEqualTo(Map.of("delivered", 3L));
  }

  @Test
  void laterEventOfTheAccountWaitsAndOtherAccountsDoNot() {
    outside.mailer.answering(event -> event.account().equals("1") ? Answer.FAIL : Answer.OK);
    outside.happens("1", "1", "2", "2");

    outside.deliver();

    assertThat(outside.mailer.accepted())
        .containsExactly("account.hold-released 2", "account.hold-released 2");
    assertThat(outside.mailer.received()).hasSize(3);

    outside.mailer.answering(Answer.OK);
    outside.deliverAfter(Duration.ofSeconds(6));

    assertInOrder(outside.mailer.received().stream().filter(Received::accepted).toList());
    assertThat(outside.states("mailer")).isEqualTo(Map.of("delivered", 4L));
  }

  @Test
  void tenAttemptsOverThreeDaysAreADeadLetterAndTheNextEventGoesOn() {
    outside.mailer.answering(Answer.FAIL);
    outside.happens("1");
    Instant first = outside.program.clock.instant();
    int attempts = outside.deliver() - 1;
    Instant dead = first;
    while (outside.states("mailer").equals(Map.of("pending", 1L))) {
      dead = next();
      outside.program.clock.set(dead.minusNanos(1_000));
      assertThat(outside.deliver()).as("a microsecond before").isZero();
      outside.program.clock.set(dead);
      attempts += outside.deliver();
    }

    assertThat(attempts).isEqualTo(10);
    assertThat(Duration.between(first, dead)).isBetween(Duration.ofHours(75), Duration.ofHours(92));
    assertThat(outside.states("mailer")).isEqualTo(Map.of("dead", 1L));
    assertThat(error()).isEqualTo("answered 500");

    outside.mailer.answering(Answer.OK);
    outside.happens("1");
    outside.deliver();
    assertThat(outside.mailer.accepted()).hasSize(1);
  }

  @Test
  void whatTheReceiverAsksForIsHonouredAndBounded() {
    outside.mailer.answering(Answer.BUSY);
    outside.happens("1");
    outside.deliver();
    outside.mailer.answering(Answer.OK);

    assertThat(outside.deliverAfter(Duration.ofSeconds(3_599))).isZero();
    assertThat(outside.deliverAfter(Duration.ofSeconds(1))).isEqualTo(1);
  }

  @Test
  void goneStopsTheDestinationUntilItIsResumedAndNothingIsLost() {
    outside.mailer.answering(Answer.GONE);
    outside.happens("1", "2");
    outside.deliver();
    assertThat(outside.mailer.received()).as("one answer is enough, or two").hasSizeLessThan(3);
    outside.happens("3");
    outside.deliverAfter(Duration.ofDays(2));

    assertThat(outside.states("mailer")).isEqualTo(Map.of("dead", 3L));
    assertThat(outside.crm.accepted()).hasSize(3);

    outside.mailer.reset();
    assertThat(outside.program.get(StopDestination.class).resume("mailer", "boss")).isTrue();
    outside.happens("4");
    outside.deliver();
    assertThat(outside.mailer.accepted()).containsExactly("account.hold-released 4");
    assertThat(outside.program.get(DeadLetters.class).resend("mailer", null, "boss")).isEqualTo(3);
    outside.deliver();
    assertThat(outside.mailer.accepted()).hasSize(4);
  }

  @Test
  void goneMovesOpenAndLaterEventsToDeadLetters() {
    outside.mailer.answering(Answer.GONE);
    outside.happens("1", "2");
    DeliverEvents node = outside.node();
    node.attempt(mailer(node), node.lease(mailer(node), 1).get(0));
    assertThat(outside.states("mailer")).isEqualTo(Map.of("dead", 2L));

    outside.happens("3");
    assertThat(outside.states("mailer")).isEqualTo(Map.of("dead", 3L));
    assertThat(outside.states("crm")).isEqualTo(Map.of("pending", 3L));
  }

  @Test
  void answerOfAnyLengthIsNotReadToItsEndNorKept() {
    outside.mailer.answering(Answer.TALK);
    outside.happens("1");
    outside.deliver();
    outside.mailer.answering(Answer.FAIL);
    outside.happens("2");
    outside.deliver();

    assertThat(outside.states("mailer")).isEqualTo(Map.of("delivered", 1L, "pending", 1L));
    assertThat(
            outside
                .jdbc()
                .sql("select string_agg(d::text, ' ') from lapse.delivery d")
                .query(String.class)
                .single())
        .doesNotContain("talk", "a secret of the receiver", "whsec", "127.0.0.1");
  }

  @Test
  void workOfADeadNodeIsTakenOverWhenItsLeaseEnds() {
    outside.happens("1", "1");
    DeliverEvents dying = outside.node();
    Destination mailer = mailer(dying);
    List<Delivery> leased = dying.lease(mailer, 10);
    assertThat(leased).as("the second one waits for the first").hasSize(1);

    DeliverEvents survivor = outside.node();
    assertThat(survivor.lease(mailer, 10)).isEmpty();
    outside.program.clock.advance(LEASE.minusNanos(1_000));
    assertThat(survivor.lease(mailer, 10)).isEmpty();
    outside.program.clock.advance(Duration.ofNanos(1_000));
    survivor.dueNow();

    assertThat(outside.mailer.accepted()).hasSize(2);
    dying.attempt(mailer, leased.get(0));
    assertThat(outside.mailer.received()).as("it is no longer its own").hasSize(2);
    assertThat(outside.states("mailer")).isEqualTo(Map.of("delivered", 2L));
  }

  @Test
  void outdatedEventIsNotSentEvenIfAnOperatorResendsIt() {
    outside.happens("1", "2");
    DeliverEvents node = outside.node();
    List<Delivery> leased = node.lease(mailer(node), 10);
    outside.mailer.answering(Answer.GONE);
    supersede("1");

    leased.forEach(delivery -> node.attempt(mailer(node), delivery));

    assertThat(outside.mailer.received()).extracting(Received::account).containsExactly("2");
    assertThat(outside.states("mailer")).isEqualTo(Map.of("superseded", 1L, "dead", 1L));
    supersede("2");
    outside.program.get(StopDestination.class).resume("mailer", "boss");
    assertThat(outside.program.get(DeadLetters.class).resend("mailer", null, "boss")).isZero();
  }

  @Test
  void reminderIsSentUntilAMicrosecondBeforeItsDeadline() {
    outside.mailer.answering(Answer.FAIL);
    outside.remind("1", Outside.NOW.plusSeconds(60));
    outside.deliver();
    outside.mailer.answering(Answer.OK);
    outside.remind("2", Outside.NOW.plusSeconds(60));
    outside.program.clock.set(Outside.NOW.plusSeconds(60).minusNanos(1_000));
    outside.crm.answering(Answer.FAIL);
    outside.deliver();
    assertThat(outside.states("mailer")).isEqualTo(Map.of("delivered", 2L));
    assertThat(outside.states("crm")).isEqualTo(Map.of("delivered", 1L, "pending", 1L));

    outside.crm.answering(Answer.OK);
    outside.deliverAfter(Duration.ofSeconds(6));

    assertThat(outside.states("crm")).isEqualTo(Map.of("delivered", 1L, "superseded", 1L));
    assertThat(outside.crm.accepted()).hasSize(1);
  }

  @Test
  void reminderWrittenAgainGoesOnlyWhereItDidNotArrive() {
    Instant deadline = Outside.NOW.plusSeconds(600);
    outside.remind("1", deadline);
    DeliverEvents node = outside.node();
    List<Delivery> onItsWay = node.lease(mailer(node), 10);
    outside.program.get(Outbox.class).supersede("1", java.util.Set.of(EventType.GRACE_ENDING));
    outside.remind("1", deadline);
    onItsWay.forEach(
        delivery -> outside.program.get(Deliveries.class).delivered(delivery, 200, Outside.NOW));
    outside.deliver();

    assertThat(outside.mailer.received()).isEmpty();
    assertThat(outside.states("mailer")).isEqualTo(Map.of("delivered", 1L, "superseded", 1L));
    assertThat(outside.crm.accepted()).hasSize(1);
  }

  @Test
  void nextEventWaitsForASupersededOneThatIsOnItsWay() {
    outside.happens("1");
    DeliverEvents node = outside.node();
    List<Delivery> leased = node.lease(mailer(node), 10);
    supersede("1");
    outside.happens("1");

    assertThat(node.lease(mailer(node), 10)).isEmpty();
    leased.forEach(delivery -> node.attempt(mailer(node), delivery));
    assertThat(node.lease(mailer(node), 10)).hasSize(1);
  }

  private static void supersede(String account) {
    outside.program.get(Outbox.class).supersede(account, java.util.Set.of(EventType.HOLD_RELEASED));
  }

  private static Destination mailer(DeliverEvents node) {
    return node.destinations().stream()
        .filter(destination -> destination.name().equals("mailer"))
        .findFirst()
        .orElseThrow();
  }

  private static void assertInOrder(List<Received> events) {
    events.stream()
        .map(Received::account)
        .distinct()
        .forEach(
            account ->
                assertThat(events.stream().filter(event -> event.account().equals(account)))
                    .extracting(Received::sequence)
                    .isSorted());
  }

  private static String id() {
    return outside.jdbc().sql("select id from lapse.event").query(String.class).single();
  }

  private static Instant next() {
    return outside
        .jdbc()
        .sql("select next_attempt_at from lapse.delivery where destination = 'mailer'")
        .query(java.time.OffsetDateTime.class)
        .single()
        .toInstant();
  }

  private static String error() {
    return outside
        .jdbc()
        .sql("select max(last_error) from lapse.delivery where destination = 'mailer'")
        .query(String.class)
        .single();
  }
}
