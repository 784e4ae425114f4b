package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.erase.verify.UntouchedRowsCheck;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading everything before and after a run shows whether it changed any other account. */
class ParanoidIT {
  private final TestProgram program = SharedProgram.withAccounts(5);

  @BeforeEach
  void letReadEverything() {
    program.product.run("grant select on all tables in schema public to lapse_eraser");
  }

  @Test
  void saysThatTheRoleMayNotReadEverything() {
    program.product.run("revoke select on country from lapse_eraser");

    assertThatThrownBy(this::compared)
        .isInstanceOf(StoreUnreachable.class)
        .hasMessageContaining("may not read public.country");
  }

  @Test
  void findsNothingWhereOnlyRowsOfTheAccountsWent() {
    assertThat(compared().differences()).isEmpty();
  }

  @Test
  void findsWhatAnAcceptedTriggerDidToTheRowOfAnother() {
    program.product.run(
        """
        create or replace function refuse() returns trigger language plpgsql as $$
        begin
          update review set stars = 0 where account_id = 4;
          return old;
        end $$;
        create or replace trigger refuse before delete on contact for each row execute function refuse();
        """);

    assertThat(compared().differences())
        .singleElement()
        .asString()
        .startsWith("product.public.review: before 3 rows, checksum ")
        .contains("; after 3 rows, checksum ");
  }

  private UntouchedRowsCheck.Compared<RunSummary> compared() {
    for (String id : List.of("1", "2")) {
      program.imports(
          Import.line(id, "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\""));
    }
    UntouchedRowsCheck.Compared<RunSummary> compared =
        program
            .get(UntouchedRowsCheck.class)
            .around(
                JobName.PURGE,
                "main",
                SharedProgram.NOW,
                List.of(),
                () -> program.run(JobName.PURGE));
    assertThat(compared.result().accounts().done()).isEqualTo(2);
    return compared;
  }
}
