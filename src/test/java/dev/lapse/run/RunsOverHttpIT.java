package dev.lapse.run;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.run.record.Runs;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.HttpCaller.Answer;
import dev.lapse.testing.Import;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Runs that are started, stopped, approved and shown over HTTP. */
class RunsOverHttpIT {
  private static final String RUNS = "/api/v1/runs";
  private static TestProgram program;
  private static HttpCaller operator;

  @BeforeAll
  static void serve() {
    program =
        TestProgram.at(NOW.toString())
            .product(SharedProgram.TABLES)
            .sets(SharedProgram.SETS)
            .file(
                "expire.yaml",
                "mode: enforce\nlimits: {accounts: 2, percent-of-accounts: 100}\nzone: Europe/Paris\n")
            .serving()
            .open();
    operator = HttpCaller.of(program).as("operator");
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void knowNothing() {
    program.clock.set(NOW);
    LapseTables.empty(program.lapse);
    SharedProgram.fill(program, 3);
  }

  @Test
  void beginsARunAndSaysWhereItIsShown() {
    program.imports(Import.closed(1, 2) + Import.active(3));

    Answer begun = operator.post(RUNS, "{\"job\":\"purge\",\"asOf\":\"2026-11-09\"}");

    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.json().get("asOf").stringValue()).isEqualTo("2026-11-09T00:00:00Z");
    JsonNode ended = ended(begun);
    assertThat(ended.get("status").stringValue()).isEqualTo("completed");
    assertThat(ended.get("accounts").get("done").intValue()).isEqualTo(2);
    assertThat(program.get(Runs.class).get(begun.json().get("run").longValue()).actor())
        .isEqualTo("operator");
    assertThat(rowsOf("account")).isEqualTo(1);
  }

  @Test
  void answersWhileTheRunStillTakesPlace() throws SQLException {
    program.imports(Import.closed(1));
    try (Connection store = program.product.dataSource().getConnection()) {
      store.setAutoCommit(false);
      store.createStatement().execute("lock table contact in share mode");

      Answer begun = operator.post(RUNS, "{\"job\":\"purge\"}");

      assertThat(begun.json().get("status").stringValue()).isEqualTo("running");
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%contact%");
      Answer second = operator.post(RUNS, "{\"job\":\"purge\"}");
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.problem()).isEqualTo("already-running");
      store.rollback();
      assertThat(ended(begun).get("status").stringValue()).isEqualTo("completed");
    }
  }

  @Test
  void slotThatIsDoneAnswersWithItsResult() {
    program.imports(Import.closed(1));
    String body = "{\"job\":\"purge\",\"asOf\":\"2026-11-10T00:00:00Z\",\"cell\":\"main\"}";
    Answer begun = operator.post(RUNS, body);
    JsonNode ended = ended(begun);

    Answer again = operator.post(RUNS, body);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(ended);
    assertThat(again.header("location")).isEqualTo(begun.header("location"));
  }

  @Test
  void concurrentRequestsStartOneRun() {
    program.imports(Import.closed(1, 2));

    List<FutureTask<Answer>> asked =
        IntStream.range(0, 8)
            .mapToObj(i -> Concurrently.start(() -> operator.post(RUNS, "{\"job\":\"purge\"}")))
            .toList();
    List<Answer> answers = asked.stream().map(Concurrently::result).toList();

    assertThat(answers).extracting(Answer::status).containsOnlyOnce(202);
    assertThat(answers).extracting(Answer::status).isSubsetOf(200, 202, 409, 503);
    answers.stream()
        .filter(answer -> answer.status() == 202)
        .forEach(
            begun -> assertThat(ended(begun).get("status").stringValue()).isEqualTo("completed"));
    assertThat(count("lapse.run")).isEqualTo(1);
    assertThat(rowsOf("account")).isEqualTo(1);
  }

  @Test
  void stopsAtTheNextAccount() throws SQLException {
    SharedProgram.fill(program, 1_100);
    program.imports(Import.closed(LongStream.rangeClosed(1, 1_100).toArray()));
    try (Connection store = program.product.dataSource().getConnection()) {
      store.setAutoCommit(false);
      store.createStatement().execute("lock table contact in share mode");
      Answer begun = operator.post(RUNS, "{\"job\":\"purge\"}");
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%contact%");

      Answer asked = operator.post(begun.header("location") + "/stop", "");

      assertThat(asked.status()).isEqualTo(202);
      assertThat(asked.json().get("status").stringValue()).isEqualTo("running");
      assertThat(asked.json().get("pastPointOfNoReturn").intValue()).isZero();
      store.rollback();
      JsonNode ended = ended(begun);
      assertThat(ended.get("status").stringValue()).isEqualTo("stopped");
      assertThat(ended.get("stopCause").stringValue()).isEqualTo("operator");
      // what was deleted and not committed is there again
      assertThat(ended.get("accounts").get("done").intValue()).isZero();
      assertThat(rowsOf("account")).isEqualTo(1_100);

      Answer late = operator.post(begun.header("location") + "/stop", "{}");

      assertThat(late.status()).isEqualTo(409);
      assertThat(late.problem()).isEqualTo("run-refused");
      JsonNode resumed = ended(operator.post(RUNS, "{\"job\":\"purge\"}"));
      assertThat(resumed.get("run")).isEqualTo(ended.get("run"));
      assertThat(resumed.get("accounts").get("done").intValue()).isEqualTo(1_100);
    }
  }

  @Test
  void limitsConcurrentRunsOfANode() throws SQLException {
    program.imports(Import.closed(1));
    String body = "{\"job\":\"purge\",\"dryRun\":true}";
    try (Connection store = program.product.dataSource().getConnection()) {
      store.setAutoCommit(false);
      store.createStatement().execute("lock table contact in access exclusive mode");
      List<Answer> begun = IntStream.range(0, 4).mapToObj(i -> operator.post(RUNS, body)).toList();

      Answer oneMore = operator.post(RUNS, body);

      assertThat(begun).extracting(Answer::status).containsOnly(202);
      assertThat(oneMore.status()).isEqualTo(503);
      assertThat(oneMore.problem()).isEqualTo("too-many-runs");
      assertThat(oneMore.header("retry-after")).isEqualTo("10");
      assertThat(count("lapse.run")).isEqualTo(4);
      store.rollback();
      begun.forEach(RunsOverHttpIT::ended);
    }
    Awaitility.await().until(() -> operator.post(RUNS, body).status() == 202);
  }

  @Test
  void emptyListOfAccountsIsNotTakenForAllOfThem() {
    program.imports(Import.closed(1));

    for (String none : List.of("[]", "null")) {
      Answer refused = operator.post(RUNS, "{\"job\":\"purge\",\"accounts\":%s}".formatted(none));

      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body()).contains("'accounts' is empty");
    }
    assertThat(count("lapse.run")).isZero();
  }

  @Test
  void dryRunHasNoRerun() {
    Answer dry = operator.post(RUNS, "{\"job\":\"purge\",\"dryRun\":true}");
    ended(dry);

    Answer rerun = operator.post(dry.header("location") + "/rerun", "{\"reason\":\"again\"}");

    assertThat(rerun.status()).isEqualTo(409);
    assertThat(rerun.problem()).isEqualTo("run-refused");
    assertThat(count("lapse.run")).isEqualTo(1);
  }

  @Test
  void resumesInterruptedRunFirstWithoutADate() throws SQLException {
    SharedProgram.fill(program, 1_100);
    program.imports(Import.closed(LongStream.rangeClosed(1, 1_100).toArray()));
    try (Connection store = program.product.dataSource().getConnection()) {
      store.setAutoCommit(false);
      store.createStatement().execute("lock table contact in share mode");
      Answer begun = operator.post(RUNS, "{\"job\":\"purge\",\"asOf\":\"2026-11-07\"}");
      Concurrently.awaitBlocked(program.inProduct(), "%delete from%contact%");
      operator.post(begun.header("location") + "/stop", "");
      store.rollback();
      assertThat(ended(begun).get("status").stringValue()).isEqualTo("stopped");
      program.lapse.run("update lapse.run set stop_cause = 'shutdown', stop_requested_by = null");

      Answer resumed = operator.post(RUNS, "{\"job\":\"purge\"}");

      assertThat(resumed.status()).isEqualTo(202);
      assertThat(resumed.header("location")).isEqualTo(begun.header("location"));
      assertThat(ended(resumed).get("status").stringValue()).isEqualTo("completed");
    }
  }

  @Test
  void approvalRunsThePlanAtOnce() {
    String waiting = waiting();

    Answer approved = approver().post(waiting + "/approve", "{\"reason\":\"checked\"}");

    assertThat(approved.status()).isEqualTo(202);
    assertThat(approved.header("location")).isEqualTo(waiting);
    JsonNode ended = ended(approved);
    assertThat(ended.get("status").stringValue()).isEqualTo("completed");
    assertThat(ended.get("accounts").get("done").intValue()).isEqualTo(3);
    Answer twice = approver().post(waiting + "/approve", "{\"reason\":\"checked\"}");
    assertThat(twice.problem()).isEqualTo("run-refused");
  }

  @Test
  void approvalNeedsAReasonAndAPlanThatIsStillTrue() {
    String waiting = waiting();
    program.lapse.run("update lapse.run set catalog_version = 'of yesterday'");

    assertThat(approver().post(waiting + "/approve", "{}").problem()).isEqualTo("invalid");
    Answer untrue = approver().post(waiting + "/approve", "{\"reason\":\"checked\"}");

    assertThat(untrue.status()).isEqualTo(409);
    assertThat(untrue.problem()).isEqualTo("plan-no-longer-true");
    assertThat(rowsOf("account")).isEqualTo(3);
  }

  @Test
  void rerunTakesThePlaceOfTheRunThatWaits() {
    String waiting = waiting();
    program.lapse.run(
        "delete from lapse.lapse where account_id = '3'; delete from lapse.account where id = '3'");

    Answer rerun = operator.post(waiting + "/rerun", "{\"reason\":\"3 came back\"}");

    assertThat(rerun.status()).isEqualTo(202);
    assertThat(rerun.header("location")).isNotEqualTo(waiting);
    assertThat(ended(rerun).get("accounts").get("done").intValue()).isEqualTo(2);
    assertThat(operator.get(waiting).json().get("stopCause").stringValue()).isEqualTo("superseded");
  }

  @Test
  void nothingIsDoneEarlyButADryRunLooksAhead() {
    program.imports(Import.closed(1));
    program.clock.set(NOW.minus(Duration.ofDays(8)));
    String ahead = "{\"job\":\"purge\",\"asOf\":\"2026-11-10\",\"dryRun\":%s}";

    Answer early = operator.post(RUNS, ahead.formatted(false));

    assertThat(early.status()).isEqualTo(409);
    assertThat(early.problem()).isEqualTo("run-refused");
    assertThat(count("lapse.run")).isZero();
    JsonNode foreseen = ended(operator.post(RUNS, ahead.formatted(true)));
    assertThat(foreseen.get("accounts").get("due").intValue()).isEqualTo(1);
    assertThat(foreseen.get("dryRun").booleanValue()).isTrue();
    assertThat(rowsOf("account")).isEqualTo(3);
  }

  @Test
  void dateIsReadInTheZoneOfTheJob() {
    Answer begun = operator.post(RUNS, "{\"job\":\"expire\",\"asOf\":\"2026-11-09\"}");

    assertThat(ended(begun).get("asOf").stringValue()).isEqualTo("2026-11-08T23:00:00Z");
  }

  @Test
  void namesEveryFieldThatIsWrong() {
    Answer answer =
        operator.post(
            RUNS,
            """
            {"job": "purg", "cell": "mian", "asOf": "yesterday", "dryRun": "no", "accounts": ["1", 2], "rerun": true, "jbo": 1}
            """);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("errors").values())
        .extracting(error -> error.get("field").stringValue())
        .containsExactlyInAnyOrder("jbo", "job", "cell", "asOf", "dryRun", "reason", "accounts[1]");
    assertThat(answer.json().get("detail").stringValue()).contains("did you mean 'purge'?");
    assertThat(count("lapse.run")).isZero();
  }

  @Test
  void listsRunsNewestFirstInPages() {
    program.imports(Import.closed(1));
    for (int day = 1; day <= 5; day++) {
      ended(operator.post(RUNS, "{\"job\":\"purge\",\"asOf\":\"2026-11-0%d\"}".formatted(day)));
    }
    ended(operator.post(RUNS, "{\"job\":\"cut-off\"}"));

    JsonNode first = operator.get(RUNS + "?job=purge&status=completed&cell=main&limit=3").json();
    JsonNode rest = operator.get(RUNS + "?job=purge&limit=3&before=" + first.get("next")).json();

    assertThat(dates(first)).containsExactly("2026-11-05", "2026-11-04", "2026-11-03");
    assertThat(dates(rest)).containsExactly("2026-11-02", "2026-11-01");
    assertThat(rest.get("next").isNull()).isTrue();
    assertThat(operator.get(RUNS).json().get("runs").size()).isEqualTo(6);
    assertThat(operator.get(RUNS + "?status=failed").json().get("runs").size()).isZero();
  }

  @Test
  void refusesInvalidQueries() {
    Answer answer = operator.get(RUNS + "?stauts=failed&limit=101&before=x&job=prge");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("errors").values())
        .extracting(error -> error.get("field").stringValue())
        .containsExactlyInAnyOrder("stauts", "limit", "before", "job");
  }

  @Test
  void answersThatAnUnknownRunDoesNotExist() {
    for (Answer answer :
        List.of(
            operator.get(RUNS + "/4711"),
            operator.get(RUNS + "/x"),
            operator.post(RUNS + "/4711/stop", ""),
            operator.post(RUNS + "/4711/rerun", "{\"reason\":\"why\"}"),
            approver().post(RUNS + "/4711/approve", "{\"reason\":\"why\"}"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.problem()).isEqualTo("not-found");
    }
  }

  @Test
  void reasonMayBeAsLongAsThatOfACommand() {
    for (String action : List.of("stop", "rerun", "approve", "reject")) {
      HttpCaller caller = action.equals("approve") ? approver() : operator;
      assertThat(caller.post(RUNS + "/4711/" + action, reason(2_000)).status()).isEqualTo(404);
      assertThat(
              caller.post(RUNS + "/4711/" + action, reason(2_001)).json().get("detail").asString())
          .isEqualTo("'reason' has 2001 characters, but may have at most 2000");
    }
    assertThat(
            operator
                .post(RUNS, "{\"job\":\"purge\",\"rerun\":true," + reason(2_000).substring(1))
                .status())
        .isLessThan(300);
  }

  private static String reason(int characters) {
    return "{\"reason\":\"%s\"}".formatted("a".repeat(characters));
  }

  @Test
  void nightOnCallIsPlayedOverHttp() {
    SharedProgram.fill(program, 9);
    program.imports(
        Import.expired(4, 5, 6, 7) + Import.closed(4711) + Import.active(1, 2, 3, 8, 9));
    String purge = finished(operator.post(RUNS, "{\"job\":\"purge\"}"));

    JsonNode failed = operator.get(purge + "/accounts?outcome=failed").json().get("accounts");
    assertThat(failed.findValuesAsString("id")).containsExactly("4711");
    assertThat(failed.get(0).get("whatToDo").stringValue()).contains("correct the cell or the id");
    Answer again = operator.post(purge + "/rerun", "{\"reason\":\"imported\",\"failed\":true}");
    assertThat(again.status()).isEqualTo(202);
    assertThat(operator.get(finished(again)).json().get("accounts").get("due").intValue()).isOne();

    String first = finished(operator.post(RUNS, "{\"job\":\"expire\"}"));
    JsonNode plan = operator.get(first).json().get("plan");
    assertThat(plan.get("accounts").intValue()).isEqualTo(4);
    assertThat(plan.get("due").findValuesAsString("day")).containsExactly("2026-11-01");
    assertThat(operator.get(first + "/accounts?limit=3").json().get("next").stringValue())
        .isEqualTo("6");
    assertThat(operator.get(first + "/accounts?limit=501").status()).isEqualTo(422);
    Answer rejected = operator.post(first + "/reject", "{\"reason\":\"ask the product\"}");
    assertThat(rejected.json().get("stopCause").stringValue()).isEqualTo("rejected");

    operator.post("/api/v1/accounts/4/holds", "{\"reason\":\"court order\"}");
    assertThat(operator.get("/api/v1/holds").json().findValuesAsString("account"))
        .containsExactly("4");
    String second =
        finished(operator.post(first + "/rerun", "{\"reason\":\"the product agrees\"}"));
    assertThat(operator.get(second).json().get("plan").get("onHold").intValue()).isOne();
    assertThat(operator.post(second + "/approve", "{\"reason\":\"checked\"}").status())
        .isEqualTo(403);
    finished(approver().post(second + "/approve", "{\"reason\":\"checked\"}"));

    JsonNode done = operator.get(second).json();
    assertThat(done.get("accounts").get("done").intValue()).isEqualTo(3);
    assertThat(done.get("history").findValuesAsString("event"))
        .containsExactly("started", "approved");
    assertThat(operator.get("/api/v1/accounts/5/details").json().get("answer").stringValue())
        .startsWith("its data is gone: erased and verified at");
    assertThat(operator.get("/api/v1/accounts?held=true").json().findValuesAsString("id"))
        .containsExactly("4");
  }

  private static String finished(Answer begun) {
    ended(begun);
    return String.valueOf(begun.header("location"));
  }

  private static HttpCaller approver() {
    return HttpCaller.of(program).as("approver");
  }

  /** A run of three accounts, one more than the limit. */
  private static String waiting() {
    program.imports(Import.expired(1, 2, 3));
    Answer begun = operator.post(RUNS, "{\"job\":\"expire\"}");
    assertThat(ended(begun).get("status").stringValue()).isEqualTo("awaiting-approval");
    return String.valueOf(begun.header("location"));
  }

  private static JsonNode ended(Answer begun) {
    String location = begun.header("location");
    assertThat(location).as(begun.body()).isNotNull();
    JsonNode ended =
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> operator.get(location).json(),
                run -> !run.get("status").stringValue().equals("running"));
    // the run gives its lock back after it has said how it ended
    Awaitility.await()
        .until(
            () ->
                program
                        .inLapse()
                        .sql(
                            """
                            select count(*)
                            from pg_locks
                            where locktype = 'advisory'
                              and database = (select oid from pg_database where datname = current_database())
                            """)
                        .query(Long.class)
                        .single()
                    == 0);
    return ended;
  }

  private static List<String> dates(JsonNode page) {
    return page.get("runs").values().stream()
        .map(run -> run.get("asOf").stringValue().substring(0, 10))
        .toList();
  }

  private static long rowsOf(String table) {
    return program.inProduct().sql("select count(*) from " + table).query(Long.class).single();
  }

  private static long count(String from) {
    return program.inLapse().sql("select count(*) from " + from).query(Long.class).single();
  }
}
