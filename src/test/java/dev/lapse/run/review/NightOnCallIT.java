package dev.lapse.run.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.Runs;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.TestRoles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The night on call, by command only: what a person reads, and what follows from it. */
class NightOnCallIT {
  private final TestProgram program = SharedProgram.withAccounts(9);
  private final Commands commands = Commands.on(program);

  @BeforeEach
  void someAreDue() {
    program.imports(Import.closed(1, 2) + Import.expired(4, 5, 6, 7) + Import.active(3, 8, 9));
  }

  @Test
  void failedAccountIsNamedAndRerunInTwoCalls() {
    refuseDeletesOfAccount(1);
    Result night = run(3, "run", "purge");
    String number = number(night);

    Result shown = run(0, "show", number);

    assertThat(shown.out())
        .contains("1 × failed: an error raised by PL/pgSQL function boom() line 1")
        .contains("started by " + System.getProperty("user.name"))
        .containsPattern("1 +name 1 +failed +2026-11-06T00:00:00Z")
        .contains(
            "1: in product.public.contact, a trigger or function of the product raised an error")
        .contains("what to do: ask the owner of the function that raised it")
        .contains("then 'LAPSE_MODE=enforce lapse rerun %s --failed --reason …'".formatted(number));
    assertThat(run(0, "accounts", "--failed").out()).contains("failed on 1 night", "name 1");
    assertThat(run(0, "account", "show", "1").out())
        .contains("last failure: run %s, in product.public.contact".formatted(number))
        .contains("an erasure would take 15 rows", "  product.public.contact  3");

    refuseDeletesOfAccount(-1);
    Result again = run(0, "rerun", number, "--failed", "--reason", "the trigger is fixed");

    assertThat(again.out()).contains("1 due, 1 done");
    assertThat(run(2, "rerun", number(again), "--failed", "--reason", "x").err())
        .contains("no account failed in run " + number(again));
    assertThat(run(0, "account", "show", "1").out())
        .contains("its data is gone: erased and verified at");
    assertThat(
            run(0, "runs", "--job", "purge", "--status", "partial", "--since", "2026-11-09").out())
        .contains(number + "  ")
        .doesNotContain(number(again) + "   purge");
    assertThat(run(0, "evidence", "show", "1").out())
        .contains("NUMBER", "erasure-failed", "erasure-outcome");
  }

  @Test
  void rowsThatCameAfterTheErasureAreCountedAndErased() {
    run(0, "run", "purge");
    assertThat(run(0, "account", "show", "1").out())
        .contains("its data is gone: erased and verified at", "; counted just now: none");
    assertThat(gone("1")).isEqualTo("true");
    assertThat(gone("1", "--no-rows")).isEmpty();

    program.product.run("insert into review values (91, 1, 'late', 1), (92, 1, 'later', 1)");

    assertThat(run(0, "account", "show", "1").out())
        .contains("some of its data is there again: erased and verified at")
        .contains("counted just now: 2 rows (product.public.review 2)")
        .contains("see docs/first-night.md#rows-that-came-after-an-erasure")
        .doesNotContain("its data is gone", "an erasure would take");
    assertThat(gone("1")).isEqualTo("false");
    assertThat(run(0, "account", "show", "1", "-o", "json").json().at("/details/rows").asInt())
        .isEqualTo(2);
    assertThat(run(0, "account", "show", "1", "--no-rows").out())
        .contains("its data was gone at", "what came later is not looked for")
        .doesNotContain("its data is gone");
    assertThat(run(0, "run", "purge", "--account", "1").err())
        .contains("account 1 is not due: it was erased at")
        .contains("docs/first-night.md#rows-that-came-after-an-erasure");

    program.lapse.run("update lapse.account set erased_at = null where id = '1'");
    program.clock.advance(Duration.ofMinutes(1));

    assertThat(run(0, "run", "purge", "--account", "1").out()).contains("1 due, 1 done");
    assertThat(run(0, "account", "show", "1").out()).contains("; counted just now: none");
  }

  @Test
  void accountThatNoStoreHasIsNotSaidToHaveData() {
    program.imports(Import.closed(777));

    Result shown = run(0, "account", "show", "777");

    assertThat(gone("777")).isEmpty();
    assertThat(shown.out())
        .contains(
            "data in no store",
            "no store has an account 777: nothing to erase; if the id is a mistake: lapse account forget 777 --reason TEXT")
        .doesNotContain("its data is there", "an erasure would take", "erasure due");
    run(0, "account", "hold", "777", "--reason", "court order");
    assertThat(run(0, "account", "show", "777").out())
        .contains("--reason TEXT, once it is no longer on hold (legal)");
    run(0, "account", "release", "777", "--reason", "settled");
    run(0, "account", "forget", "777", "--reason", "a typing error");
    assertThat(
            run(0, "account", "show", "777").out()
                + run(0, "account", "show", "777", "--no-rows").out())
        .contains(
            "it was forgotten at 2026-11-10T00:00:00Z, when no store had anything of it: nothing is due, and no run takes it")
        .doesNotContain("its data is there", "an erasure would take");
    assertThat(gone("777", "--no-rows")).isEmpty();
    program.product.run("insert into account values (777, 'it came after all')");
    assertThat(gone("777")).isEqualTo("false");
    assertThat(run(0, "account", "show", "777").out())
        .contains("its data is there: the account is active");
  }

  @Test
  void erasedAccountThatCannotBeCountedIsNotCalledGone() {
    run(0, "run", "purge");
    program.product.run("revoke select on review from public, " + TestRoles.ERASER);

    try {
      assertThat(run(0, "account", "show", "1").out())
          .contains("what came later is not looked for", "rows are not counted: ")
          .doesNotContain("its data is gone");
    } finally {
      program.product.run("grant select on review to " + TestRoles.ERASER);
    }
  }

  @Test
  void whatIsAnonymizedOrStaysIsNotCalledErased() {
    assertThat(run(0, "run", "purge", "--dry-run").out())
        .contains("2 due, 2 would be done")
        .containsPattern("product.public.review +2  would be anonymized")
        .contains("would stay product.public.invoice (tax law, P10Y)");
    assertThat(run(0, "account", "show", "1").out())
        .contains(
            "access billing-only, data retained",
            "  product.public.review  1  would be anonymized",
            "  product.public.invoice  1  would stay (tax law, P10Y)")
        .doesNotContainPattern("product.public.contact +3 +would");
    assertThat(run(0, "account", "show", "4").out()).contains("access billing-only, data retained");
    assertThat(run(0, "run", "purge").out())
        .contains("2 due, 2 done")
        .containsPattern("product.public.review +2  anonymized");
    assertThat(run(0, "evidence", "show", "1").out())
        .containsPattern("(?m)^ +product.public.contact +3$");
  }

  @Test
  void accountWithoutKeptRowsIsNotSaidToKeepAny() {
    program.product.run("delete from invoice where account_id = 1");

    assertThat(run(0, "account", "show", "1").out())
        .contains(
            "nothing of it would stay: it has no rows in product.public.invoice, which the catalog keeps")
        .doesNotContain("would stay (");
    assertThat(run(0, "run", "purge", "--dry-run").out())
        .contains("would stay product.public.invoice (tax law, P10Y)");
    program.product.run("delete from invoice where account_id = 2");
    assertThat(run(0, "run", "purge", "--dry-run").out())
        .contains(
            "nothing would stay of product.public.invoice (tax law, P10Y): no account of the plan has rows in it");
    JsonNode json = run(0, "account", "show", "1", "-o", "json").json();
    assertThat(json.at("/details/keptBySet").toString())
        .isEqualTo("{\"product.public.invoice\":0}");
  }

  @Test
  void timeOfAnApprovedRunIsThatOfItsWork() {
    String number = number(run(5, "run", "expire"));
    program.clock.advance(Duration.ofHours(2));

    assertThat(run(0, "approve", number, "--reason", "looked at").out())
        .containsPattern("rows +60 in \\d+\\.\\d s, after 7,200 s of waiting for approval");
  }

  @Test
  void planIsApprovedInTheModeInWhichItWasMade() {
    Result waiting = run(5, "run", "expire");
    String number = number(waiting);
    assertThat(waiting.out())
        .contains(
            "approve with 'LAPSE_MODE=enforce lapse approve %s --reason …'".formatted(number));
    program.restartedWith(
        Map.of("expire.yaml", "mode: observe\nlimits: {accounts: 2, percent-of-accounts: 100}\n"));

    try {
      String why =
          "run %s was planned in mode enforce, and the job is in mode observe here: set LAPSE_MODE=enforce, or mode: enforce in expire.yaml"
              .formatted(number);
      assertThat(run(6, "approve", number, "--reason", "x").err())
          .contains(why)
          .doesNotContain("no longer valid", "rerun");
      assertThat(run(0, "show", number).out()).contains("cannot be approved: " + why);
    } finally {
      program.restartedWith(
          Map.of(
              "expire.yaml",
              "mode: enforce\nlimits: {accounts: 2, percent-of-accounts: 100}\nparallelism: 2\n"));
    }
    assertThat(run(0, "approve", number, "--reason", "x").out()).contains("4 due, 4 done");
  }

  @Test
  void accountsThatWereAskedForAndAreNotDueAreExplained() {
    assertThat(run(0, "run", "purge", "--account", "3", "--account", "4", "--account", "77").err())
        .contains("account 3 is not due: it is active")
        .contains("account 4 is not due: job expire takes it, from 2026-11-01T00:00:00Z on")
        .contains("account 77 is not due: Lapse does not know it");
    assertThat(run(0, "run", "purge", "--account", "1").err()).doesNotContain("not due");
    assertThat(run(0, "run", "cut-off", "--account", "1").err()).contains("it was cut off at");
  }

  @Test
  void planIsReadRejectedAndTheNextOneApproved() {
    String first = number(run(5, "run", "expire"));
    run(0, "account", "hold", "4", "--reason", "court order 4711/26");

    Result plan = run(0, "show", first);

    assertThat(plan.out())
        .contains(
            "An approval acts on 3 accounts with 45 rows; left out: 0 that were on hold, 1 that have changed")
        .contains("due since 2026-11-01")
        .contains("product.public.contact")
        .contains("kept      product.public.invoice for P10Y: tax law")
        .contains("would be left out: it was put on hold since the plan was made");
    assertThat(run(0, "reject", first, "--reason", "ask the product first").out())
        .contains("expire: stopped (rejected)");
    assertThat(run(0, "show", first).out())
        .contains("rejected by")
        .contains(": ask the product first");
    assertThat(run(0, "holds").out()).contains("court order 4711/26", "name 4");
    assertThat(run(0, "accounts", "--held", "--due", "expire").out())
        .contains("on hold: legal")
        .doesNotContain("name 5");

    program.clock.advance(Duration.ofDays(1));
    String second = number(run(5, "run", "expire"));
    Result approved = run(0, "approve", second, "--reason", "checked with the product");

    assertThat(approved.out())
        .contains("4 due, 3 done, 1 skipped")
        .contains("left out when the plan was approved: it was on hold when the plan was made");
    assertThat(run(0, "show", second, "--accounts", "--outcome", "skipped").out())
        .contains("name 4")
        .doesNotContain("name 5");
    assertThat(run(0, "account", "show", "4").out())
        .contains("nothing is erased while the hold legal is in force")
        .contains("on hold: legal, court order 4711/26 (placed by");
    assertThat(run(0, "run", "expire", "--as-of", "2026-11-11T00:00:00Z").err())
        .contains("done already, run " + second);
  }

  @Test
  void runWhoseProcessIsGoneIsInterruptedAndItsAccountSaysWhatToDo() {
    Result purge = run(0, "run", "purge");
    long number = Long.parseLong(number(purge));
    program.lapse.run(
        """
        update lapse.run set status = 'running', ended_at = null where id = %d;
        update lapse.plan_item set outcome = 'acted' where run_id = %d and account_id = '1';
        update lapse.account set erased_at = null where id = '1';
        update lapse_batch.batch_job_execution
        set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null
        where job_execution_id = (select batch_job_execution_id from lapse.run where id = %d);
        """
            .formatted(number, number, number));

    assertThat(run(0, "runs").out()).contains("interrupted, resumed by the next run");
    assertThat(run(0, "account", "show", "1").out())
        .contains("some of its data may be gone: the erasure began at")
        .contains("(run %d was interrupted)".formatted(number))
        .contains("'LAPSE_MODE=enforce lapse run purge --cell main --account 1'");
    assertThat(gone("1")).isEmpty();
    JsonNode json = run(0, "show", String.valueOf(number), "-o", "json").json();
    assertThat(json.get("stopCause").stringValue()).isEqualTo("crash");
    assertThat(program.get(Runs.class).get(number).status().text()).isEqualTo("running");
    run(0, "run", "purge");
    assertThat(program.get(Runs.class).get(number).status().text()).isEqualTo("completed");
    assertThat(program.get(Runs.class).get(number).history())
        .extracting(event -> event.event())
        .containsExactly("started", "resumed");
  }

  @Test
  void accountsOfARunComeInPages() {
    String number = number(run(5, "run", "expire"));
    ReadRunAccounts accounts = program.get(ReadRunAccounts.class);
    Run run = program.get(Runs.class).get(Long.parseLong(number));

    RunAccountsPage first = accounts.page(run, "planned", null, 3);
    RunAccountsPage second = accounts.page(run, "planned", first.next(), 3);

    assertThat(first.accounts()).extracting(RunAccount::id).containsExactly("4", "5", "6");
    assertThat(second.accounts()).extracting(RunAccount::id).containsExactly("7");
    assertThat(second.next()).isNull();
    assertThat(run.job()).isEqualTo(JobName.EXPIRE);
  }

  @Test
  void listsPutIdsThatAreNumbersInTheOrderOfTheirValues() {
    program.imports(
        Import.closed(10, 100)
            + Import.line("07", "\"state\":\"active\"")
            + Import.line("b", "\"state\":\"active\"")
            + Import.line("aa", "\"state\":\"active\""));
    List<String> byValue =
        List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "100", "07", "aa", "b");
    for (String held : List.of("10", "9", "aa")) {
      run(0, "account", "hold", held, "--reason", "court order");
    }
    String purge = number(run(3, "run", "purge"));

    assertThat(pages("/accounts", "/id", "accounts")).isEqualTo(byValue);
    assertThat(pages("/holds", "/account", "holds")).containsExactly("9", "10", "aa");
    ReadRunAccounts accounts = program.get(ReadRunAccounts.class);
    Run run = program.get(Runs.class).get(Long.parseLong(purge));
    RunAccountsPage first = accounts.page(run, null, null, 2);
    assertThat(first.accounts()).extracting(RunAccount::id).containsExactly("1", "2");
    assertThat(accounts.page(run, null, first.next(), 3).accounts())
        .extracting(RunAccount::id)
        .containsExactly("10", "100");
  }

  /** The ids of a list that is read in pages of two. */
  private List<String> pages(String list, String id, String... command) {
    List<String> ids = new ArrayList<>();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-o", "json", "--limit", "2"));
    JsonNode page = run(0, arguments.toArray(String[]::new)).json();
    while (true) {
      page.at(list).forEach(each -> ids.add(each.at(id).stringValue()));
      if (page.at("/next").isNull()) {
        return ids;
      }
      List<String> next = new ArrayList<>(arguments);
      next.addAll(List.of("--after", page.at("/next").stringValue()));
      page = run(0, next.toArray(String[]::new)).json();
    }
  }

  /** Whether the data of an account is gone; empty where nobody knows. */
  private String gone(String id, String... more) {
    List<String> arguments = new ArrayList<>(List.of("account", "show", id, "-o", "json"));
    arguments.addAll(List.of(more));
    JsonNode details = run(0, arguments.toArray(String[]::new)).json().get("details");
    return details.path("gone").asString("");
  }

  @Test
  void refusesFiltersThatDoNotExist() {
    assertThat(run(2, "accounts", "--state", "closd").err()).contains("did you mean 'closed'?");
    assertThat(run(2, "runs", "--status", "faild").err()).contains("did you mean 'failed'?");
    assertThat(run(2, "runs", "--since", "yesterday").err()).contains("--since: 'yesterday'");
    assertThat(run(2, "show", "1", "--accounts", "--outcome", "faild").err())
        .contains("did you mean 'failed'?");
    assertThat(run(2, "reject", "1", "--reason", " ").err())
        .contains("--reason: 'reason' must be a text that is not empty");
  }

  private void refuseDeletesOfAccount(long id) {
    program.product.run(
        """
        create or replace function boom() returns trigger language plpgsql as $$ begin raise exception 'no %%', old.email; end $$;
        create or replace trigger refuse before delete on contact
          for each row when (old.account_id = %d) execute function boom();
        """
            .formatted(id));
  }

  private static String number(Result result) {
    return result.out().lines().findFirst().orElseThrow().replaceAll("run (\\d+),.*", "$1");
  }

  private Result run(int exitCode, String... arguments) {
    Result result = commands.run(arguments);
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(exitCode);
    return result;
  }
}
