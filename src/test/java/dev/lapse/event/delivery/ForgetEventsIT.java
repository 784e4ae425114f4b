package dev.lapse.event.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.clock.Timestamps;
import dev.lapse.testing.WebhookReceiver.Answer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Events are kept for thirty days, and longer where somebody has still to look. */
class ForgetEventsIT {
  @Test
  void oldEventsGoAndWhatIsOpenOrDeadStays() {
    try (Outside outside = new Outside()) {
      ForgetEvents forget = outside.program.get(ForgetEvents.class);
      outside.mailer.answering(event -> event.account().equals("dead") ? Answer.GONE : Answer.OK);
      outside.happens("delivered");
      outside.deliver();
      outside.happens("dead");
      outside.deliver();
      outside.happens("open");
      Instant old = Outside.NOW.plus(ForgetEvents.KEPT);
      outside.program.get(StopDestination.class).resume("mailer", "boss");
      outside
          .jdbc()
          .sql("update lapse.delivery set state = 'pending' where account_id = 'open'")
          .update();

      assertThat(forget.old(old.minusNanos(1_000))).isZero();
      assertThat(forget.old(old)).isEqualTo(1);
      assertThat(forget.old(old)).isZero();
      assertThat(accounts(outside)).containsExactlyInAnyOrder("dead", "open");

      outside.mailer.reset();
      outside.program.get(DeadLetters.class).resend("mailer", null, "boss");
      outside.deliver();
      assertThat(forget.old(old)).isEqualTo(2);
      assertThat(accounts(outside)).isEmpty();
      assertThat(outside.states("crm")).isEmpty();
    }
  }

  @Test
  void manyGoInPortions() {
    try (Outside outside = new Outside()) {
      outside
          .jdbc()
          .sql(
              """
              insert into lapse.event (id, type, account_id, lapse_number, at, recorded_at, data)
              select gen_random_uuid(), 'account.purged', i::text, 1, :at, :at, '{}'
              from generate_series(1, 2500) i
              """)
          .param("at", Timestamps.parameter(Outside.NOW))
          .update();

      assertThat(outside.program.get(ForgetEvents.class).old(Outside.NOW.plus(ForgetEvents.KEPT)))
          .isEqualTo(2_500);
    }
  }

  private static java.util.List<String> accounts(Outside outside) {
    return outside.jdbc().sql("select account_id from lapse.event").query(String.class).list();
  }
}
