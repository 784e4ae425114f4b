package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.imports.ImportResult;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.WithdrawRetention;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A file that is imported every night does not undo what the customer said since. */
class OlderWordIT {
  private static final String PAUSED =
      """
      {"id":"1","kind":"direct","state":"paused","lapsedAt":"2026-11-10T00:00:00Z","retainData":true}
      {"id":"2","kind":"direct","state":"paused","lapsedAt":"2026-11-10T00:00:00Z","retainData":true}
      """;

  @Test
  void importLeavesAWithdrawalAndACloseAsTheyAre() {
    try (TestProgram program =
        TestProgram.at("2026-11-20T00:00:00Z").catalog("stores: []\nsets: []\n").open()) {
      program.imports(PAUSED);
      Account withdrawn =
          program.get(WithdrawRetention.class).withdraw("1", "test", program.clock.instant());
      Account closed =
          program.get(RecordLapse.class).close("2", null, "test", program.clock.instant());

      ImportResult again = program.imports(PAUSED);

      assertThat(again.unchanged()).isEqualTo(2);
      assertThat(deadlines(program, "1")).isEqualTo(withdrawn.deadlines());
      assertThat(deadlines(program, "2")).isEqualTo(closed.deadlines());
      assertThat(
              program.get(Accounts.class).find("2", program.clock.instant()).orElseThrow().state())
          .isEqualTo(AccountState.CLOSED);
    }
  }

  @Test
  void repeatedCloseOfAPausedAccountReopensNothing() {
    try (TestProgram program =
        TestProgram.at("2026-11-20T00:00:00Z").catalog("stores: []\nsets: []\n").open()) {
      program.imports(PAUSED);
      Account closed =
          program.get(RecordLapse.class).close("2", null, "test", program.clock.instant());

      ImportResult again =
          program.imports(
              "{\"id\":\"2\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-20T00:00:00Z\"}");

      assertThat(again.unchanged()).isEqualTo(1);
      assertThat(deadlines(program, "2")).isEqualTo(closed.deadlines());
    }
  }

  /** The product's clock is a second ahead of Lapse's: this is not a new close with a new grace. */
  @Test
  void correctedCloseOfAPausedAccountReopensNoAccess() {
    try (TestProgram program =
        TestProgram.at("2026-11-20T00:00:00Z").catalog("stores: []\nsets: []\n").open()) {
      program.imports(PAUSED);
      program.clock.set(Instant.parse("2026-11-25T00:00:00Z"));
      program
          .inLapse()
          .sql("update lapse.account set cut_off_at = '2026-11-15T00:00:00Z'")
          .update();
      Account closed =
          program
              .get(RecordLapse.class)
              .close("2", null, "test", Instant.parse("2026-11-20T00:00:00Z"));

      program.imports(
          "{\"id\":\"2\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-20T00:00:01Z\"}");

      Account known = program.get(Accounts.class).find("2", program.clock.instant()).orElseThrow();
      assertThat(known.lapsedAt()).isEqualTo("2026-11-20T00:00:01Z");
      assertThat(known.deadlines())
          .isEqualTo(
              new Deadlines(
                  Objects.requireNonNull(closed.deadlines()).cutOff(),
                  Instant.parse("2026-11-25T00:00:01Z"),
                  null));
      assertThat(known.cutOffAt()).isEqualTo("2026-11-15T00:00:00Z");
    }
  }

  /** Nor does it make the account billing-only any later. */
  @Test
  void closeOfAPausedAccountThatIsImportedReopensNoAccess() {
    try (TestProgram program =
        TestProgram.at("2026-11-20T00:00:00Z").catalog("stores: []\nsets: []\n").open()) {
      program.imports(PAUSED);
      Deadlines paused = deadlines(program, "2");

      ImportResult closed =
          program.imports(
              "{\"id\":\"2\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-19T00:00:00Z\"}");

      assertThat(closed.changed()).isEqualTo(1);
      assertThat(deadlines(program, "2"))
          .as("nothing is brought forward, nothing is opened again")
          .isEqualTo(paused);
      assertThat(
              program.get(Accounts.class).find("2", program.clock.instant()).orElseThrow().state())
          .isEqualTo(AccountState.CLOSED);
      assertThat(
              program
                  .imports(
                      "{\"id\":\"2\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-19T00:00:00Z\"}")
                  .unchanged())
          .isEqualTo(1);
    }
  }

  @Test
  void refusesIdsThatNoStoreWouldHave() {
    try (TestProgram program =
        TestProgram.at("2026-11-20T00:00:00Z").catalog("stores: []\nsets: []\n").open()) {
      ImportResult result =
          program.imports(
              "{\"id\":\"%s\",\"kind\":\"direct\",\"state\":\"active\"}\n"
                      .formatted("x".repeat(201))
                  + "{\"id\":\"\\ud800\",\"kind\":\"direct\",\"state\":\"active\"}\n"
                  + "{\"id\":\"3\",\"kind\":\"direct\",\"state\":\"active\"}\n");

      assertThat(result.added()).isEqualTo(1);
      assertThat(result.rejected()).extracting(ImportResult.Rejected::line).containsExactly(1L, 2L);
    }
  }

  private static Deadlines deadlines(TestProgram program, String id) {
    return Objects.requireNonNull(
        program.get(Accounts.class).find(id, program.clock.instant()).orElseThrow().deadlines());
  }
}
