package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess;
import dev.lapse.testing.LapseProcess.Result;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged program as its users start it: what it prints, where, and its exit codes. */
class CommandLineIT {
  private static final String PRODUCT =
      """
      create table public.account (id bigint primary key, name text);
      create table public.contact (id bigint primary key, account_id bigint not null references public.account);
      create table public.card (id bigint primary key, account_id bigint not null references public.account);
      insert into public.account select id, 'n' || id from generate_series(1, 9) id;
      insert into public.contact select id, 1 + id % 9 from generate_series(1, 90) id;
      insert into public.card select id, id from generate_series(1, 9) id;
      """;
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.contact, owned-by: account_id}
      - {store: product, table: public.card, owned-by: account_id, billing: true}
      """;
  private static final String CHECKSUM =
      """
      select md5(
        (select string_agg(t::text, ';' order by id) from account t)
        || (select string_agg(t::text, ';' order by id) from contact t)
        || (select string_agg(t::text, ';' order by id) from card t))
      """;
  private static final JsonMapper JSON = new JsonMapper();

  /** Both schemas are up to date here; each test works on a copy. */
  private static Installation migrated;

  private final List<Installation> opened = new ArrayList<>();

  @BeforeAll
  static void migrate() {
    migrated = Installation.of(PRODUCT, SETS);
    Result result = migrated.run("migrate");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .containsSubsequence("own database is up to date", "store 'product'", "is up to date");
    assertThat(result.err()).isEmpty();
  }

  @AfterEach
  void closeAll() {
    opened.forEach(Installation::close);
  }

  @AfterAll
  static void close() {
    migrated.close();
  }

  @Test
  void importsRehearsesRunsAndRunsNothingTwice() {
    Installation here = installation();
    String accounts =
        here.write(
                "accounts.jsonl",
                """
                {"id":"1","kind":"direct","state":"active"}
                {"id":"2","kind":"direct","state":"closed","lapsedAt":"2024-01-01T09:30:00Z","name":"Two"}
                {"id":"3","kind":"dirct","state":"active"}
                {"id":"4","kind":"direct","state":"paused","retainData":true,"lapsedAt":"2024-01-01T09:30:00Z"}

                {"id":"5","kind":"direct","state":"closed"}
                not JSON
                """)
            .toString();
    Result imported = here.run("import", accounts);
    assertThat(imported.exitCode()).isEqualTo(3);
    assertThat(imported.out())
        .isEqualToIgnoringNewLines(
            """
            7 lines: 3 accounts added, 0 changed, 0 unchanged, 3 lines rejected
              added      1, 2, 4
            """);
    assertThat(imported.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo(
                        "lapse: %s:3: 'kind' is 'dirct', but must be one of direct, trial, resold"
                            .formatted(accounts)),
            line ->
                assertThat(line)
                    .isEqualTo("lapse: %s:6: 'lapsedAt' is missing".formatted(accounts)),
            line ->
                assertThat(line).startsWith("lapse: %s:7: not a JSON object".formatted(accounts)));

    String before = checksum(here);
    String[] purge = {"run", "purge", "--as-of", "2024-02-01", "-o", "json"};
    Result dryRun =
        here.runHere("run", "purge", "--as-of", "2024-02-01", "-o", "json", "--dry-run");
    assertThat(dryRun.exitCode()).as(dryRun.err()).isZero();
    assertThat(checksum(here)).isEqualTo(before);
    JsonNode would = json(dryRun);
    assertThat(would.get("dryRun").asBoolean()).isTrue();

    Result run = here.startPackaged(purge).result();
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode did = json(run);
    assertThat(did.get("run").isIntegralNumber()).isTrue();
    assertThat(did.get("job").asString()).isEqualTo("purge");
    assertThat(did.get("asOf").asString()).isEqualTo("2024-02-01T00:00:00Z");
    assertThat(did.get("dryRun").isBoolean() && !did.get("dryRun").asBoolean()).isTrue();
    assertThat(did.get("mode").asString()).isEqualTo("enforce");
    assertThat(did.get("status").asString()).isEqualTo("completed");
    assertThat(did.get("accounts").toString())
        .isEqualTo("{\"due\":1,\"done\":1,\"skipped\":0,\"failed\":0}");
    assertThat(did.get("rows").asLong()).isEqualTo(12);
    assertThat(did.get("sets").toString())
        .isEqualTo(
            "{\"product.public.account\":1,\"product.public.card\":1,\"product.public.contact\":10}");
    for (String same : List.of("accounts", "rows", "sets", "status", "mode", "job", "asOf")) {
      assertThat(would.get(same)).as(same).isEqualTo(did.get(same));
    }
    assertThat(run.err()).doesNotContain("INFO");

    String after = checksum(here);
    Result again = here.runHere(purge);
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(json(again)).as("the old result").isEqualTo(did);
    Result today = here.runHere("run", "purge");
    assertThat(today.exitCode()).as(today.err()).isZero();
    assertThat(today.out()).contains("accounts  0 due, 0 done, 0 skipped, 0 failed");
    assertThat(checksum(here)).isEqualTo(after);

    assertThat(here.runHere("runs").out().lines().toList())
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).matches("RUN +JOB +CELL +AS OF +STATUS +DUE +DONE .*");
              assertThat(lines).hasSize(4);
              assertThat(lines.get(2))
                  .matches("2 +purge +main +2024-02-01T00:00:00Z +completed +1 +1 +0 +0 +12 .*");
              assertThat(lines.get(3)).contains("completed (dry run)");
            });
    assertThat(here.runHere("show", "2").out())
        .contains("run 2, purge: completed", "product.public.contact            10");
    Result evidence = here.run("evidence", "show", "2", "-o", "json");
    assertThat(json(evidence).findValuesAsString("kind"))
        .containsExactly("lapsed", "cut-off", "erasure-intent", "erasure-outcome");
    assertThat(evidence.out()).doesNotContain("Two");
    JsonNode account = json(here.runHere("account", "show", "2", "-o", "json"));
    assertThat(account.get("state").asString()).isEqualTo("closed");
    assertThat(account.get("cutOff").asString()).isEqualTo("2024-01-06T09:30:00Z");
    assertThat(account.get("erasedAt").isString()).isTrue();
    assertRefused(here.runHere("evidence", "show", "99"), "account '99' is not known");
    assertRefused(here.runHere("show", "99"), "there is no run 99");
  }

  @Test
  void refusesFilesThatAreWrong() {
    Map<String, String[]> wrong =
        Map.of(
            "purge.yaml:2: .*unknown.*'crom'.*cron", new String[] {"purge.yaml", "\ncrom: x\n"},
            "purge.yaml:1: .*'cron' is '0 2 \\* \\* \\*'.*0 0 2 \\* \\* \\?",
                new String[] {"purge.yaml", "cron: 0 2 * * *\n"},
            "expire.yaml:1: .*'zone' is 'Europe/Pariss'.*Europe/Paris",
                new String[] {"expire.yaml", "zone: Europe/Pariss\n"},
            "policy.yaml:2: .*'grace-period'.*negative|policy.yaml:2: .*grace-period.*-P5D.*",
                new String[] {"policy.yaml", policy("-P5D")},
            "catalog.yaml:11: .*public.cantact.*public.contact",
                new String[] {
                  "catalog.yaml", catalog().replace("public.contact", "public.cantact")
                },
            "catalog.yaml:11: .*acount_id.*account_id",
                new String[] {
                  "catalog.yaml",
                  catalog().replace("contact, owned-by: account_id", "contact, owned-by: acount_id")
                });
    wrong.forEach(
        (reason, file) -> {
          Installation here = bare().file(file[0], file[1]);
          assertRefusesFile(here.runHere("run", "purge"), reason);
        });
    assertRefusesFile(
        bare().file("purge.yaml", "\ncrom: x\n").run("run", "purge"),
        "purge.yaml:2: .*unknown.*'crom'.*cron");
  }

  private static void assertRefusesFile(Result result, String reason) {
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().strip()).doesNotContain("\n").containsPattern(reason);
  }

  @Test
  void saysInOneSentenceThatADatabaseCannotBeReached() {
    LapseProcess refused =
        bare().environment("LAPSE_DATABASE_URL", "jdbc:postgresql://localhost:1/x").start("runs");
    LapseProcess missing = bare().environment("LAPSE_DATABASE_URL", null).start();
    LapseProcess folder = bare().environment("LAPSE_JOBS", "/nowhere").start("runs");
    LapseProcess store =
        bare()
            .environment("PRODUCT_DATABASE_URL", "jdbc:postgresql://localhost:1/x")
            .start("catalog", "check");

    assertRefused(refused, "Lapse's database at jdbc:postgresql://localhost:1/x cannot be reached");
    assertRefused(missing, "LAPSE_DATABASE_URL is not set; set it to");
    assertRefused(folder, "/nowhere");
    assertRefused(store, "store 'product'");
  }

  @Test
  void refusesWrongUsage() {
    Installation here = bare();
    LapseProcess job = here.start("run", "prge");
    Result option = here.runHere("run", "purge", "--dryrun");
    Result command = here.runHere("rnu");
    Result group = here.runHere("account");
    Result date = here.runHere("run", "purge", "--as-of", "yesterday");
    Result rerun = here.runHere("run", "purge", "--rerun");
    LapseProcess future = here.start("run", "purge", "--as-of", "2999-01-01");
    LapseProcess help = here.start("--help");
    LapseProcess version = here.start("run", "--version");

    assertRefused(job, "there is no job 'prge'; did you mean 'purge'?");
    assertRefused(option, "--dryrun");
    assertThat(option.err()).contains("--dry-run");
    assertRefused(command, "rnu");
    assertThat(command.err()).contains("run");
    assertRefused(group, "missing subcommand; expected one of: pause,");
    assertThat(group.err()).contains("withdraw-retention");
    assertRefused(date, "'yesterday' is neither an instant");
    assertRefused(rerun, "--rerun needs --reason");
    assertRefused(future, "2999-01-01T00:00:00Z is in the future");
    assertThat(help.result().exitCode()).isZero();
    assertThat(help.result().out()).contains("run", "import", "evidence");
    assertThat(version.result().exitCode()).isZero();
    assertThat(version.result().out()).matches("lapse \\d+\\.\\d+.*\\R");
  }

  @Test
  void runsAJobOnceAtATimeAndStopsOnRequest() throws SQLException {
    Installation here = installation();
    // by default a run gives a lock up after seconds, in which a slow machine starts no process
    here.file(
        "purge.yaml",
        """
        mode: enforce
        limits: {accounts: 100000, percent-of-accounts: 100}
        throttle: {lock-timeout: PT1M}
        """);
    here.product.run("insert into contact select id, 2 from generate_series(1000, 60000) id");
    here.closed("2");
    try (Connection connection = here.product.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select from contact where account_id = 2 for update");
      LapseProcess first = here.start("run", "purge", "--as-of", "2024-02-01");
      awaitWaiting(here);
      LapseProcess second = here.start("run", "purge", "--as-of", "2024-02-01");
      Result other = here.runHere("run", "purge");
      for (Result late : List.of(second.result(), other)) {
        assertThat(late.exitCode()).as(late.toString()).isEqualTo(4);
        assertThat(late.err())
            .isEqualToIgnoringNewLines(
                "lapse: purge is already running for cell 'main'; see 'lapse runs' (urn:lapse:problem:already-running)");
      }
      Result stop = here.runHere("stop", "1");
      assertThat(stop.exitCode()).as(stop.err()).isZero();
      assertThat(stop.out()).contains("run 1 will stop before its next account");
      connection.rollback();

      Result stopped = first.result();
      assertThat(stopped.exitCode()).as(first.toString()).isEqualTo(7);
      assertThat(stopped.out()).contains("run 1, purge: stopped (operator)");
    }
    Result again = here.runHere("run", "purge", "--as-of", "2024-02-01", "-o", "json");
    assertThat(again.exitCode()).as(again.toString()).isZero();
    JsonNode whole = json(again);
    assertThat(whole.get("run").asInt()).isEqualTo(1);
    assertThat(whole.get("sets").get("product.public.contact").asInt()).isEqualTo(59_011);
    assertThat(here.runHere("stop", "1").exitCode()).as("it is no longer running").isEqualTo(2);
  }

  @Test
  void doesNothingOverTheLimitUntilSomebodyApproves() {
    Installation here = installation();
    here.file("purge.yaml", "mode: enforce\nlimits: {accounts: 1, percent-of-accounts: 100}\n");
    here.closed("2 3");
    String before = checksum(here);

    LapseProcess over = here.start("run", "purge", "--as-of", "2024-02-01", "-o", "json");
    assertThat(over.result().exitCode()).as(over.toString()).isEqualTo(5);
    assertThat(json(over.result()).get("status").asString()).isEqualTo("awaiting-approval");
    assertThat(json(over.result()).get("accounts").toString())
        .isEqualTo("{\"due\":2,\"done\":0,\"skipped\":0,\"failed\":0}");
    assertThat(checksum(here)).isEqualTo(before);

    Result approved = here.runHere("approve", "1", "--reason", "counted them", "-o", "json");
    assertThat(approved.exitCode()).as(approved.toString()).isZero();
    assertThat(json(approved).get("accounts").get("done").asInt()).isEqualTo(2);
    assertRefused(here.runHere("approve", "1", "--reason", "again"), "run 1 is completed");
  }

  @Test
  void refusesWhatTheRulesRefuse() {
    Installation here = installation();
    here.closed("1 2 3");
    here.lapse.run(
        """
        update lapse.account
        set state = 'active', lapsed_at = null, cut_off_due = null, purge_due = null,
          last_paused_at = now() - interval '11 months'
        where id in ('1', '3');
        update lapse.account set kind = 'resold', last_paused_at = null where id = '3';
        update lapse.account set point_of_no_return_at = now(), erased_at = now() where id = '2';
        """);

    Result twice = here.runHere("account", "pause", "1", "--reason", "too dear");
    Result resold = here.runHere("account", "pause", "3", "--reason", "too dear");
    Result late = here.run("account", "reactivate", "2", "--billing-token", "tok");
    for (Result refused : List.of(twice, resold, late)) {
      assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(6);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err().strip()).startsWith("lapse: ").doesNotContain("\n");
    }
    assertThat(late.err()).contains("--without-data");
    Result empty =
        here.runHere("account", "reactivate", "2", "--billing-token", "tok", "--without-data");
    assertThat(empty.exitCode()).as(empty.toString()).isZero();
  }

  @Test
  void saysHowManyAccountsFailed() {
    Installation here = installation();
    here.closed("2 404 4");
    here.lapse.run(
        "insert into lapse.hold (account_id, name, reason, placed_by, placed_at)"
            + " values ('4', 'legal', 'court', 'x', now())");
    LapseProcess partly = here.start("run", "purge", "--as-of", "2024-02-01");
    assertThat(partly.result().exitCode()).as(partly.toString()).isEqualTo(3);
    assertThat(partly.result().out())
        .contains(
            "run 1, purge: partial",
            "accounts  3 due, 1 done, 1 skipped, 1 failed",
            "1 × failed: no store of the cell knows the account");

    here.product.run("create table public.surprise (id bigint primary key)");
    Result blocked = here.runHere("run", "purge", "--as-of", "2024-02-02", "--account", "404");
    Result check = here.runHere("catalog", "check");
    Result discovered = here.run("catalog", "discover", "--store", "product");
    assertThat(blocked.exitCode()).as(blocked.toString()).isEqualTo(1);
    assertThat(blocked.out()).contains("failed: blocked by the catalog", "public.surprise");
    assertThat(check.exitCode()).isEqualTo(2);
    assertThat(check.out()).contains("public.surprise", "1 problem: no account");
    assertThat(discovered.exitCode()).isZero();
    assertThat(discovered.err()).isEmpty();
    assertThat(discovered.out()).contains("${PRODUCT_DATABASE_URL}", "table: public.surprise");
    here.file("catalog.yaml", discovered.out().replaceAll("unclassified: .*}", "shared: true}"));
    Result covered = here.runHere("catalog", "check");
    assertThat(covered.exitCode()).as(covered.out() + covered.err()).isZero();
    assertThat(covered.out()).contains("the catalog covers the stores: 4 tables");
  }

  private Installation installation() {
    Installation copy = migrated.copy();
    opened.add(copy);
    return copy;
  }

  /** For commands that are refused before they change anything. */
  private Installation bare() {
    Installation same = migrated.sameDatabases();
    opened.add(same);
    return same;
  }

  private static String policy(String grace) {
    return """
    version: "2"
    grace-period: %s
    retention-period: P1Y
    pause-every: P12M
    retention-choice: [paused]
    erase-ended-trials: false
    features: [crm]
    data-access: [deals]
    """
        .formatted(grace);
  }

  private static String catalog() {
    return migrated.text("catalog.yaml");
  }

  /** A run waits for the lock that the test holds. */
  private static void awaitWaiting(Installation here) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () ->
                here.inProduct()
                    .sql(
                        """
                        select exists (
                          select from pg_stat_activity
                          where datname = current_database() and wait_event_type = 'Lock')
                        """)
                    .query(Boolean.class)
                    .single());
  }

  private static void assertRefused(LapseProcess process, String sentence) {
    assertRefused(process.result(), sentence);
  }

  private static void assertRefused(Result result, String sentence) {
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("lapse: ").contains(sentence).doesNotContain("\tat ");
    assertThat(result.err().lines().findFirst().orElseThrow()).contains(sentence);
  }

  /** One document and nothing else. */
  private static JsonNode json(Result result) {
    return JSON.readerFor(JsonNode.class)
        .with(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readValue(result.out());
  }

  private static String checksum(Installation here) {
    return here.inProduct().sql(CHECKSUM).query(String.class).single();
  }
}
