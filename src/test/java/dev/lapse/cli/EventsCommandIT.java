package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.event.delivery.DeadLetters;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Dead letters by commands. */
class EventsCommandIT {
  private static final String ID = "3f0c1e5a-7d1b-4e58-9a52-0d9f1c6b2a7e";
  private static final String EVENTS =
      """
      webhooks: [{name: mailer, url: 'http://127.0.0.1:1/', secret: whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD}]
      """;
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at(SharedProgram.NOW.toString())
            .catalog("stores: []\nsets: []\n")
            .file("events.yaml", EVENTS)
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void oneIsDead() {
    LapseTables.empty(program.lapse);
    program.lapse.run(
        """
            insert into lapse.event (id, type, account_id, lapse_number, at, recorded_at, data)
            values ('%s', 'account.purged', '42', 1, '2026-11-07T02:00:41Z', now(), '{"lapse":1}');
            insert into lapse.delivery (destination, event_number, account_id, state, attempts, next_attempt_at, last_status, last_error)
            select 'mailer', number, '42', 'dead', 10, now(), 500, 'answered 500' from lapse.event
            """
            .formatted(ID));
  }

  @Test
  void listsThemAsATableAndAsJson() {
    assertThat(run("dead-letters").out())
        .contains("DESTINATION  EVENT")
        .contains(
            "mailer       "
                + ID
                + "  account.purged  42       2026-11-07T02:00:41Z  10        answered 500");
    assertThat(
            new JsonMapper()
                .readTree(run("dead-letters", "-o", "json").out())
                .at("/deadLetters/0/event")
                .asString())
        .isEqualTo(ID);
  }

  @Test
  void sendsThemAgainByNameAndByWebhook() {
    assertThat(run("resend", ID, "--actor", "boss").out())
        .isEqualToIgnoringNewLines("1 dead letters will be resent");
    assertThat(program.get(DeadLetters.class).count()).isZero();
    assertThat(
            program
                .inLapse()
                .sql("select resent_by from lapse.delivery")
                .query(String.class)
                .single())
        .isEqualTo("boss");
    assertThat(run("resend", "--webhook", "mailer").out()).startsWith("0 dead letters");
  }

  @Test
  void stoppedOneIsResumedFirst() {
    program.lapse.run("insert into lapse.destination (name, stopped_at) values ('mailer', now())");

    Result refused = run("resend", "--webhook", "mailer");
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err())
        .contains(
            "destination 'mailer' answered that it is gone and is stopped; resume it first: lapse events resume --webhook mailer");
    assertThat(run("resume", "--webhook", "mailer").out())
        .startsWith("delivery to mailer is resumed");
    assertThat(run("resume", "--webhook", "mailer").out())
        .startsWith("delivery to mailer was not stopped");
    assertThat(run("resend", "--webhook", "mailer").exitCode()).isZero();
  }

  @Test
  void mistakesHaveASentenceAndExitCodeTwo() {
    assertWrong(
        "there is no destination 'crm'; events.yaml has mailer", "resend", "--webhook", "crm");
    assertWrong("there is no destination 'crm'", "resume", "--webhook", "crm");
    assertWrong("'abc' is not an event id such as", "resend", "abc");
    assertWrong("'12' is not an event id such as", "resend", ID, "12");
    assertWrong("'' is not an event id such as", "resend", "");
    assertThat(program.get(DeadLetters.class).count()).as("still dead").isEqualTo(1);
    assertWrong("give a destination with --webhook, or the ids of events", "resend");
    assertWrong(
        "event 00000000-0000-0000-0000-000000000000 is not a dead letter",
        "resend",
        "00000000-0000-0000-0000-000000000000");
    assertWrong("dead-letters, resend, resume");
  }

  private static void assertWrong(String message, String... arguments) {
    Result result = run(arguments);

    assertThat(result.err()).contains(message).doesNotContain("Exception");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  private static Result run(String... arguments) {
    return Commands.on(program)
        .run(Stream.concat(Stream.of("events"), Stream.of(arguments)).toArray(String[]::new));
  }
}
