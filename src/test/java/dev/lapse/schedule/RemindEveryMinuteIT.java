package dev.lapse.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lapse.account.notice.SendReminders;
import dev.lapse.policy.JobName;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A program that serves reminds of what its jobs will carry out, and of nothing else. */
class RemindEveryMinuteIT {
  private static final String DUE =
      """
      {"id":"1","kind":"direct","state":"paused","retainData":true,"lapsedAt":"2026-11-01T00:00:00Z"}
      """;

  @Test
  void announcesWhatAJobInModeEnforceCarriesOut() {
    try (TestProgram before = setup("2026-11-01T00:00:00Z").open()) {
      before.imports(DUE);
      try (TestProgram serving =
          setup("2026-11-04T00:00:00Z").databasesOf(before).serving().open()) {
        await().until(() -> reminders(serving).size() == 1);
        assertThat(reminders(serving)).containsExactly("account.grace-ending");
      }
    }
  }

  @Test
  void announcesNothingBeforeTheDatabaseSaysSoToo() {
    Instant due = Instant.parse("2026-11-04T00:00:00Z");
    try (TestProgram before = setup("2026-11-01T00:00:00Z").open()) {
      before.imports(DUE);
      try (TestProgram serving =
          setup("2026-11-03T00:00:00Z").databasesOf(before).serving().open()) {
        RemindEveryMinute reminds = serving.get(RemindEveryMinute.class);
        reminds.stop();
        serving.clock.set(due.plusSeconds(3));
        serving.databaseClocks.set(due.minusMillis(1));
        reminds.now();
        assertThat(reminders(serving)).isEmpty();

        serving.databaseClocks.set(due);
        reminds.now();
        assertThat(reminders(serving)).hasSize(1);
      }
    }
  }

  @Test
  void announcesNothingThatIsOnlyObserved() {
    try (TestProgram before = setup("2026-11-01T00:00:00Z").open()) {
      before.imports(DUE);
      try (TestProgram serving =
          setup("2026-11-04T00:00:00Z")
              .databasesOf(before)
              .file("cut-off.yaml", "mode: observe\n")
              .serving()
              .open()) {
        RemindEveryMinute reminds = serving.get(RemindEveryMinute.class);
        reminds.stop(); // ends after the first look, which is at once
        reminds.now();

        assertThat(reminders(serving)).isEmpty();
        assertThat(
                serving
                    .get(SendReminders.class)
                    .due(Set.of(JobName.CUT_OFF), serving.clock.instant()))
            .isEqualTo(1);
      }
    }
  }

  private static TestProgram.Setup setup(String now) {
    return TestProgram.at(now).catalog("stores: []\nsets: []\n");
  }

  private static List<String> reminders(TestProgram program) {
    return program
        .inLapse()
        .sql("select type from lapse.event where type like '%ending'")
        .query(String.class)
        .list();
  }
}
