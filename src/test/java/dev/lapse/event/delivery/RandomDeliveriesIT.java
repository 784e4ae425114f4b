package dev.lapse.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.WebhookReceiver.Answer;
import dev.lapse.testing.WebhookReceiver.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Twenty accounts, two nodes of which one dies again and again with work in its hands, a receiver
 * that fails at random and is restarted. A failure names the seed; {@code -Dlapse.seed=…} runs it
 * again, and the profile {@code exhaustive} draws more cases from a new one.
 */
class RandomDeliveriesIT {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("lapse.exhaustive");
  private static final long SEED =
      Long.getLong("lapse.seed", EXHAUSTIVE ? System.nanoTime() : 20_261_125L);
  private static final int CASES = EXHAUSTIVE ? 100 : 5;
  private static final int ACCOUNTS = 20;
  private static final List<Answer> FAILURES = List.of(Answer.FAIL, Answer.CLOSE, Answer.BUSY);

  @Test
  void everyEventArrivesAtLeastOnceAndInOrderPerAccount() {
    try (Outside outside = new Outside()) {
      int redelivered = 0;
      for (int i = 0; i < CASES; i++) {
        redelivered += check(outside.reset(), SEED + i);
      }
      assertThat(redelivered).as("nodes died after the receiver had the event").isPositive();
    }
  }

  private static int check(Outside outside, long seed) {
    Random random = new Random(seed);
    outside.mailer.answering(
        event ->
            random.nextInt(10) < 3 ? FAILURES.get(random.nextInt(FAILURES.size())) : Answer.OK);
    List<DeliverEvents> nodes = new ArrayList<>(List.of(outside.node(), outside.node()));
    int happened = 0;
    for (int step = 0; step < 60; step++) {
      for (int i = random.nextInt(8); i > 0; i--, happened++) {
        outside.happens(String.valueOf(random.nextInt(ACCOUNTS)));
      }
      step(outside, nodes, random);
      outside.program.clock.advance(Duration.ofMillis(random.nextInt(20_000)));
    }
    outside.mailer.answering(Answer.OK);
    while (outside.states("mailer").containsKey("pending")) {
      outside.deliverAfter(Duration.ofHours(25));
    }

    String seeded = "seed " + seed;
    assertThat(outside.states("mailer")).as(seeded).isEqualTo(Map.of("delivered", (long) happened));
    assertThat(outside.mailer.forged()).as(seeded).isEmpty();
    List<Received> accepted =
        outside.mailer.received().stream().filter(Received::accepted).toList();
    Map<String, List<String>> firsts = new LinkedHashMap<>();
    accepted.stream()
        .collect(
            Collectors.toMap(
                Received::id, event -> event, (first, again) -> first, LinkedHashMap::new))
        .values()
        .forEach(
            event ->
                firsts
                    .computeIfAbsent(event.account(), id -> new ArrayList<>())
                    .add(event.sequence()));
    assertThat(firsts.values()).as(seeded).allSatisfy(of -> assertThat(of).isSorted());
    assertThat(firsts.values().stream().mapToInt(List::size).sum()).as(seeded).isEqualTo(happened);
    assertThat(everySequence(accepted))
        .as(seeded + ", repetitions too")
        .allSatisfy(of -> assertThat(of).isSorted());
    return accepted.size() - happened;
  }

  private static List<List<String>> everySequence(List<Received> accepted) {
    return List.copyOf(
        accepted.stream()
            .collect(
                Collectors.groupingBy(
                    Received::account, Collectors.mapping(Received::sequence, Collectors.toList())))
            .values());
  }

  /** A node works, or dies before or after some of its attempts; the receiver may be restarted. */
  private static void step(Outside outside, List<DeliverEvents> nodes, Random random) {
    int at = random.nextInt(nodes.size());
    DeliverEvents node = nodes.get(at);
    if (random.nextInt(10) == 0) {
      outside.mailer.stop();
      node.dueNow();
      outside.mailer.restart();
    }
    for (Destination destination : node.destinations()) {
      List<Delivery> leased = node.lease(destination, 1 + random.nextInt(8));
      int survives = random.nextInt(4) == 0 ? random.nextInt(leased.size() + 1) : leased.size();
      for (int i = 0; i < leased.size(); i++) {
        if (i < survives) {
          node.attempt(destination, leased.get(i));
        } else if (i == survives) {
          diesBeforeItWritesDownWhatCameOfIt(destination, leased.get(i), outside);
          nodes.set(at, outside.node());
        }
      }
    }
  }

  private static void diesBeforeItWritesDownWhatCameOfIt(
      Destination destination, Delivery delivery, Outside outside) {
    destination.deliver(
        delivery.event(),
        outside.program.get(WriteCloudEvent.class).write(delivery.event()),
        outside.program.clock.instant());
  }
}
