package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever writes that something was done, the database compares it with the stored deadline. */
class EarlyActionsIT {
  private final TestProgram program = SharedProgram.knowingNothing();

  @ParameterizedTest
  @CsvSource({
    "billing_removed_at, lapsed_at, remove-billing-details",
    "cut_off_at, cut_off_due, cut-off",
    "point_of_no_return_at, purge_due, erasure"
  })
  void isEarlyBeforeTheInstantAndNotAtIt(String column, String deadline, String action) {
    program.imports(Import.closed(1, 2, 3));
    String does =
        "update lapse.account set %s = %s %%s where id = '%%s'".formatted(column, deadline);
    program.lapse.run(does.formatted("", "1"));
    assertThat(early()).isEmpty();
    program.lapse.run(does.formatted("- interval '1 microsecond'", "2"));
    assertThat(early()).containsExactly("2 " + action + " 00:00:00.000001");
    program.lapse.run("update lapse.account set name = 'x', cut_off_at = cut_off_at");
    assertThat(early()).as("what was done once is not done again").hasSize(1);
  }

  @Test
  void isEarlyWhereNothingIsEverDue() {
    program.imports(Import.active(1));
    program.lapse.run("update lapse.account set point_of_no_return_at = '2026-11-10T00:00:00Z'");
    assertThat(early()).containsExactly("1 erasure");
  }

  @Test
  void setIsKeptUntilItsInstant() {
    program.imports(Import.closed(1));
    program.lapse.run(
        """
        insert into lapse.kept (account_id, lapse_number, set_name, why, keep_until)
        values ('1', 1, 'product.public.invoice', 'law', '2027-01-01T00:00:00Z'),
          ('1', 1, 'product.public.letter', 'law', '2026-01-01T00:00:00Z');
        update lapse.kept set erased_at = '2026-11-10T00:00:00Z';
        """);
    assertThat(early()).containsExactly("1 expiry of a kept set 52 days");
  }

  private List<String> early() {
    return program
        .inLapse()
        .sql(
            """
            select concat_ws(' ', account_id, action, due_at - acted_at)
            from lapse.early_action
            order by number
            """)
        .query(String.class)
        .list();
  }
}
