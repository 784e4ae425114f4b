package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.WithdrawRetention;
import dev.lapse.account.notice.SendReminders;
import dev.lapse.policy.JobName;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Once per milestone, only while it is true, never after the customer came back. */
class RemindersIT {
  private static final Instant LAPSED = Instant.parse("2026-11-01T09:30:00Z");
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at(LAPSED.toString())
            .catalog("stores: []\nsets: []\n")
            .file(
                "events.yaml",
                "webhooks: [{name: mailer, url: 'http://127.0.0.1:1/', secret: whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD}]\n")
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void pause() {
    LapseTables.empty(program.lapse);
    program.clock.set(LAPSED);
    program.imports("{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\"}");
    program.get(RecordLapse.class).pause("1", "x", null, true, "test", LAPSED);
  }

  @Test
  void isSentAtTheVeryMicrosecondAndOnce() {
    assertThat(at("2026-11-04T09:29:59.999999Z")).isZero();
    assertThat(at("2026-11-04T09:30:00Z")).isEqualTo(1);
    assertThat(at("2026-11-04T09:30:00Z")).isZero();
    assertThat(at("2026-11-05T09:29:59.999999Z")).isZero();
    assertThat(at("2026-11-05T09:30:00Z")).isEqualTo(1);
    assertThat(reminders()).containsExactly("account.grace-ending 2", "account.grace-ending 1");
    assertThat(at("2027-10-02T09:29:59.999999Z")).isZero();
    assertThat(at("2027-10-02T09:30:00Z")).isEqualTo(1);
    assertThat(at("2027-10-25T09:30:00Z")).isEqualTo(1);
    assertThat(at("2027-10-31T09:30:00Z")).isEqualTo(1);
    assertThat(at("2027-11-01T09:30:00Z")).isZero();
    assertThat(reminders()).hasSize(5).endsWith("account.retention-ending 1");
  }

  @Test
  void onlyTheLatestIsSentAfterAnOutageAndNoneAfterTheDeadline() {
    assertThat(at("2026-11-05T20:00:00Z")).isEqualTo(1);
    assertThat(reminders()).containsExactly("account.grace-ending 1");
    assertThat(states()).containsEntry("grace-ending-2", "skipped");

    assertThat(at("2027-11-01T09:30:00Z")).isZero();
    assertThat(states())
        .containsEntry("grace-ending-1", "sent")
        .containsEntry("retention-ending-30", "skipped")
        .containsEntry("retention-ending-1", "skipped");
  }

  @Test
  void nothingIsSentBelatedlyForALapseThatIsImported() {
    program.clock.set(Instant.parse("2026-11-20T00:00:00Z"));
    program.imports(
        """
        {"id":"2","kind":"direct","state":"paused","retainData":true,"lapsedAt":"2025-11-22T00:00:00Z"}
        """);

    assertThat(program.get(SendReminders.class).due(jobs(), program.clock.instant())).isZero();
    assertThat(at("2026-11-21T00:00:00Z")).isEqualTo(1);
    assertThat(reminders()).containsExactly("account.retention-ending 1");
    assertThat(
            program
                .inLapse()
                .sql(
                    "select count(*) from lapse.event where type = 'account.lapsed' and account_id = '2'")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void announcesNothingThatNoJobWillCarryOut() {
    Instant due = Instant.parse("2026-11-04T09:30:00Z");

    assertThat(program.get(SendReminders.class).due(Set.of(JobName.EXPIRE), due)).isZero();
    assertThat(program.get(SendReminders.class).due(Set.of(JobName.CUT_OFF), due)).isEqualTo(1);
  }

  @Test
  void reactivationSupersedesWhatIsWrittenAndWithdrawsWhatIsNot() {
    at("2026-11-04T09:30:00Z");
    assertThat(deliveries())
        .containsExactly("account.grace-ending pending", "account.lapsed pending");

    program.get(ReactivateAccount.class).reactivate("1", false, "test", program.clock.instant());

    assertThat(deliveries())
        .containsExactly(
            "account.grace-ending superseded",
            "account.lapsed pending",
            "account.reactivated pending");
    assertThat(at("2026-11-05T09:30:00Z")).isZero();
    assertThat(at("2027-10-31T09:30:00Z")).isZero();
    assertThat(states().values()).containsOnly("sent", "withdrawn");
  }

  @Test
  void reminderThatWaitsForTheLockOfAReactivationIsNotSent() {
    Instant due = Instant.parse("2026-11-04T09:30:00Z");
    program.clock.set(due);
    List<FutureTask<Integer>> reminding = new ArrayList<>();
    program
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              program.get(ReactivateAccount.class).reactivate("1", false, "test", due);
              reminding.add(
                  Concurrently.start(() -> program.get(SendReminders.class).due(jobs(), due)));
              Concurrently.awaitBlocked(program.inLapse(), "%lapse.account%for update%");
            });

    assertThat(Concurrently.result(reminding.get(0))).isZero();
    assertThat(reminders()).isEmpty();
  }

  @Test
  void reactivationThatWaitsForAReminderSupersedesIt() {
    Instant due = Instant.parse("2026-11-04T09:30:00Z");
    program.clock.set(due);
    List<FutureTask<Account>> reactivating = new ArrayList<>();
    program
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              assertThat(program.get(SendReminders.class).due(jobs(), due)).isEqualTo(1);
              reactivating.add(
                  Concurrently.start(
                      () ->
                          program
                              .get(ReactivateAccount.class)
                              .reactivate("1", false, "test", due)));
              Concurrently.awaitBlocked(program.inLapse(), "%lapse.account%for update%");
            });
    reactivating.forEach(Concurrently::result);

    assertThat(deliveries()).contains("account.grace-ending superseded");
  }

  @Test
  void withoutTheLockACustomerWhoCameBackWouldBeReminded() {
    Instant due = Instant.parse("2026-11-04T09:30:00Z");
    program.clock.set(due);
    org.springframework.jdbc.core.simple.JdbcClient jdbc =
        program.get(org.springframework.jdbc.core.simple.JdbcClient.class);
    Runnable comesBack =
        () ->
            Concurrently.result(
                Concurrently.start(
                    () ->
                        program.get(ReactivateAccount.class).reactivate("1", false, "test", due)));
    SendReminders unsafe =
        new SendReminders(
            jdbc,
            new AccountsWithoutLock(jdbc, comesBack),
            remindersReadBefore(jdbc),
            program.get(AnnounceChanges.class),
            program.get(TransactionOperations.class));

    assertThat(unsafe.due(jobs(), due)).isEqualTo(1);
    assertThat(deliveries())
        .contains("account.grace-ending pending", "account.reactivated pending");
  }

  /** As a reader that did not look again would have them. */
  private static Reminders remindersReadBefore(
      org.springframework.jdbc.core.simple.JdbcClient jdbc) {
    List<Reminders.Planned> before =
        new Reminders(jdbc)
            .due("1", Set.of(dev.lapse.policy.Milestone.Kind.values()), program.clock.instant());
    return new Reminders(jdbc) {
      @Override
      public List<Planned> due(String id, Set<dev.lapse.policy.Milestone.Kind> kinds, Instant now) {
        return before;
      }
    };
  }

  @Test
  void closeReplacesTheRemindersAndTheCutOffIsStillAnnouncedOnce() {
    at("2026-11-04T09:30:00Z");
    program.get(RecordLapse.class).close("1", null, "test", program.clock.instant());

    assertThat(deliveries()).contains("account.grace-ending superseded");
    assertThat(at("2026-11-05T09:30:00Z")).isEqualTo(1);
    assertThat(at("2027-10-31T09:30:00Z")).isZero();
    assertThat(reminders())
        .as("one of the pause, the other of the close")
        .containsExactly("account.grace-ending 2", "account.grace-ending 1");
  }

  @Test
  void withdrawalTakesBackTheEndOfTheRetentionAndNotTheCutOff() {
    program.get(WithdrawRetention.class).withdraw("1", "test", LAPSED);

    assertThat(at("2026-11-04T09:30:00Z")).isEqualTo(1);
    assertThat(at("2027-10-31T09:30:00Z")).isZero();
    assertThat(reminders()).containsExactly("account.grace-ending 2");
  }

  /**
   * Reminders that fell due while no node was running are still due after a withdrawal or a close.
   */
  @Test
  void dueReminderSurvivesAWithdrawalAndAClose() {
    Instant due = Instant.parse("2026-11-05T09:30:00.500Z");
    program.clock.set(due);
    program.get(WithdrawRetention.class).withdraw("1", "test", due);
    assertThat(program.get(SendReminders.class).due(jobs(), due)).isEqualTo(1);
    assertThat(reminders()).containsExactly("account.grace-ending 1");

    pause();
    program.clock.set(due);
    program.get(RecordLapse.class).close("1", null, "test", due);
    assertThat(program.get(SendReminders.class).due(jobs(), due)).isEqualTo(1);
    assertThat(reminders()).containsExactly("account.grace-ending 1");
    assertThat(at("2027-10-31T09:30:00Z")).isZero();
  }

  @Test
  void holdSuspendsTheEndOfTheRetentionOnly() {
    at("2027-10-02T09:30:00Z");
    program.get(Holds.class).place("1", "court", "x", null, "test", program.clock.instant());
    assertThat(deliveries()).contains("account.retention-ending superseded");

    assertThat(at("2027-10-25T09:30:00Z")).isZero();
    assertThat(states()).containsEntry("retention-ending-7", "waiting");
    program.get(Holds.class).release("1", "court", null, "test", program.clock.instant());
    assertThat(at("2027-10-26T09:30:00Z")).isEqualTo(1);
    assertThat(reminders()).endsWith("account.retention-ending 7");
  }

  @Test
  void reminderRecalledByAHoldIsSentOnceAfterItsRelease() {
    at("2027-10-02T09:30:00Z");
    program.get(Holds.class).place("1", "court", "x", null, "test", program.clock.instant());
    assertThat(states()).containsEntry("retention-ending-30", "waiting");
    assertThat(at("2027-10-02T10:00:00Z")).as("not under the hold").isZero();

    program.get(Holds.class).release("1", "court", null, "test", program.clock.instant());
    assertThat(at("2027-10-02T11:00:00Z")).isEqualTo(1);
    assertThat(at("2027-10-02T11:01:00Z")).isZero();
    assertThat(reminders())
        .containsExactly("account.retention-ending 30", "account.retention-ending 30");
    assertThat(deliveries())
        .contains("account.retention-ending pending", "account.retention-ending superseded");
  }

  @Test
  void reminderRecalledByAHoldIsSentWhenTheHoldExpires() {
    at("2027-10-02T09:30:00Z");
    program
        .get(Holds.class)
        .place("1", "court", "x", Instant.parse("2027-10-03T00:00:00Z"), "test", LAPSED);

    assertThat(at("2027-10-02T23:59:59.999999Z")).isZero();
    assertThat(at("2027-10-03T00:00:00Z")).isEqualTo(1);
  }

  @Test
  void reminderThatArrivedBeforeTheHoldIsNotSentAgain() {
    at("2027-10-02T09:30:00Z");
    arrive("30");
    hold();
    assertThat(at("2027-10-02T11:00:00Z")).isZero();
    assertThat(states()).containsEntry("retention-ending-30", "sent");
  }

  @Test
  void olderReminderThatNeverArrivedDoesNotFollowALaterOneThatDid() {
    at("2027-10-02T09:30:00Z");
    at("2027-10-25T09:30:00Z");
    arrive("7");
    hold();

    assertThat(at("2027-10-25T11:00:00Z")).isZero();
    assertThat(reminders())
        .containsExactly("account.retention-ending 30", "account.retention-ending 7");
  }

  private static void hold() {
    program.get(Holds.class).place("1", "court", "x", null, "test", program.clock.instant());
    program.get(Holds.class).release("1", "court", null, "test", program.clock.instant());
  }

  private static void arrive(String daysBefore) {
    program.lapse.run(
        """
        update lapse.delivery
        set state = 'delivered', delivered_at = now()
        from lapse.event
        where number = event_number and data ->> 'daysBefore' = '%s'
        """
            .formatted(daysBefore));
  }

  private static int at(String now) {
    program.clock.set(Instant.parse(now));
    return program.get(SendReminders.class).due(jobs(), program.clock.instant());
  }

  private static Set<JobName> jobs() {
    return Set.of(JobName.values());
  }

  private static List<String> reminders() {
    return program
        .inLapse()
        .sql(
            "select type || ' ' || (data ->> 'daysBefore') from lapse.event where type like '%ending' order by number")
        .query(String.class)
        .list();
  }

  private static List<String> deliveries() {
    return program
        .inLapse()
        .sql(
            "select type || ' ' || state from lapse.delivery join lapse.event on number = event_number order by 1")
        .query(String.class)
        .list();
  }

  private static java.util.Map<String, String> states() {
    java.util.Map<String, String> states = new java.util.TreeMap<>();
    program
        .inLapse()
        .sql(
            "select milestone, state from lapse.reminder where account_id = '1' and lapse_number = 1")
        .query(
            row -> {
              states.put(row.getString(1), row.getString(2));
            });
    return states;
  }
}
