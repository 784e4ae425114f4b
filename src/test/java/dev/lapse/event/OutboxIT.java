package dev.lapse.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Accounts;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** An event and the change that it describes are committed together. */
class OutboxIT {
  private static final Instant NOW = SharedProgram.NOW;
  private final TestProgram program = SharedProgram.knowingNothing();
  private final RecordLapse lapse = program.get(RecordLapse.class);

  OutboxIT() {
    program.imports("{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\"}");
  }

  @Test
  void eventIsRolledBackWithTheChangeItDescribes() {
    program
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              lapse.close("1", null, "test", NOW);
              status.setRollbackOnly();
            });

    assertThat(events()).isEmpty();
    lapse.close("1", null, "test", NOW);
    assertThat(events()).containsExactly("account.lapsed");
  }

  @Test
  void withoutDestinationsThereAreEventsAndNoDeliveries() {
    lapse.close("1", null, "test", NOW);

    assertThat(events()).hasSize(1);
    assertThat(
            program.inLapse().sql("select count(*) from lapse.delivery").query(Long.class).single())
        .isZero();
  }

  /**
   * The second transaction waits for the account's lock, and takes its number after the first has
   * committed: numbers are in the order of the commits.
   */
  @Test
  void numbersOfAnAccountAreInTheOrderOfTheCommits() {
    lapse.close("1", null, "test", NOW);
    List<FutureTask<?>> second = new ArrayList<>();
    program
        .get(TransactionTemplate.class)
        .executeWithoutResult(
            status -> {
              program.get(Accounts.class).lock("1", NOW);
              second.add(
                  Concurrently.start(
                      () -> program.get(Holds.class).place("1", "court", "x", null, "test", NOW)));
              Concurrently.awaitBlocked(program.inLapse(), "%lapse.account%for update%");
              program.get(ReactivateAccount.class).reactivate("1", false, "test", NOW);
            });
    second.forEach(Concurrently::result);

    assertThat(events())
        .containsExactly("account.lapsed", "account.reactivated", "account.hold-placed");
  }

  private List<String> events() {
    return program
        .inLapse()
        .sql("select type from lapse.event order by number")
        .query(String.class)
        .list();
  }
}
