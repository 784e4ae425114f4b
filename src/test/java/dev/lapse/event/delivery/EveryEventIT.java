package dev.lapse.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.notice.SendReminders;
import dev.lapse.event.AsyncApi;
import dev.lapse.event.EventType;
import dev.lapse.policy.JobName;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.WebhookReceiver;
import dev.lapse.testing.WebhookReceiver.Received;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A year with everything that can happen to accounts, as a receiver hears of it. */
class EveryEventIT {
  private static final WebhookReceiver RECEIVER = new WebhookReceiver();
  private static TestProgram program;

  @BeforeAll
  static void liveThroughAYear() {
    program =
        TestProgram.at("2026-11-01T09:30:00Z")
            .product(
                """
                create table public.account (id bigint primary key, name text);
                create table public.contact (id bigint primary key, account_id bigint not null references public.account);
                insert into public.account select id, 'Ada ' || id from generate_series(1, 4) id;
                insert into public.contact select id, 1 + id % 4 from generate_series(1, 40) id;
                """)
            .sets(
                """
                - {store: product, table: public.account, owned-by: id}
                - {store: product, table: public.contact, owned-by: account_id}
                """)
            .file("events.yaml", "webhooks:\n  - " + RECEIVER.yaml("mailer"))
            .open();
    program.imports(
        """
        {"id":"1","name":"Ada One","kind":"direct","state":"active","timeZone":"Europe/Paris"}
        {"id":"2","name":"Ada Two","kind":"direct","state":"active"}
        {"id":"3","name":"Ada Three","kind":"direct","state":"active"}
        {"id":"4","name":"Ada Four","kind":"direct","state":"closed","lapsedAt":"2025-01-01T00:00:00Z"}
        """);
    RecordLapse lapse = program.get(RecordLapse.class);
    lapse.pause("1", "Ada is ill", null, true, "Ada", now());
    lapse.close("2", "Ada moved", "Ada", now());
    lapse.close("3", "Ada moved", "Ada", now());
    program.get(Holds.class).place("3", "court of Ada", "case of Ada", null, "Ada", now());
    night("2026-11-04T09:30:00Z");
    night("2026-11-05T09:30:00Z");
    night("2026-11-06T09:30:00Z");
    program.get(Holds.class).release("3", "court of Ada", "over", "Ada", now());
    program.get(ReactivateAccount.class).reactivate("3", false, "Ada", now());
    night("2027-10-02T09:30:00Z");
    night("2027-10-25T09:30:00Z");
    night("2027-10-31T09:30:00Z");
    night("2027-11-01T09:30:00Z");
    program.get(DeliverEvents.class).dueNow();
  }

  @AfterAll
  static void close() {
    program.close();
    RECEIVER.close();
  }

  private static Instant now() {
    return program.clock.instant();
  }

  private static void night(String at) {
    program.get(DeliverEvents.class).dueNow();
    program.clock.set(Instant.parse(at));
    program.get(SendReminders.class).due(Set.of(JobName.values()), now());
    program.run(JobName.CUT_OFF);
    program.run(JobName.PURGE);
    program.run(JobName.EXPIRE);
  }

  @Test
  void deliversEventsOfAnAccountInOrder() {
    assertThat(of("1"))
        .containsExactly(
            "account.lapsed",
            "account.grace-ending",
            "account.grace-ending",
            "account.cut-off",
            "account.retention-ending",
            "account.retention-ending",
            "account.retention-ending",
            "account.expired");
    assertThat(of("2"))
        .containsExactly(
            "account.lapsed",
            "account.grace-ending",
            "account.grace-ending",
            "account.cut-off",
            "account.purged");
    assertThat(of("3"))
        .containsExactly(
            "account.lapsed",
            "account.hold-placed",
            "account.grace-ending",
            "account.grace-ending",
            "account.cut-off",
            "account.hold-released",
            "account.reactivated");
    assertThat(RECEIVER.received())
        .extracting(Received::type)
        .containsAll(
            EventType.texts().stream().filter(type -> type.startsWith("account.")).toList());
  }

  @Test
  void oldLapseHasNoEventButItsErasureHas() {
    assertThat(of("4")).containsExactly("account.cut-off", "account.purged");
  }

  @Test
  void everyEventFitsItsSchemaAndIsSigned() {
    AsyncApi api = new AsyncApi();

    assertThat(RECEIVER.forged()).isEmpty();
    assertThat(RECEIVER.received())
        .hasSizeGreaterThan(20)
        .allSatisfy(event -> assertThat(api.errors(event.json())).as(event.body()).isEmpty());
  }

  @Test
  void everyEventIsACloudEvent() {
    String source =
        "urn:lapse:"
            + program
                .inLapse()
                .sql("select id from lapse.installation")
                .query(String.class)
                .single();
    for (Received received : RECEIVER.received()) {
      CloudEvent event =
          Objects.requireNonNull(
                  EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE))
              .deserialize(received.body().getBytes(StandardCharsets.UTF_8));

      assertThat(event.getId()).isEqualTo(received.id());
      assertThat(event.getSource()).hasToString(source);
      assertThat(event.getSubject()).isEqualTo(received.account());
      assertThat(event.getExtension("sequence")).isEqualTo(received.sequence());
      assertThat(
              Duration.between(
                  Objects.requireNonNull(event.getTime()),
                  now().atOffset(java.time.ZoneOffset.UTC)))
          .isLessThan(Duration.ofDays(366));
      assertThat(received.headers().get("Content-type"))
          .containsExactly("application/cloudevents+json; charset=utf-8");
    }
  }

  @Test
  void noEventNamesAPersonOrTheirReasons() {
    assertThat(RECEIVER.received())
        .allSatisfy(
            event -> assertThat(event.body()).doesNotContain("Ada", "court", "over", "ill"));
    assertThat(
            program
                .inLapse()
                .sql("select count(*) from lapse.event e where e::text like '%Ada%'")
                .query(Long.class)
                .single())
        .isZero();
  }

  private static List<String> of(String account) {
    return RECEIVER.received().stream()
        .filter(event -> event.account().equals(account))
        .map(Received::type)
        .toList();
  }
}
