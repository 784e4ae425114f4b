package dev.lapse.event.delivery;

import dev.lapse.event.EventSettings;
import dev.lapse.event.EventType;
import dev.lapse.event.NewEvent;
import dev.lapse.event.Outbox;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.WebhookReceiver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A program with two receivers, {@code mailer} and {@code crm}, and a clock that is set. */
final class Outside implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-10T00:00:00Z");

  final WebhookReceiver mailer = new WebhookReceiver();
  final WebhookReceiver crm = new WebhookReceiver();
  final TestProgram program =
      TestProgram.at(NOW.toString())
          .catalog("stores: []\nsets: []\n")
          .file(
              "events.yaml",
              "webhooks:\n  - %s\n  - %s\n".formatted(mailer.yaml("mailer"), crm.yaml("crm")))
          .open();

  /** As if nothing had ever happened. */
  Outside reset() {
    LapseTables.empty(program.lapse);
    program.clock.set(NOW);
    mailer.reset();
    crm.reset();
    return this;
  }

  /** Writes events of accounts, each in a transaction: holds, because nothing follows from them. */
  void happens(String... accounts) {
    for (String account : accounts) {
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
  }

  /** Writes a reminder. */
  void remind(String account, Instant deadline) {
    program
        .get(Outbox.class)
        .append(
            new NewEvent(
                EventType.GRACE_ENDING,
                account,
                1,
                program.clock.instant(),
                deadline,
                Map.of(
                    "lapse",
                    1,
                    "daysBefore",
                    1,
                    "timeZone",
                    "UTC",
                    "cutOff",
                    deadline.toString())));
  }

  /** Another node on the same database. */
  DeliverEvents node() {
    return node(program.clock);
  }

  DeliverEvents node(InstantSource clock) {
    return new DeliverEvents(
        program.get(Deliveries.class),
        program.get(StopDestination.class),
        program.get(WriteCloudEvent.class),
        program.get(EventSettings.class),
        List.copyOf(program.context().getBeansOfType(OpenDestinations.class).values()),
        clock);
  }

  int deliver() {
    return program.get(DeliverEvents.class).dueNow();
  }

  int deliverAfter(Duration wait) {
    program.clock.advance(wait);
    return deliver();
  }

  JdbcClient jdbc() {
    return program.inLapse();
  }

  /** Deliveries to a destination by state. */
  Map<String, Long> states(String destination) {
    return jdbc()
        .sql(
            """
            select state
            from lapse.delivery
            where destination = :destination
            """)
        .param("destination", destination)
        .query(String.class)
        .list()
        .stream()
        .collect(Collectors.groupingBy(state -> state, Collectors.counting()));
  }

  @Override
  public void close() {
    program.close();
    mailer.close();
    crm.close();
  }
}
