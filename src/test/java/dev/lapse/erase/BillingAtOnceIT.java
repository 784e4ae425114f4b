package dev.lapse.erase;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.lifecycle.Holds;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.policy.JobName;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** A command removes payment details itself, where the store answers. */
class BillingAtOnceIT {
  private final TestProgram program = SharedProgram.withAccounts(2);

  @BeforeEach
  void known() {
    program.imports(Import.active(1, 2));
  }

  @Test
  void closingRemovesThemAtOnceAndOnlyTheAccountsOwn() {
    Result closed = command("close", "1");

    assertThat(closed.out()).contains("Payment details have been removed");
    assertThat(cards("account_id = 1")).isZero();
    assertThat(cards("account_id = 2")).isOne();
    assertThat(rowsInEvidence("run_id is null")).isOne();
    assertThat(program.run(JobName.REMOVE_BILLING_DETAILS).accounts().due()).isZero();
  }

  @Test
  void theyCountInTheTotalsAsTheJobsDo() {
    command("pause", "1", "--reason", "a year at sea");

    assertThat(total("enforced-accounts", "remove-billing-details", "done")).isEqualTo(1.0);
    assertThat(total("lateness", "remove-billing-details", "60")).isEqualTo(1.0);
    assertThat(total("erased-rows", "", "product.public.card")).isEqualTo(1.0);
  }

  @Test
  void rowsCountAtTheCommitWithoutBlockingOthers() {
    command("pause", "1", "--reason", "a year at sea");

    program
        .get(TransactionOperations.class)
        .executeWithoutResult(
            status -> {
              program
                  .get(EvidenceLog.class)
                  .append(
                      new Evidence(
                          EvidenceKind.BILLING_REMOVED,
                          NOW.plusSeconds(100),
                          "1",
                          1,
                          null,
                          "test",
                          Map.of("rows", Map.of("product.public.card", 2))));
              program.get(ReactivateAccount.class).reactivate("1", false, "test", NOW);
              assertThat(
                      program
                          .get(JdbcClient.class)
                          .sql("select max(value) from lapse.total where fact = 'erased-rows'")
                          .query(Double.class)
                          .single())
                  .isEqualTo(1.0);
            });

    assertThat(total("erased-rows", "", "product.public.card")).isEqualTo(3.0);
    assertThat(total("lateness", "remove-billing-details", "300")).isEqualTo(1.0);
  }

  @Test
  void holdKeepsThemAndTheReactivationIsNotRefused() {
    program.get(Holds.class).place("1", "court", "case 1", null, "test", NOW);

    assertThat(command("close", "1").out()).doesNotContain("Payment details");
    assertThat(command("reactivate", "1", "--billing-token", "t").exitCode()).isZero();
    assertThat(cards("account_id = 1")).isOne();
  }

  @Test
  void reactivationLosesTheOldCardAndKeepsTheNewOne() {
    program.imports(Import.closed(1));

    Result back = command("reactivate", "1", "--billing-token", "t");
    program.product.run("insert into card values (99, 1)");
    program.run(JobName.REMOVE_BILLING_DETAILS);

    assertThat(back.out()).contains("Payment details were removed at the lapse");
    assertThat(cards("account_id = 1 and id <> 99")).isZero();
    assertThat(cards("id = 99")).isOne();
    assertThat(rowsInEvidence("run_id is null")).isOne();
  }

  @Test
  void crashAfterTheStoresCommitLeavesTheRowsToTheJobsEvidence() {
    program.lapse.run(
        """
        create function lapse.fail_once() returns trigger language plpgsql as
          $$ begin raise exception 'as a crash would'; end $$;
        create trigger fail_once before insert on lapse.evidence
          for each row when (new.kind = 'billing-removed') execute function lapse.fail_once();
        """);

    Result closed = command("close", "1");
    program.lapse.run("drop function lapse.fail_once() cascade");

    assertThat(closed.out()).contains("Payment details are removed within a day");
    assertThat(cards("account_id = 1")).isZero();
    assertThat(program.run(JobName.REMOVE_BILLING_DETAILS).sets())
        .containsEntry("product.public.card", 1L);
    assertThat(rowsInEvidence("run_id is not null")).isOne();
    assertThat(total("erased-rows", "", "product.public.card")).isEqualTo(1.0);
  }

  @Test
  void confirmationOmitsTheRemovalIfThereWereNoDetails() {
    program.imports(Import.closed(77002));

    assertThat(reactivated(program, "77002"))
        .contains("The billing details entered now apply")
        .doesNotContain("Payment details");
  }

  @Test
  void nothingIsRemovedWhileTheJobOnlyObserves() {
    TestProgram observing =
        TestProgram.at(NOW.toString())
            .databases(program.lapse, program.product)
            .sets(SharedProgram.SETS)
            .file("remove-billing-details.yaml", "mode: observe\n")
            .open();
    try (observing) {
      observing.imports(Import.active(77001));
      assertThat(Commands.on(observing).run("account", "close", "1").exitCode()).isZero();
      assertThat(cards("account_id = 1")).isOne();
      assertThat(Commands.on(observing).run("account", "close", "77001").out())
          .contains("closed")
          .doesNotContain("Payment details");
      assertThat(reactivated(observing, "77001"))
          .contains("The billing details entered now apply")
          .doesNotContain("Payment details");
    }
  }

  private static String reactivated(TestProgram where, String id) {
    return Commands.on(where).run("account", "reactivate", id, "--billing-token", "t").out();
  }

  private Result command(String name, String id, String... more) {
    String[] all = new String[3 + more.length];
    all[0] = "account";
    all[1] = name;
    all[2] = id;
    System.arraycopy(more, 0, all, 3, more.length);
    Result result = Commands.on(program).run(all);
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result;
  }

  private long cards(String which) {
    return program
        .inProduct()
        .sql("select count(*) from card where " + which)
        .query(Long.class)
        .single();
  }

  private long rowsInEvidence(String which) {
    return program
        .inLapse()
        .sql(
            "select coalesce(sum((detail -> 'rows' ->> 'product.public.card')::bigint), 0) from lapse.evidence"
                + " where kind = 'billing-removed' and number > :since and "
                + which)
        .param("since", since)
        .query(Long.class)
        .single();
  }

  private final long since =
      program
          .inLapse()
          .sql("select coalesce(max(number), 0) from lapse.evidence")
          .query(Long.class)
          .single();

  private double total(String fact, String job, String part) {
    return program
        .inLapse()
        .sql(
            "select coalesce(sum(value), 0) from lapse.total where fact = :fact and job = :job and part = :part")
        .param("fact", fact)
        .param("job", job)
        .param("part", part)
        .query(Double.class)
        .single();
  }
}
